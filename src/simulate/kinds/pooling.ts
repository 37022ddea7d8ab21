import { fractionBits, minimumRaw, type FixedType } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import type { TensorSignal } from '../pieces/piece.js';
import { reduction, type ReductionOptions } from '../pieces/reduction.js';
import { poolingOf, type Pooling } from '../pooling.js';
import { contains, fitsLanes, rangeOf, signalOf, wraps, type Range } from '../wasm/conversion.js';
import { union, type Term, type Terms } from '../wasm/terms.js';
import { firstChannels } from '../windows.js';
import { oneKernel, type LayerKind } from './kind.js';

/** `nnet::pooling*_cl` and `nnet::global_pooling*_cl`, of arrays and of streams. */
export const pooling: LayerKind = {
  plan(layer, [input]) {
    const pool = poolingOf(layer);
    const common = {
      positions: pool.windows.positions,
      taps: pool.windows.taps,
      channels: pool.channels,
      inputs: [{ signal: input!, features: firstChannels(pool.windows.pixels, pool.channels) }],
    };
    const options =
      pool.operation === 'maximum' ? maximum(layer, pool, input!) : average(layer, pool, input!);
    return oneKernel(options && reduction({ ...common, ...options }));
  },
};

type Operation = Omit<ReductionOptions, 'positions' | 'channels' | 'taps' | 'inputs'>;

/** The greatest input, as an accumulator value: before the comparison in a stream, after it in an array. */
function maximum(layer: ResolvedLayer, pool: Pooling, input: TensorSignal): Operation | null {
  const { accumulator, comesFirst } = pool;
  const type = comesFirst ? accumulator : layer.input;
  if (type.width > 53) return null;
  // No input is less than what the search for the greatest starts with; nor need the padding be.
  const least = comesFirst
    ? minimumRaw(accumulator)
    : BigInt(Math.max(input.range.min, Number(minimumRaw(type))));
  const padding = pool.padding > least ? pool.padding : least;
  const range = union(input.range, { min: Number(least), max: Number(padding) });
  if (!comesFirst && !fitsLanes(range, input.storage)) return null;
  const each = (terms: Terms, x: Term): Term => (comesFirst ? terms.convert(x, accumulator) : x);
  return {
    ...(comesFirst ? {} : { padding }),
    start: { values: Float64Array.of(Number(least)), fraction: fractionBits(type), key: `${least}` },
    state: () => (comesFirst ? signalOf(accumulator) : { fraction: input.fraction, range }),
    step: (terms, most, [x]) => terms.maximum(most, each(terms, x!)),
    finish: (terms, most) =>
      terms.convert(comesFirst ? most : terms.convert(most, accumulator), layer.output),
  };
}

/** The sum divided by how many pixels count. */
function average(layer: ResolvedLayer, pool: Pooling, input: TensorSignal): Operation | null {
  const { accumulator, comesFirst, divisors, treeWise } = pool;
  const everything = boundsOfSum(accumulator, input, pool.windows.taps);
  const fits = contains(rangeOf(accumulator), everything);
  // A sum that cannot overflow, or wraps, comes out the same in whatever order it is added.
  if (treeWise && !fits && !wraps(accumulator)) return null;
  const step = (terms: Terms, sum: Term, x: Term): Term =>
    terms.convert(terms.add(sum, comesFirst ? terms.convert(x, accumulator) : x), accumulator);
  const common = divisors.every((divisor) => divisor === divisors[0]) ? divisors[0]! : null;
  const exponent = common === null ? NaN : Math.log2(common);
  const fraction = fractionBits(accumulator);
  return {
    start: { values: Float64Array.of(0), fraction, key: '0' },
    ...(common === null
      ? { divisors: { values: Float64Array.from(divisors), fraction: 0, key: divisors.join() } }
      : {}),
    state: () => ({ fraction, range: fits ? everything : rangeOf(accumulator) }),
    step: (terms, sum, [x]) => step(terms, sum, x!),
    finish: (terms, sum, divisor) => {
      const mean = Number.isInteger(exponent)
        ? { ...terms.truncate(sum, exponent), fraction }
        : terms.divide(sum, divisor ?? terms.constant(BigInt(common!)));
      return terms.convert(pool.returnsAccumulator ? terms.convert(mean, accumulator) : mean, layer.output);
    },
  };
}

function boundsOfSum(accumulator: FixedType, { fraction, range }: TensorSignal, terms: number): Range {
  const scale = 2 ** (fractionBits(accumulator) - fraction);
  return {
    min: terms * (Math.floor(range.min * scale) - 1),
    max: terms * (Math.ceil(range.max * scale) + 1),
  };
}
