import { fixedArithmetic, fixedType, type FixedType, type FixedValue } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import { poolingOf, type Pooling } from '../pooling.js';
import { treeSplit } from '../tables.js';
import { accumulate, type ExactKind } from './exact.js';

const { convert, divide } = fixedArithmetic;

/** nnet::pooling1d_cl, pooling2d_cl and the global ones, of arrays and of streams. */
export const pooling: ExactKind = (layer) => {
  const pool = poolingOf(layer);
  const { positions, taps, pixels } = pool.windows;
  const { channels } = pool;
  return ([inputs]) =>
    Array.from({ length: positions * channels }, (_, at) => {
      const [position, channel] = [Math.floor(at / channels), at % channels];
      const window = Array.from(pixels.subarray(position * taps, (position + 1) * taps), (pixel) => ({
        raw: pixel < 0 ? pool.padding : inputs![pixel * channels + channel]!,
        type: layer.input,
      }));
      const result = reduce(pool, window, pool.divisors[position]!, layer);
      return convert(result, layer.output).raw;
    });
};

function reduce(pool: Pooling, window: FixedValue[], count: number, { layer }: ResolvedLayer): FixedValue {
  const { accumulator, comesFirst } = pool;
  const values = comesFirst ? window.map((x) => convert(x, accumulator)) : window;
  if (pool.operation === 'maximum') return convert(greatest(values), accumulator);
  const zero = { raw: 0n, type: accumulator };
  const sum = pool.treeWise ? treeSum(values) : values.reduce(accumulate, zero);
  // Streams of a pooling window divide by an `int`, all others by an `unsigned`.
  const divisor = { raw: BigInt(count), type: layer.kind === 'pooling' && comesFirst ? int : unsigned };
  const mean = divide(sum, divisor);
  return pool.returnsAccumulator ? convert(mean, accumulator) : mean;
}

function greatest(values: readonly FixedValue[]): FixedValue {
  return values.reduce((best, x) => (x.raw > best.raw ? x : best));
}

/** nnet::reduce with Op_add. */
function treeSum(terms: readonly FixedValue[]): FixedValue {
  if (terms.length === 1) return terms[0]!;
  const left = treeSplit(terms.length);
  return accumulate(treeSum(terms.slice(0, left)), treeSum(terms.slice(left)));
}

const int: FixedType = fixedType(true, 32, 32, { isInteger: true });
const unsigned: FixedType = fixedType(false, 32, 32, { isInteger: true });
