import {
  fractionBits,
  quantize,
  sameFormat,
  type FixedType,
  type QuantizationMode,
} from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import {
  allowedRange,
  contains,
  fitsLanes,
  lanesFor,
  overflowRule,
  planConversion,
  rangeOf,
  roundedRange,
  roundsBySign,
  unknown,
  wraps,
  type Conversion,
  type OverflowRule,
  type Range,
} from '../wasm/conversion.js';
import type { LaneBits } from '../wasm/lanes.js';
import type { TensorSignal } from './kind.js';

/** Everything that the code of a dense layer depends on. */
export interface DenseSpecification {
  readonly inputs: number;
  readonly outputs: number;
  readonly lanes: LaneBits;
  /** Stored width of the activations read, of the weights in memory, and of the results written. */
  readonly from: LaneBits;
  readonly weight: LaneBits;
  readonly to: LaneBits;
  /** Bits that each product loses when it becomes an accumulator value, and how. */
  readonly drop: number;
  readonly rounding: QuantizationMode;
  /** Applied to each product, and to the sum after each addition; null where nothing can overflow. */
  readonly productOverflow: OverflowRule | null;
  readonly stepOverflow: OverflowRule | null;
  /** Applied once to the finished sum: all that a wrapping accumulator needs, since wrapping commutes with +. */
  readonly finalOverflow: OverflowRule | null;
  readonly result: Conversion;
}

/** Integers of a dense layer under an assignment. */
export interface DenseNumbers {
  readonly inputs: number;
  readonly outputs: number;
  /** `[inputs, outputs]`, row-major, raw; products with them have `fraction` fraction bits. */
  readonly weights: Float64Array;
  readonly fraction: number;
  /** Raw values of the accumulator's type. */
  readonly bias: readonly bigint[];
}

/** Bounds that hold whatever the inputs are. */
interface Bounds {
  readonly weight: Range;
  readonly product: Range;
  /** Any partial sum of any output, in the accumulator's fraction. */
  readonly sum: Range;
  readonly term: Range;
}

/**
 * Chooses lanes and overflow handling for `acc = bias; acc += (accum_t)(x * w); result = (res_t)acc`.
 * Three ways, the first that is exact wins in each width: nothing can overflow; the accumulator wraps, so
 * that low bits suffice; or every step is brought into range, in the order of the loop.
 */
export function planDense(
  layer: ResolvedLayer,
  input: TensorSignal,
  numbers: DenseNumbers,
): { specification: DenseSpecification; range: Range } | null {
  const accumulator = layer.role('accumulator');
  const drop = Math.max(0, numbers.fraction - fractionBits(accumulator));
  const bounds = boundsOf(input.range, numbers, drop);
  for (const lanes of [16, 32, 64] as const) {
    const found = tryLanes(lanes, layer.output, accumulator, drop, input, numbers, bounds);
    if (found) return found;
  }
  return null;
}

function tryLanes(
  lanes: LaneBits,
  output: FixedType,
  accumulator: FixedType,
  drop: number,
  input: TensorSignal,
  { inputs, outputs }: DenseNumbers,
  bounds: Bounds,
): { specification: DenseSpecification; range: Range } | null {
  if (input.storage > lanes || drop > lanes - 2) return null;
  const rounding = accumulator.quantization;
  const weightsFit = fitsLanes(bounds.weight, lanes);
  // Some modes round by the product's sign, which is that of the operands only while they are whole.
  if (drop > 0 && roundsBySign.has(rounding) && !weightsFit) return null;
  const allowed = allowedRange(accumulator);
  const widest = { min: bounds.product.min, max: bounds.product.max + 2 ** drop };
  const productsExact = fitsLanes(widest, lanes) && weightsFit;
  const neverOverflows = contains(allowed, bounds.sum) && contains(allowed, bounds.term);
  const rules = { productOverflow: null, stepOverflow: null, finalOverflow: null };
  let sum: Range;
  let overflow: Pick<DenseSpecification, 'productOverflow' | 'stepOverflow' | 'finalOverflow'>;
  if (productsExact && neverOverflows && fitsLanes(bounds.sum, lanes)) {
    sum = bounds.sum;
    overflow = rules;
  } else if (wraps(accumulator)) {
    const roomy = accumulator.width + (accumulator.signed ? 0 : 1) <= lanes;
    if (!roomy || !(productsExact || drop + accumulator.width <= lanes)) return null;
    sum = rangeOf(accumulator);
    overflow = { ...rules, finalOverflow: overflowRule(unknown, accumulator) };
  } else {
    const room = accumulator.width + (accumulator.signed ? 1 : 2);
    if (!productsExact || room > lanes) return null;
    sum = allowed;
    overflow = {
      ...rules,
      productOverflow: overflowRule(bounds.term, accumulator),
      stepOverflow: overflowRule(unknown, accumulator),
    };
  }
  const result = planConversion({ fraction: fractionBits(accumulator), range: sum }, output, lanes);
  const to = result && lanesFor(result.range);
  if (!to) return null;
  const weight = lanes === 64 && input.storage <= 32 && fitsLanes(bounds.weight, 32) ? 32 : lanes;
  const widths = { lanes, from: input.storage, weight, to };
  return {
    specification: { inputs, outputs, ...widths, drop, rounding, ...overflow, result: result.conversion },
    range: result.range,
  };
}

/** The bias as the accumulator holds it before the first product is added. */
export function biasOf(raw: Float64Array, type: FixedType, accumulator: FixedType): bigint[] {
  const exact = sameFormat(type, accumulator);
  return Array.from(raw, (value) =>
    exact ? BigInt(value) : quantize(BigInt(value), fractionBits(type), accumulator),
  );
}

function boundsOf(x: Range, numbers: DenseNumbers, drop: number): Bounds {
  const { inputs, outputs, weights } = numbers;
  const weight = { min: 0, max: 0 };
  const product = { min: 0, max: 0 };
  const term = { min: 0, max: 0 };
  const low = Float64Array.from(numbers.bias, Number);
  const high = low.slice();
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < outputs; j++) {
      const w = weights[i * outputs + j]!;
      if (w === 0) continue;
      include(weight, { min: w, max: w });
      const one = w > 0 ? { min: w * x.min, max: w * x.max } : { min: w * x.max, max: w * x.min };
      include(product, one);
      const rounded = roundedRange(one, drop);
      include(term, rounded);
      low[j] = low[j]! + Math.min(rounded.min, 0);
      high[j] = high[j]! + Math.max(rounded.max, 0);
    }
  }
  const sum = { min: Math.min(0, ...low), max: Math.max(0, ...high) };
  return { weight, product, sum: outwards(sum), term };
}

function include(range: { min: number; max: number }, other: Range): void {
  if (other.min < range.min) range.min = other.min;
  if (other.max > range.max) range.max = other.max;
}

/** Sums of doubles beyond 2^53 may have lost a little; 2^-30 of it is far more than that. */
function outwards({ min, max }: Range): Range {
  const exact = Math.max(-min, max) < 2 ** 53;
  return exact ? { min, max } : { min: min * (1 + 2 ** -30), max: max * (1 + 2 ** -30) };
}
