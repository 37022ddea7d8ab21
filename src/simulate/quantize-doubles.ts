import {
  fractionBits,
  fromDouble,
  maximumRaw,
  minimumRaw,
  type FixedType,
  type QuantizationMode,
} from '../hls/index.js';

/** Types whose raw values and limits doubles hold exactly. */
export function heldByDoubles(type: FixedType): boolean {
  return type.width <= 53 && Math.abs(fractionBits(type)) <= 900;
}

/**
 * Converts doubles to raw values of a type, as `fromDouble` does but in doubles: scaling by a power of two,
 * truncating and taking the fraction off are all exact. What does not fit goes the slow way.
 *
 * @param type at most 53 bits wide (`heldByDoubles`).
 */
export function quantizeDoubles(values: ArrayLike<number>, type: FixedType, to: Float64Array): Float64Array {
  const scale = 2 ** fractionBits(type);
  const least = Number(minimumRaw(type));
  const greatest = Number(maximumRaw(type));
  // The one value that a symmetric range excludes is left to the slow way too.
  const start = type.overflow === 'SAT_SYM' ? least + 1 : least;
  const away = roundsAway[type.quantization];
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    const scaled = value * scale;
    const whole = Math.trunc(scaled);
    const fraction = scaled - whole;
    const rounded = fraction === 0 ? whole : away(whole, fraction) ? whole + Math.sign(fraction) : whole;
    const vanished = scaled === 0 && value !== 0;
    const fits = rounded >= start && rounded <= greatest && !vanished;
    // The addition turns -0 into 0.
    to[at] = fits ? rounded + 0 : Number(fromDouble(value, type));
  }
  return to;
}

/** Whether a number goes from its truncation one step away from zero; the fraction has the number's sign. */
const roundsAway: Readonly<Record<QuantizationMode, (whole: number, fraction: number) => boolean>> = {
  TRN: (_, fraction) => fraction < 0,
  TRN_ZERO: () => false,
  RND: (_, fraction) => fraction >= 0.5 || fraction < -0.5,
  RND_ZERO: (_, fraction) => Math.abs(fraction) > 0.5,
  RND_INF: (_, fraction) => Math.abs(fraction) >= 0.5,
  RND_MIN_INF: (_, fraction) => fraction > 0.5 || fraction <= -0.5,
  RND_CONV: (whole, fraction) => Math.abs(fraction) > 0.5 || (Math.abs(fraction) === 0.5 && whole % 2 !== 0),
};
