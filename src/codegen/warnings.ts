import { formatFixedType, fromDouble, resolution, toDouble, type FixedType } from '../hls/index.js';
import type { NdArray } from '../nn/index.js';
import { clamp, contains, hull, integerBitsFor, intervalOf, type Interval } from './interval.js';
import { widest, type ResolvedOptions } from './options.js';
import type { PlannedConstants, PlannedLayer, ProjectPlan } from './planned.js';

/** A type that may not hold its numbers. */
export interface ConversionWarning {
  /**
   * `warning`: the network's answers are likely to be wrong. `information`: a bound over all inputs that the
   * type allows, which real data rarely reach.
   */
  readonly severity: 'warning' | 'information';
  /** As the model names it. */
  readonly layer: string;
  /** The typedef to widen, in `firmware/defines.h`. */
  readonly typedef: string;
  /** Integer bits, sign included, with which it cannot happen; negative for numbers that are all tiny. */
  readonly neededIntegerBits: number;
  /** One line: what happens and what to do. */
  readonly message: string;
}

/** Data are usually scaled to about this size: an accumulator that they alone can overflow is a fault. */
const usualMagnitude = 1;

/**
 * Checks the chosen precision against the network: constants that their type cannot hold, and accumulators that
 * may wrap. A sum that wraps gives a plausible number of the wrong sign, which no tool reports.
 */
export function precisionWarnings(plan: ProjectPlan): ConversionWarning[] {
  return plan.layers.flatMap((layer) => [
    ...layer.constants.flatMap((array) => constantWarnings(layer, array)),
    ...accumulatorWarnings(layer),
    ...(plan.options.infersPrecision ? boundWarnings(layer, plan.options) : []),
    ...signWarnings(layer),
    ...softmaxWarnings(layer),
  ]);
}

/** Results without a bound that a type could be inferred from: states that grow, squares of squares. */
function boundWarnings(
  { layer, outputs: [{ type }], range }: PlannedLayer,
  { precision, profile }: ResolvedOptions,
): ConversionWarning[] {
  const whole = hull(range.result);
  const needed = integerBitsFor(whole, true);
  const spelledAlike = formatFixedType(type.type) === formatFixedType(precision);
  const isProfiled = profile !== undefined && !range.hasHiddenState;
  if (needed <= widest || !spelledAlike || isProfiled || precision.overflow !== 'WRAP') return [];
  const spelled = `${type.name} (${formatFixedType(type.type)})`;
  const what = `its results have no bound, and may wrap in ${spelled}; give it a type in the configuration`;
  return [warningOf(layer.name, type.name, needed, what)];
}

/** Negative results in an unsigned type that wraps: large positive numbers. */
function signWarnings({ layer, outputs: [{ type }], range }: PlannedLayer): ConversionWarning[] {
  if (type.type.signed || type.type.overflow !== 'WRAP') return [];
  const { low, high } = hull(range.result);
  // What a rounding mode may leave of a zero is no sign.
  if (low > -resolution(type.type)) return [];
  const needed = integerBitsFor({ low, high }, true);
  const spelled = `${type.name} (${formatFixedType(type.type)})`;
  const what = `its results go down to ${shown(low)}, and ${spelled} is unsigned: they wrap; make it signed, or saturating`;
  return [warningOf(layer.name, type.name, needed, what)];
}

/**
 * A softmax whose first table cannot tell differences of one apart gives much the same probability to all classes
 * (hls4ml issue 1512).
 */
function softmaxWarnings({ layer, types, description }: PlannedLayer): ConversionWarning[] {
  const norm = types.find(({ key }) => key === 'inp_norm');
  if (!norm) return [];
  const { integer } = norm.type;
  const bits = Math.log2(Number(description.parameters.exp_table_size));
  const step = 2 ** (integer - bits);
  if (step < 1) return [];
  const spelled = `${norm.name} (${formatFixedType(norm.type)})`;
  const what =
    `the first table of its softmax has one entry for every ${step} of a logit's distance from the largest, ` +
    `since its address is the top ${bits} bits of ${spelled}: give that type at most 4 integer bits, and let it saturate`;
  return [warningOf(layer.name, norm.name, 4, what)];
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function warningOf(layer: string, typedef: string, needed: number, what: string): ConversionWarning {
  const message = `layer ${JSON.stringify(layer)}: ${what}`;
  return { severity: 'warning', layer, typedef, neededIntegerBits: needed, message };
}

function constantWarnings(layer: PlannedLayer, constants: PlannedConstants): ConversionWarning[] {
  const { type, array, extent } = constants;
  const { low, high } = extent;
  const outside = contains(intervalOf(type.type), extent) ? 0 : countUnfit(array.data, type.type);
  const largest = Math.max(-low, high);
  const needed = integerBitsFor(extent, type.type.signed || low < 0);
  const spelled = `${type.name} (${formatFixedType(type.type)})`;
  const warning = (what: string): ConversionWarning[] => [
    warningOf(layer.layer.name, type.name, needed, what),
  ];
  if (outside > 0) {
    const count = `${outside} of ${array.data.length} values from ${low} to ${high}`;
    return warning(`${count} do not fit ${spelled}; give it ${needed} integer bits`);
  }
  if (largest > 0 && largest < resolution(type.type) / 2) {
    const fraction = Math.ceil(-Math.log2(largest)) + 1;
    const count = `all ${array.data.length} values`;
    return warning(
      `${count} are smaller than the last bit of ${spelled}; give it ${fraction} fraction bits or more`,
    );
  }
  return [];
}

/** How many values a type does not keep to within one step: just outside its range that depends on its rounding. */
function countUnfit(values: NdArray['data'], type: FixedType): number {
  const held = intervalOf(type);
  const step = resolution(type);
  let count = 0;
  for (const value of values) {
    const inside = value >= held.low && value <= held.high;
    if (!inside && Math.abs(toDouble(fromDouble(value, type), type) - value) >= step) count++;
  }
  return count;
}

function accumulatorWarnings(layer: PlannedLayer): ConversionWarning[] {
  const { accumulated } = layer.range;
  const accumulator = layer.types.find(({ key }) => key === 'accum');
  if (!accumulator || !accumulated || accumulator.type.overflow !== 'WRAP') return [];
  const held = intervalOf(accumulator.type);
  if (accumulated.every((sum) => contains(held, sum))) return [];
  const within = safeMagnitude(layer, held);
  const needed = integerBitsFor(hull(accumulated), accumulator.type.signed);
  const spelled = `${accumulator.name} (${formatFixedType(accumulator.type)})`;
  const reach =
    within <= 0 ? 'for any input' : `once inputs pass ${Number(within.toPrecision(3))} in magnitude`;
  return [
    {
      severity: within < usualMagnitude ? 'warning' : 'information',
      layer: layer.layer.name,
      typedef: accumulator.name,
      neededIntegerBits: needed,
      message:
        `layer ${JSON.stringify(layer.layer.name)}: sums in ${spelled} may wrap ${reach}; ` +
        `${needed} integer bits hold every input that its type allows`,
    },
  ];
}

/** The largest m such that no sum leaves `held` while no input element exceeds m in magnitude. */
function safeMagnitude(planned: PlannedLayer, held: Interval): number {
  const { layer, emitter, inputRanges, inputs } = planned;
  const types = Object.fromEntries(planned.types.map(({ key, type }) => [key, type]));
  const shapes = inputs.map(({ shape }) => shape);
  const sumsWithin = (m: number): readonly Interval[] => {
    const clamped = inputRanges.map((range) => range.map((interval) => clamp(interval, m)));
    return emitter.range(layer, clamped, types, shapes).accumulated ?? [];
  };
  // The bounds grow linearly from the biases, at m = 0.
  const biases = sumsWithin(0);
  const limits = sumsWithin(1).flatMap((unit, i) => [
    (held.high - biases[i].high) / (unit.high - biases[i].high),
    (held.low - biases[i].low) / (unit.low - biases[i].low),
  ]);
  return Math.min(...limits.filter((limit) => !Number.isNaN(limit)));
}
