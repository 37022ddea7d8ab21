import { formatFixedType, fractionBits, quantize, type FixedType } from '../../hls/index.js';
import type { LaneBits } from '../wasm/lanes.js';
import { writeIntegers } from '../wasm/storage.js';
import type { Term, Terms } from '../wasm/terms.js';
import { offsetsOf } from './gather.js';
import { ConstantLayout, planned, type Piece, type TensorSignal } from './piece.js';
import { writeWeightedSum, type PlacedSum } from './weighted-sum-kernel.js';
import { planWeightedSum, type Product } from './weighted-sum-plan.js';

export interface WeightedSumOptions {
  readonly input: TensorSignal;
  /** Outputs are positions x outputs; each position reads `taps` runs of `run` features. */
  readonly positions: number;
  readonly taps: number;
  readonly run: number;
  readonly outputs: number;
  /** `[positions, taps]`: the first feature of each run, -1 for zeros; null where all inputs are one run. */
  readonly features: Int32Array | null;
  /** `[taps, run, outputs]`, raw. */
  readonly weights: { readonly raw: Float64Array; readonly fraction: number };
  readonly bias: { readonly raw: Float64Array; readonly type: FixedType };
  readonly product: Product;
  readonly accumulator: FixedType;
  /** Names weights and biases under their types. */
  readonly key: string;
  /** How wide results are stored at least, where several kernels write to one tensor. */
  readonly storage?: LaneBits;
  finish(terms: Terms, sum: Term): Term;
}

/** A kernel of weighted sums: a matrix product, or one for each position of a convolution. */
export function weightedSum(options: WeightedSumOptions): Piece | null {
  const { input, positions, taps, run, outputs, features, weights, bias, accumulator } = options;
  const fraction = options.product === 'multiply' ? input.fraction + weights.fraction : weights.fraction;
  // Where the accumulator has more fraction bits than the products, the weights take on the difference.
  const lift = Math.max(0, fractionBits(accumulator) - fraction);
  if (lift > 63 || (options.product === 'equal' && lift > 0)) return null;
  const numbers = {
    inputs: taps * run,
    outputs,
    weights: lift === 0 ? weights.raw : weights.raw.map((weight) => weight * 2 ** lift),
    fraction: fraction + lift,
    bias: Array.from(bias.raw, (raw) => quantize(BigInt(raw), fractionBits(bias.type), accumulator)),
    product: options.product,
  };
  const plan = planWeightedSum(accumulator, input, numbers, options.finish);
  if (!plan) return null;
  const { lanes, weight, pairs, from } = plan.specification;
  const to = Math.max(plan.specification.to, options.storage ?? 16) as LaneBits;
  const layout = new ConstantLayout();
  const stored = pairs ? inPairs(numbers.weights, taps, run, outputs) : numbers.weights;
  layout.add((stored.length * weight) / 8, (bytes, offset) => writeIntegers(bytes, offset, stored, weight));
  const biasAt = layout.add((outputs * lanes) / 8, (bytes, offset) =>
    writeIntegers(bytes, offset, numbers.bias, lanes),
  );
  const listAt = features
    ? layout.add(features.length * 4, (bytes, offset) =>
        new Int32Array(bytes.buffer, offset, features.length).set(offsetsOf(features, from)),
      )
    : null;
  const specification: PlacedSum = { ...plan.specification, to, positions, taps, run, biasAt, listAt };
  const key = [options.key, formatFixedType(accumulator), fraction, from, weight, pairs, lanes];
  return {
    ...planned('weighted sum', specification, writeWeightedSum),
    lanes,
    constants: layout.finish(key.join(' ')),
    output: {
      fraction: plan.fraction,
      range: plan.range,
      features: positions * outputs,
      storage: to,
    },
  };
}

/** `[taps, pairs of the run, outputs, 2]`; an odd run's last partner is zero. */
function inPairs(weights: Float64Array, taps: number, run: number, outputs: number): Float64Array {
  const pairs = Math.ceil(run / 2);
  const ordered = new Float64Array(taps * pairs * outputs * 2);
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < run; i++) {
      for (let j = 0; j < outputs; j++) {
        const at = ((tap * pairs + (i >> 1)) * outputs + j) * 2 + (i & 1);
        ordered[at] = weights[(tap * run + i) * outputs + j]!;
      }
    }
  }
  return ordered;
}
