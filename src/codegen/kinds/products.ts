import { fractionBits, resolution, type FixedType } from '../../hls/index.js';
import type { NdArray } from '../../nn/index.js';
import { hull, roundedInterval, type Interval } from '../interval.js';
import type { LayerContext, TensorRange } from './kind.js';

/**
 * What dense layers, convolutions and recurrent layers share: the product of a vector and a matrix, with all its
 * multipliers or with some that take turns.
 */
export interface MatrixProduct {
  /** The struct that computes it. */
  readonly kernel: string;
  readonly strategy: string;
  readonly reuseFactor: number;
  /** In the order in which the kernel reads it. */
  readonly stored: NdArray;
  /** Whether adders stand for the multipliers: the struct `parts.adders`. */
  readonly hasAdders: boolean;
  readonly parts: Readonly<Record<string, string>>;
  /** Beyond those of dense layers. */
  readonly headers: readonly string[];
}

/**
 * Under the resource strategy weights are stored output by output, and the reuse factor must divide the number of
 * inputs, or be a multiple of it that divides the number of weights (nnet_dense_resource.h): the nearest one is
 * taken.
 */
export function matrixProduct(
  matrix: NdArray,
  inputs: number,
  outputs: number,
  { index, strategy, reuseFactor }: Pick<LayerContext, 'index' | 'strategy' | 'reuseFactor'>,
): MatrixProduct {
  const multiplied = { strategy, reuseFactor, stored: matrix, hasAdders: false, parts: {}, headers: [] };
  if (strategy === 'latency') return { ...multiplied, kernel: 'DenseLatency' };
  if (strategy === 'distributed_arithmetic') {
    const adders = { hasAdders: true, parts: { adders: `adders${index}` } };
    return {
      ...multiplied,
      ...adders,
      kernel: 'DistributedArithmetic',
      headers: ['nnet_distributed_arithmetic.h'],
    };
  }
  const nearest = nearestReuseFactor(reuseFactor, inputs, outputs);
  const kernel = nearest <= inputs ? 'DenseResource_rf_leq_nin' : 'DenseResource_rf_gt_nin_rem0';
  return { ...multiplied, kernel, reuseFactor: nearest, stored: transposed(matrix, inputs, outputs) };
}

/** The allowed reuse factor that is nearest to one, in proportion. */
function nearestReuseFactor(wanted: number, inputs: number, outputs: number): number {
  const allowed = [...divisorsOf(inputs), ...divisorsOf(outputs).map((divisor) => divisor * inputs)];
  const distance = (factor: number): number => Math.abs(Math.log(factor / wanted));
  return allowed.reduce((best, factor) => (distance(factor) < distance(best) ? factor : best));
}

function divisorsOf(count: number): number[] {
  const low = Array.from({ length: Math.floor(Math.sqrt(count)) }, (_, i) => i + 1).filter(
    (divisor) => count % divisor === 0,
  );
  return [...low, ...low.map((divisor) => count / divisor).reverse()];
}

function transposed({ data }: NdArray, inputs: number, outputs: number): NdArray {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < outputs; j++) turned[j * inputs + i] = data[i * outputs + j];
  }
  return { shape: [outputs, inputs], data: turned };
}

/**
 * How a product is computed: weights that are all -1, 0 or 1 in two bits need no multiplier (nnet_mult.h).
 */
export function productOfTypes(weight: FixedType, { data }: NdArray): string {
  const isTernary =
    weight.signed &&
    weight.width === 2 &&
    weight.integer === 2 &&
    data.every((value) => value === 0 || Math.abs(value) === 1);
  return isTernary ? 'weight_ternary' : 'mult';
}

/** Bits right of the point with which products and biases lose nothing. */
export function exactFraction(input: FixedType, weight: FixedType, bias?: FixedType): number {
  return Math.max(fractionBits(input) + fractionBits(weight), bias ? fractionBits(bias) : -Infinity);
}

/** The smallest and the largest sum that each output of a matrix `[inputs, outputs]` can reach, bias included. */
export function rangeOfSums(
  matrix: NdArray,
  bias: NdArray | null,
  outputs: number,
  input: TensorRange,
  { weight, bias: biasType }: { readonly weight: FixedType; readonly bias?: FixedType },
): Interval[] {
  const biases = Array.from({ length: outputs }, (_, j): Interval => {
    const value = bias?.data[j] ?? 0;
    return biasType ? roundedInterval(value, resolution(biasType)) : { low: value, high: value };
  });
  const lows = Float64Array.from(biases, ({ low }) => low);
  const highs = Float64Array.from(biases, ({ high }) => high);
  const { data } = matrix;
  const step = resolution(weight);
  const steps = 1 / step;
  for (let i = 0, at = 0; at < data.length; i++) {
    const { low, high } = input[i % input.length];
    const hasZero = low <= 0 && high >= 0;
    if (low === 0 && high === 0) {
      at += outputs;
      continue;
    }
    for (let j = 0; j < outputs; j++) {
      const value = data[at++] * steps;
      // Where a mode may round it to.
      const below = Math.floor(value) * step;
      const above = Math.ceil(value) * step;
      if (hasZero) {
        lows[j] += Math.min(below * high, above * low);
        highs[j] += Math.max(below * low, above * high);
      } else {
        lows[j] += Math.min(below * low, below * high, above * low, above * high);
        highs[j] += Math.max(below * low, below * high, above * low, above * high);
      }
    }
  }
  return Array.from(lows, (low, j) => ({ low, high: highs[j] }));
}

/** Of two tensors' elements. */
export function combined(
  a: TensorRange,
  b: TensorRange,
  combine: (x: Interval, y: Interval) => Interval,
): Interval[] {
  const [long, short] = a.length < b.length ? [b.length, a.length] : [a.length, b.length];
  if (long % short !== 0) return [combine(hull(a), hull(b))];
  return Array.from({ length: long }, (_, i) => combine(a[i % a.length], b[i % b.length]));
}

/** One range for each element of the last axis. */
export function byChannel(range: TensorRange, channels: number): Interval[] {
  if (channels % range.length === 0)
    return Array.from({ length: channels }, (_, c) => range[c % range.length]);
  if (range.length % channels !== 0) return [hull(range)];
  return Array.from({ length: channels }, (_, c) => hull(range.filter((_, i) => i % channels === c)));
}
