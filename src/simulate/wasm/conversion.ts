import {
  fractionBits,
  maximumRaw,
  minimumRaw,
  type FixedType,
  type QuantizationMode,
} from '../../hls/index.js';
import type { Value } from './body.js';
import type { LaneBits, Lanes } from './lanes.js';

/** Bounds on raw integers, both reachable or wider than the truth; doubles, so conservative beyond 2^53. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What a value between two steps is known to be: raw * 2^-fraction with raw in a range. */
export interface Signal {
  readonly fraction: number;
  readonly range: Range;
}

/** How a rounded integer is brought into a type, where it may lie outside. */
export type OverflowRule = Pick<FixedType, 'overflow' | 'signed' | 'width' | 'saturationBits'>;

/** A conversion between types as lanes do it; plain data, so that it can be part of a kernel's key. */
export interface Conversion {
  /** Bits to drop from the right; negative: zeros to append. */
  readonly drop: number;
  readonly rounding: QuantizationMode;
  /** null where the range proves that the value fits. */
  readonly overflow: OverflowRule | null;
}

/** A conversion and what comes out of it. */
export interface PlannedConversion {
  readonly conversion: Conversion;
  readonly range: Range;
}

export function rangeOf(type: FixedType): Range {
  return { min: Number(minimumRaw(type)), max: Number(maximumRaw(type)) };
}

export function signalOf(type: FixedType): Signal {
  return { fraction: fractionBits(type), range: rangeOf(type) };
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.min <= inner.min && inner.max <= outer.max;
}

/** Strictly inside the lane at the top end: a bound that a double rounded up must not pass for the largest. */
export function fitsLanes(range: Range, bits: LaneBits): boolean {
  return range.min >= -(2 ** (bits - 1)) && range.max < 2 ** (bits - 1);
}

/** The smallest lane that holds a range, or null beyond 64 bits. */
export function lanesFor(range: Range): LaneBits | null {
  return ([16, 32, 64] as const).find((bits) => fitsLanes(range, bits)) ?? null;
}

/**
 * Plans the conversion of an exactly held value, or gives null where lanes of that width cannot be proven to
 * give the exact result. A wrapping destination needs only its own bits and those that rounding looks at.
 */
export function planConversion(from: Signal, to: FixedType, bits: LaneBits): PlannedConversion | null {
  const drop = from.fraction - fractionBits(to);
  const rounding = to.quantization;
  // Shift counts are taken modulo the lane; the two top places are kept free for the rounding term.
  if (!fitsLanes(from.range, bits) || Math.abs(drop) > bits - 2) return null;
  const rounded = roundedRange(from.range, drop);
  const widest = drop > 0 ? { min: from.range.min, max: from.range.max + 2 ** drop } : rounded;
  const exact = fitsLanes(widest, bits);
  const modular = wraps(to) && to.width + Math.max(drop, 0) <= bits;
  if (!exact && !modular) return null;
  // Where only low bits are right, wrapping must bring them back into the type even if the value itself fits.
  const overflow = exact ? overflowRule(rounded, to) : overflowRule(unknown, to);
  const range = !overflow ? rounded : saturates(to) ? clampedRange(rounded, to) : rangeOf(to);
  return fitsLanes(range, bits) ? { conversion: { drop, rounding, overflow }, range } : null;
}

/** Whether a mode asks for the sign of what it rounds, beside the bits around those that it drops. */
export const roundsBySign: ReadonlySet<QuantizationMode> = new Set(['TRN_ZERO', 'RND_ZERO', 'RND_INF']);

/**
 * Plans the conversion of a value of which the lanes hold the low bits only, as they do after a sum that
 * overflowed them. A wrapping destination may need no more; else null.
 */
export function planLowBits(fraction: number, to: FixedType, bits: LaneBits): PlannedConversion | null {
  const drop = fraction - fractionBits(to);
  const rounding = to.quantization;
  if (!wraps(to) || Math.abs(drop) > bits - 2 || to.width + Math.max(drop, 0) > bits) return null;
  if (drop > 0 && roundsBySign.has(rounding)) return null;
  const range = rangeOf(to);
  const overflow = overflowRule(unknown, to);
  return fitsLanes(range, bits) ? { conversion: { drop, rounding, overflow }, range } : null;
}

function clampedRange(range: Range, to: FixedType): Range {
  const { min, max } = rangeOf(to);
  return { min: Math.min(Math.max(range.min, min), 0), max: Math.max(Math.min(range.max, max), 0) };
}

export function roundedRange({ min, max }: Range, drop: number): Range {
  const scale = 2 ** -drop;
  return { min: Math.floor(min * scale), max: Math.ceil(max * scale) };
}

/** The range of a value of which nothing is known. */
export const unknown: Range = { min: -Infinity, max: Infinity };

/** The rule that a value of a range needs, or null where it always fits. */
export function overflowRule(range: Range, to: FixedType): OverflowRule | null {
  if (contains(allowedRange(to), range)) return null;
  const { overflow, signed, width, saturationBits } = to;
  return { overflow, signed, width, saturationBits };
}

/**
 * What needs no overflow handling: SAT_SYM excludes the smallest raw value of a signed type. Beyond 2^53 the
 * bound is pulled inwards, since a double may have rounded it outwards.
 */
export function allowedRange(type: FixedType): Range {
  const { min, max } = rangeOf(type);
  const inwards = type.width > 53 ? 1 - 2 ** -30 : 1;
  return { min: (isSymmetric(type) ? -max : min) * inwards, max: max * inwards };
}

function isSymmetric({ overflow, signed, width }: OverflowRule): boolean {
  return overflow === 'SAT_SYM' && signed && width > 1;
}

/** Whether it keeps the low bits and looks at no others; so does AP_WRAP_SM where there is no sign. */
export function wraps({ overflow, saturationBits, signed }: OverflowRule): boolean {
  return saturationBits === 0 && (overflow === 'WRAP' || (overflow === 'WRAP_SM' && !signed));
}

function saturates({ overflow }: OverflowRule): boolean {
  return overflow.startsWith('SAT');
}

export function emitConversion(lanes: Lanes, value: Value, conversion: Conversion): Value {
  const rounded = emitRounding(lanes, value, conversion.drop, conversion.rounding);
  return conversion.overflow ? emitOverflow(lanes, rounded, conversion.overflow) : rounded;
}

/**
 * Drops bits by a mode: each is a floor after adding something below one unit of the last place kept.
 *
 * @param sign a value with the sign of the number that is rounded, where `value` holds only its low bits.
 */
export function emitRounding(
  lanes: Lanes,
  value: Value,
  drop: number,
  mode: QuantizationMode,
  sign: Value = value,
): Value {
  if (drop < 0) return lanes.shiftLeft(value, -drop);
  if (drop === 0) return value;
  const addend = roundingAddend(lanes, value, drop, mode, sign);
  return lanes.shiftRight(addend ? lanes.add(value, addend) : value, drop);
}

function roundingAddend(
  lanes: Lanes,
  value: Value,
  drop: number,
  mode: QuantizationMode,
  sign: Value,
): Value | null {
  const half = 1n << BigInt(drop - 1);
  const minusOneIfNegative = (): Value => lanes.shiftRight(sign, lanes.bits - 1);
  switch (mode) {
    case 'TRN':
      return null;
    case 'TRN_ZERO':
      return lanes.and(minusOneIfNegative(), lanes.constant(2n * half - 1n));
    case 'RND':
      return lanes.constant(half);
    case 'RND_MIN_INF':
      return lanes.constant(half - 1n);
    case 'RND_INF':
      return lanes.add(lanes.constant(half), minusOneIfNegative());
    case 'RND_ZERO':
      return lanes.subtract(lanes.constant(half - 1n), minusOneIfNegative());
    case 'RND_CONV': {
      const lastBit = lanes.and(lanes.shiftRight(value, drop), lanes.constant(1n));
      return lanes.add(lanes.constant(half - 1n), lastBit);
    }
  }
}

/** Brings lanes into a type; where it needs bits beyond the type's, the caller has proven that they are there. */
export function emitOverflow(lanes: Lanes, value: Value, rule: OverflowRule): Value {
  if (wraps(rule)) return emitWrap(lanes, value, rule);
  if (rule.overflow === 'SAT_ZERO') {
    return lanes.and(value, lanes.equal(value, emitClamp(lanes, value, rule)));
  }
  if (saturates(rule)) return emitClamp(lanes, value, rule);
  const wrapped = emitWrap(lanes, value, rule);
  const outside = rule.overflow === 'WRAP_SM' && rule.signed ? emitSignMagnitude : emitTopBits;
  return lanes.select(lanes.equal(value, wrapped), value, outside(lanes, value, rule));
}

function emitWrap(lanes: Lanes, value: Value, { signed, width }: OverflowRule): Value {
  if (!signed) return lanes.and(value, lanes.constant((1n << BigInt(width)) - 1n));
  const spare = lanes.bits - width;
  return spare <= 0 ? value : lanes.shiftRight(lanes.shiftLeft(value, spare), spare);
}

function emitClamp(lanes: Lanes, value: Value, rule: OverflowRule): Value {
  const greatest = (1n << BigInt(rule.signed ? rule.width - 1 : rule.width)) - 1n;
  const least = rule.signed ? (isSymmetric(rule) ? -greatest : -greatest - 1n) : 0n;
  const end = 1n << BigInt(lanes.bits - 1);
  let clamped = value;
  if (greatest < end - 1n) clamped = lanes.minimum(clamped, lanes.constant(greatest));
  if (least > -end) clamped = lanes.maximum(clamped, lanes.constant(least));
  return clamped;
}

/** AP_WRAP with N > 0 outside the range: the top N bits saturate, the rest wraps. */
function emitTopBits(lanes: Lanes, value: Value, rule: OverflowRule, sign = value): Value {
  const { signed, width, saturationBits } = rule;
  const free = lanes.and(value, lanes.constant((1n << BigInt(width - saturationBits)) - 1n));
  const ones = (count: number): bigint => ((1n << BigInt(count)) - 1n) << BigInt(width - saturationBits);
  if (!signed) return lanes.or(free, lanes.constant(ones(saturationBits)));
  const negative = lanes.shiftRight(sign, lanes.bits - 1);
  const top = lanes.select(
    negative,
    lanes.constant(-(1n << BigInt(width - 1))),
    lanes.constant(ones(saturationBits - 1)),
  );
  return lanes.or(free, top);
}

/** AP_WRAP_SM outside the range of a signed type; see `quantize` for the rule. */
function emitSignMagnitude(lanes: Lanes, value: Value, rule: OverflowRule): Value {
  const { width, saturationBits } = rule;
  const everywhere = (bit: number): Value =>
    lanes.shiftRight(lanes.shiftLeft(value, lanes.bits - 1 - bit), lanes.bits - 1);
  const negative = everywhere(lanes.bits - 1);
  if (saturationBits <= 1) {
    const sign = saturationBits === 0 ? everywhere(width) : negative;
    return emitWrap(lanes, lanes.xor(value, lanes.xor(sign, everywhere(width - 1))), rule);
  }
  const keep = lanes.xor(everywhere(width - saturationBits), negative);
  const inverted = lanes.xor(value, lanes.xor(keep, lanes.constant(-1n)));
  return emitTopBits(lanes, inverted, rule, value);
}
