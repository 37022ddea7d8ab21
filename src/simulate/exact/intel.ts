import { fixedArithmetic, fixedType, fromDouble, type FixedType, type FixedValue } from '../../hls/index.js';
import type { ResolvedConfig, ResolvedLayer } from '../network.js';
import { softmax } from './softmax.js';
import { softmaxImplementation, treeSplit } from '../tables.js';
import { problem } from '../../diagnostics/index.js';
import { accumulate, eachValue, integer, type ExactKind, type ExactLayer } from './exact.js';

/*
 * What the library of hls4ml's Intel backends computes otherwise than that of Xilinx's: tables of one half of a
 * function, which its project holds as text. Where the C++ reads beyond a table, the last entry stands in.
 */

const { compare, convert, multiply, negate, subtract } = fixedArithmetic;
const zero = integer(0);
const one = integer(1);

export type IntelTable = 'elu' | 'selu' | 'sigmoid' | 'softplus' | 'softsign' | 'tanh';

/** `table_t`, which a softmax leaves to the library's `activ_config`. */
function intelTableType(config: ResolvedConfig): FixedType {
  return config.has('table') ? config.role('table') : fixedType(true, 16, 8, { family: 'ac' });
}

/** An activation by table, of a config struct that says how large the table is and of which type. */
export function intelTabled(
  name: IntelTable,
  layer: ResolvedLayer,
  config: ResolvedConfig,
  from: FixedType,
  to: FixedType,
): (x: FixedValue) => FixedValue {
  const type = intelTableType(config);
  const entries = config.parameter('table_size', 512);
  const table = Array.from(layer.layer.libraryTables!.table(`${name}_table`), (x) => fromDouble(x, type));
  const entry = (index: number): FixedValue => {
    const at = Math.min(Math.max(index, 0), entries - 1, table.length - 1);
    return { raw: table[at]!, type };
  };
  const floor = (x: FixedValue): number => Number(BigInt.asIntN(32, floored(x)));
  /** The function of the magnitude, up to the end of the table. */
  const half = (x: FixedValue, end: number): FixedValue => {
    const magnitude = compare(x, zero) < 0 ? convert(negate(x), from) : x;
    if (compare(magnitude, integer(end)) > 0) return convert(entry(entries - 1), to);
    return convert(entry(floor(multiply(magnitude, integer(entries / end)))), to);
  };
  switch (name) {
    case 'sigmoid':
      return (x) => (x.raw < 0n ? convert(subtract(one, half(x, 8)), to) : half(x, 8));
    case 'tanh':
      return (x) => (x.raw < 0n ? convert(negate(half(x, 4)), to) : half(x, 4));
    case 'softsign':
      return (x) => (x.raw < 0n ? convert(negate(half(x, 8)), to) : half(x, 8));
    case 'softplus':
      return (x) => {
        // The quotient is cut off toward zero at the last bit, and its fraction downwards.
        const scaled = x.raw * BigInt(entries);
        const index = Number(BigInt.asIntN(16, floored({ raw: scaled / 16n, type: x.type })));
        return convert(entry(Number(BigInt.asIntN(16, BigInt(index + entries / 2)))), to);
      };
    default:
      return (x) =>
        entry(Number(BigInt.asIntN(16, floored({ raw: (x.raw * BigInt(entries)) / -8n, type: x.type }))));
  }
}

/** `to_int` of `ac_fixed`: downwards. */
function floored({ raw, type }: FixedValue): bigint {
  const fraction = BigInt(type.width - type.integer);
  return fraction >= 0n ? raw >> fraction : raw << -fraction;
}

export function intelActivation(name: Exclude<IntelTable, 'elu' | 'selu'>): ExactKind {
  return (layer) => eachValue(layer, intelTabled(name, layer, layer, layer.input, layer.output));
}

/** nnet::softmax of Intel's backends, over all values or over the words of a stream. */
export const intelSoftmax: ExactKind = (layer): ExactLayer => {
  const implementation = softmaxImplementation(layer);
  if (implementation === 'argmax' || implementation === 'clippedLinear') return softmax(layer);
  if (implementation !== 'stable') {
    throw problem('simulate.softmax', { layer: layer.name, what: `implementation ${implementation}` });
  }
  const { expTable, invTable } = { expTable: layer.role('expTable'), invTable: layer.role('invTable') };
  const bits = Math.ceil(Math.log2(layer.parameter('table_size', 512)));
  for (const { width } of [layer.input, expTable]) {
    if (width > bits) continue;
    const what = `a table of ${2 ** bits} entries, addressed by the bits below the sign of a type of ${width},`;
    throw problem('simulate.softmax', { layer: layer.name, what });
  }
  const tables = layer.layer.libraryTables!;
  const entries = (name: string, type: FixedType): bigint[] =>
    Array.from(tables.table(name), (x) => {
      const stored = intelTableType(layer);
      return convert({ raw: fromDouble(x, stored), type: stored }, type).raw;
    });
  const [exp, inverse] = [entries('exp_table', expTable), entries('invert_table', invTable)];
  const difference = fixedType(true, layer.input.width, layer.input.integer, {
    ...{ family: 'ac', quantization: 'RND', overflow: 'SAT' },
  });
  const slice = layer.layer.inputs[0]!.packed;
  const compute = (inputs: readonly bigint[]): bigint[] => {
    const greatest = inputs.reduce((best, x) => (x > best ? x : best));
    const terms = inputs.map((raw) => {
      const less = subtract({ raw, type: layer.input }, { raw: greatest, type: layer.input });
      const address = convert(convert(less, difference), layer.input);
      return { raw: exp[topBits(address, bits)]!, type: expTable };
    });
    const sum = treeSum(terms);
    const factor = { raw: inverse[topBits(sum, bits)]!, type: invTable };
    return terms.map((term) => convert(multiply(term, factor), layer.output).raw);
  };
  return ([inputs]) => {
    const length = slice ?? inputs!.length;
    return Array.from({ length: inputs!.length / length }, (_, at) =>
      compute(inputs!.slice(at * length, (at + 1) * length)),
    ).flat();
  };
};

/** The bits below the sign; the lowest is set where a value other than zero has none of them. */
function topBits({ raw, type }: FixedValue, bits: number): number {
  const shift = BigInt(type.width - bits - 1);
  const found = Number(BigInt.asUintN(bits, shift >= 0n ? raw >> shift : raw << -shift));
  return raw !== 0n && found === 0 ? 1 : found;
}

function treeSum(terms: readonly FixedValue[]): FixedValue {
  if (terms.length === 1) return terms[0]!;
  const left = treeSplit(terms.length);
  return accumulate(treeSum(terms.slice(0, left)), treeSum(terms.slice(left)));
}

/** nnet::elu and nnet::selu of Intel's backends. */
export const intelElu: ExactKind = (layer) => {
  const alpha = { raw: 1n, type: fixedType(false, 1, 1, { isInteger: true, family: 'ac' }) };
  const number = layer.parameter('alpha', NaN);
  const type = layer.has('parameter') ? layer.role('parameter') : layer.input;
  const factor = Number.isNaN(number) ? alpha : { raw: fromDouble(number, type), type };
  const table = intelTabled('elu', layer, layer, layer.input, layer.output);
  return eachValue(layer, (x) => (x.raw >= 0n ? x : multiply(factor, table(x))));
};

export const intelSelu: ExactKind = (layer) => {
  const scale = { raw: fromDouble(1.0507009873554805, layer.output), type: layer.output };
  const table = intelTabled('selu', layer, layer, layer.input, layer.output);
  return eachValue(layer, (x) => (x.raw >= 0n ? multiply(scale, x) : table(x)));
};

/** nnet::binary_tanh of Intel's backends: zero is -1. */
export const intelBinaryTanh: ExactKind = (layer) =>
  eachValue(layer, (x) => (x.raw > 0n ? one : integer(-1)));
