import { fractionBits, type FixedType, type QuantizationMode } from '../../hls/index.js';
import type { Formula } from '../wasm/formula.js';
import {
  allowedRange,
  contains,
  fitsLanes,
  lanesFor,
  overflowRule,
  rangeOf,
  roundedRange,
  roundsBySign,
  unknown,
  wraps,
  type OverflowRule,
  type Range,
} from '../wasm/conversion.js';
import { laneWidths, type LaneBits } from '../wasm/lanes.js';
import { outwards, planTermsIn, type Term, type Terms } from '../wasm/terms.js';
import type { TensorSignal } from './piece.js';

/** Everything that the code of a weighted sum depends on. */
export interface WeightedSumSpecification {
  /** Outputs are positions x outputs; each position reads `taps` runs of `run` features. */
  readonly positions: number;
  readonly taps: number;
  readonly run: number;
  readonly outputs: number;
  readonly lanes: LaneBits;
  /** Stored width of the activations read, of the weights in memory, and of the results written. */
  readonly from: LaneBits;
  readonly weight: LaneBits;
  readonly to: LaneBits;
  readonly product: Product;
  /** Whether two inputs are multiplied and added at once, as 16-bit integers. */
  readonly pairs: boolean;
  /** Bits that each product loses when it becomes an accumulator value, and how. */
  readonly drop: number;
  readonly rounding: QuantizationMode;
  /** Applied to each product, and to the sum after each addition; null where nothing can overflow. */
  readonly productOverflow: OverflowRule | null;
  readonly stepOverflow: OverflowRule | null;
  /** Applied once to the finished sum: all that a wrapping accumulator needs, since wrapping commutes with +. */
  readonly finalOverflow: OverflowRule | null;
  readonly result: Formula;
}

/**
 * How an input and a weight become a product: `x * w`; `signed`: plus or minus w, as x is one or zero; `equal`: one
 * where both are equal, else zero.
 */
export type Product = 'multiply' | 'signed' | 'equal';

/** Integers of a weighted sum under an assignment. */
export interface SumNumbers {
  readonly inputs: number;
  readonly outputs: number;
  /** `[inputs, outputs]`, row-major, raw; products with them have `fraction` fraction bits. */
  readonly weights: Float64Array;
  readonly fraction: number;
  /** Raw values of the accumulator's type. */
  readonly bias: readonly bigint[];
  readonly product: Product;
}

export interface PlannedSum {
  readonly specification: Omit<WeightedSumSpecification, 'positions' | 'taps' | 'run'>;
  readonly range: Range;
  readonly fraction: number;
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
 * Chooses lanes and overflow handling for `acc = bias; acc += (accum_t)(x * w); result = finish(acc)`.
 * Three ways, the first that is exact wins in each width: nothing can overflow; the accumulator wraps, so
 * that low bits suffice; or every step is brought into range, in the order of the loop.
 */
export function planWeightedSum(
  accumulator: FixedType,
  input: TensorSignal,
  numbers: SumNumbers,
  finish: (terms: Terms, sum: Term) => Term,
): PlannedSum | null {
  const drop = Math.max(0, numbers.fraction - fractionBits(accumulator));
  const bounds = boundsOf(input.range, numbers, drop);
  for (const lanes of laneWidths) {
    const found = tryLanes(lanes, accumulator, drop, input, numbers, bounds, finish);
    if (found) return found;
  }
  return null;
}

function tryLanes(
  lanes: LaneBits,
  accumulator: FixedType,
  drop: number,
  input: TensorSignal,
  { outputs, product }: SumNumbers,
  bounds: Bounds,
  finish: (terms: Terms, sum: Term) => Term,
): PlannedSum | null {
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
  let overflow: Pick<WeightedSumSpecification, 'productOverflow' | 'stepOverflow' | 'finalOverflow'>;
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
  const signal = { fraction: fractionBits(accumulator), range: sum };
  const result = planTermsIn(lanes, (terms) => finish(terms, terms.state(signal)))?.result;
  const to = result && lanesFor(result.range);
  if (!to) return null;
  const fitsIn = (bits: LaneBits): boolean => product === 'multiply' && fitsLanes(bounds.weight, bits);
  const halves = lanes === 64 && input.storage <= 32 && fitsIn(32);
  const perStep = overflow.productOverflow ?? overflow.stepOverflow;
  const pairs = lanes === 32 && input.storage === 16 && drop === 0 && !perStep && fitsIn(16);
  return {
    specification: {
      ...{
        outputs,
        lanes,
        from: input.storage,
        weight: halves ? 32 : pairs ? 16 : lanes,
        to,
        product,
        pairs,
      },
      ...{ drop, rounding, ...overflow },
      result: result.formula,
    },
    range: result.range,
    fraction: result.fraction,
  };
}

function boundsOf(x: Range, numbers: SumNumbers, drop: number): Bounds {
  const { inputs, outputs, weights, product: kind } = numbers;
  const factor = kind === 'signed' ? { min: -1, max: 1 } : x;
  const weight = { min: 0, max: 0 };
  const product = { min: 0, max: 0 };
  const term = { min: 0, max: 0 };
  const low = Float64Array.from(numbers.bias, Number);
  const high = low.slice();
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < outputs; j++) {
      const w = weights[i * outputs + j]!;
      if (w === 0 && kind !== 'equal') continue;
      include(weight, w, w);
      const [least, most] =
        kind === 'equal'
          ? [0, 2 ** numbers.fraction]
          : w > 0
            ? [w * factor.min, w * factor.max]
            : [w * factor.max, w * factor.min];
      include(product, least, most);
      const rounded = drop === 0 ? { min: least, max: most } : roundedRange({ min: least, max: most }, drop);
      include(term, rounded.min, rounded.max);
      low[j] = low[j]! + Math.min(rounded.min, 0);
      high[j] = high[j]! + Math.max(rounded.max, 0);
    }
  }
  return { weight, product, sum: outwards(hull(low, high)), term };
}

/** Zero and all of some bounds. */
function hull(low: Float64Array, high: Float64Array): Range {
  const sum = { min: 0, max: 0 };
  low.forEach((least, j) => include(sum, least, high[j]!));
  return sum;
}

function include(range: { min: number; max: number }, min: number, max: number): void {
  if (min < range.min) range.min = min;
  if (max > range.max) range.max = max;
}
