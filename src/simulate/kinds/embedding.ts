import { fractionBits, quantize, type FixedType } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import { elementwise } from '../pieces/elementwise.js';
import { rawConstants } from '../products.js';
import type { WeightSource } from '../pieces/piece.js';
import type { Table, Term, Terms } from '../wasm/terms.js';
import { eachValue } from './elementwise.js';
import { oneKernel, type LayerKind } from './kind.js';
import { tableOf } from './tabled.js';

/** `nnet::embedding`: a row of the table for each input. An index beyond the table takes the last entry. */
export const embedding: LayerKind = {
  plan(layer, [input], source) {
    const table = constantTable(layer, 'weight', source);
    if (!table) return null;
    const columns = layer.size('n_out');
    const features = input!.features * columns;
    const rows = Int32Array.from({ length: features }, (_, at) => Math.floor(at / columns));
    const columnOf = Float64Array.from({ length: features }, (_, at) => at % columns);
    const piece = elementwise({
      features,
      inputs: [{ signal: input!, features: rows }],
      parameters: [{ values: columnOf, fraction: 0, key: `${columns} columns` }],
      tableKey: layer.signature,
      formula(terms, [x], [column]) {
        const place = terms.add(terms.multiply(x!, terms.constant(BigInt(columns))), column!);
        return terms.lookUp(clamped(terms, terms.toInteger(place), table.entries.length), table);
      },
    });
    return oneKernel(piece);
  },
};

/** `nnet::unary_lut`: the bits of a value are the index. */
export const lookupTable: LayerKind = {
  plan(layer, [input], source) {
    const table = constantTable(layer, 'table', source);
    if (!table) return null;
    const span = 1n << BigInt(layer.input.width);
    const formula = (terms: Terms, x: Term): Term => {
      const raw = { ...x, fraction: 0 };
      const pattern = terms.select(
        terms.greater(terms.constant(0n), raw),
        terms.add(raw, terms.constant(span)),
        raw,
      );
      return terms.lookUp(clamped(terms, pattern, table.entries.length), table);
    };
    return eachValue(input!, formula, { tableKey: layer.signature });
  },
};

function clamped(terms: Terms, index: Term, entries: number): Term {
  return terms.minimum(terms.maximum(index, terms.constant(0n)), terms.constant(BigInt(entries - 1)));
}

/** Constants as a table of results; null where a double does not hold them. */
function constantTable(layer: ResolvedLayer, role: 'weight' | 'table', source: WeightSource): Table | null {
  const found = rawConstants(layer.constants(role), layer.role(role), source);
  return (
    found &&
    tableOf(
      Array.from(found.raw, (raw) => inType(raw, found.type, layer.output)),
      layer.output,
    )
  );
}

function inType(raw: number, from: FixedType, to: FixedType): bigint {
  return quantize(BigInt(raw), fractionBits(from), to);
}
