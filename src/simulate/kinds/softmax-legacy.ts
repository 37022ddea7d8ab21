import { fractionBits } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import { elementwise } from '../pieces/elementwise.js';
import type { TensorSignal } from '../pieces/piece.js';
import { reduction } from '../pieces/reduction.js';
import { legacyTables, legacyTableType, softmaxSlices } from '../tables.js';
import { signalOf } from '../wasm/conversion.js';
import { input, output, temporary, type LayerPlan } from './kind.js';
import { scaledToInteger, tableOf } from './tabled.js';

/** Beyond this many pairs of classes the exact evaluator takes over: each pair is a look-up of its own. */
const mostPairs = 4096;

/** `nnet::softmax_legacy`: exp(x_j - x_i) for each pair of classes by table, their sums, the inverses by table. */
export function planLegacy(layer: ResolvedLayer, signal: TensorSignal): LayerPlan | null {
  const slices = softmaxSlices(layer);
  const classes = slices[0]!.length;
  const features = signal.features;
  const type = legacyTableType(layer);
  const { exp, inverse } = legacyTables(layer);
  // The entry for equal values must be the one for zero, which the library writes down as 1.
  if (features * classes > mostPairs || exp.length % 2 !== 0 || type.width > 53) return null;
  const sliceOf = new Map(slices.flatMap((slice) => Array.from(slice, (at) => [at, slice] as const)));
  const pairs = features * classes;
  const others = Int32Array.from(
    { length: pairs },
    (_, at) => sliceOf.get(Math.floor(at / classes))![at % classes]!,
  );
  const own = Int32Array.from({ length: pairs }, (_, at) => Math.floor(at / classes));
  const exponentials = elementwise({
    features: pairs,
    inputs: [others, own].map((list) => ({ signal, features: list })),
    tableKey: layer.signature,
    formula(terms, [other, x]) {
      const whole = scaledToInteger(terms, terms.subtract(other!, x!), 16, exp.length);
      const moved = terms.add(whole, terms.constant(BigInt(exp.length / 2)));
      const last = terms.constant(BigInt(exp.length - 1));
      const index = terms.minimum(terms.maximum(moved, terms.constant(0n)), last);
      return terms.lookUp(index, tableOf(exp, type));
    },
  });
  const sums =
    exponentials &&
    reduction({
      ...{ positions: features, channels: 1, taps: classes },
      inputs: [{ signal: exponentials.output, features: Int32Array.from({ length: pairs }, (_, at) => at) }],
      start: { values: Float64Array.of(0), fraction: fractionBits(type), key: '0' },
      state: () => signalOf(type),
      step: (terms, sum, [x]) => terms.convert(terms.add(sum, x!), type),
      finish: (_, sum) => sum,
    });
  const inverses =
    sums &&
    elementwise({
      features,
      inputs: [{ signal: sums.output }],
      tableKey: layer.signature,
      formula(terms, [sum]) {
        const whole = scaledToInteger(terms, sum!, 64, inverse.length);
        const last = terms.constant(BigInt(inverse.length - 1));
        const index = terms.minimum(terms.maximum(whole, terms.constant(0n)), last);
        return terms.convert(terms.lookUp(index, tableOf(inverse, type)), layer.output);
      },
    });
  if (!inverses) return null;
  return {
    calls: [
      { piece: exponentials, from: [input(0), input(0)], to: temporary(0) },
      { piece: sums, from: [temporary(0)], to: temporary(1) },
      { piece: inverses, from: [temporary(1)], to: output() },
    ],
    temporaries: [exponentials.output, sums.output],
    output: inverses.output,
  };
}
