import { fractionBits, maximumRaw, minimumRaw } from './range.js';
import type { FixedType, QuantizationMode } from './type.js';

/**
 * Converts `raw * 2^-fromFractionBits` to the raw integer of a type: first the bits below its last one are
 * rounded away, then what does not fit overflows (UG1399, "Arbitrary Precision Fixed-Point"; exact, so the
 * faults of the vendor's headers that simulation.md lists are not followed).
 */
export function quantize(raw: bigint, fromFractionBits: number, to: FixedType): bigint {
  return overflow(round(raw, fromFractionBits - fractionBits(to), to.quantization), to);
}

/** Drops the last `bits` bits of an integer by a mode; a negative count appends zeros. */
export function round(raw: bigint, bits: number, mode: QuantizationMode): bigint {
  if (bits <= 0) return raw << BigInt(-bits);
  const floor = raw >> BigInt(bits);
  const remainder = raw - (floor << BigInt(bits));
  if (remainder === 0n) return floor;
  const half = 1n << BigInt(bits - 1);
  const side = remainder < half ? 'below' : remainder > half ? 'above' : 'tie';
  return roundsUp[mode](side, raw < 0n, (floor & 1n) === 1n) ? floor + 1n : floor;
}

type Side = 'below' | 'tie' | 'above';
type RoundsUp = (side: Side, negative: boolean, floorIsOdd: boolean) => boolean;

/** Whether a value strictly between two neighbours goes to the upper one. */
const roundsUp: Readonly<Record<QuantizationMode, RoundsUp>> = {
  TRN: () => false,
  TRN_ZERO: (_, negative) => negative,
  RND: (side) => side !== 'below',
  RND_ZERO: (side, negative) => side === 'above' || (side === 'tie' && negative),
  RND_INF: (side, negative) => side === 'above' || (side === 'tie' && !negative),
  RND_MIN_INF: (side) => side === 'above',
  RND_CONV: (side, _, floorIsOdd) => side === 'above' || (side === 'tie' && floorIsOdd),
};

/** Brings a rounded integer into the type's range by its overflow mode. */
export function overflow(rounded: bigint, to: FixedType): bigint {
  const least = minimumRaw(to);
  const greatest = maximumRaw(to);
  // One bit has no symmetric range: the headers leave -1 as it is.
  const symmetric = to.overflow === 'SAT_SYM' && to.signed && to.width > 1;
  if (rounded >= least && rounded <= greatest) return symmetric && rounded === least ? -greatest : rounded;
  switch (to.overflow) {
    case 'WRAP':
      return wrap(rounded, to);
    case 'SAT_ZERO':
      return 0n;
    case 'WRAP_SM':
      // Vendors define sign-magnitude wrapping for signed types only; without a sign it wraps.
      return to.signed ? wrapSignMagnitude(rounded, to) : wrap(rounded, to);
  }
  if (rounded > greatest) return greatest;
  return symmetric ? -greatest : least;
}

/** The low `width` bits of an integer, read as the type reads them. */
export function lowBits(value: bigint, type: FixedType): bigint {
  return type.signed ? BigInt.asIntN(type.width, value) : BigInt.asUintN(type.width, value);
}

/** AP_WRAP: keep the low bits; with N > 0 the top N are set as saturation would, the rest wrap. */
function wrap(value: bigint, to: FixedType): bigint {
  const kept = lowBits(value, to);
  return to.saturationBits === 0 ? kept : saturateTopBits(kept, value < 0n, to);
}

/** Overwrites the top N bits: the sign bit with the sign, those below it (all, if unsigned) with its opposite. */
function saturateTopBits(raw: bigint, negative: boolean, to: FixedType): bigint {
  const { width, saturationBits, signed } = to;
  const free = BigInt.asUintN(width - saturationBits, raw);
  if (!signed) return free | (((1n << BigInt(saturationBits)) - 1n) << BigInt(width - saturationBits));
  const below = ((1n << BigInt(saturationBits - 1)) - 1n) << BigInt(width - saturationBits);
  return lowBits(negative ? free | (1n << BigInt(width - 1)) : free | below, to);
}

/**
 * AP_WRAP_SM. N = 0: the sign becomes the lowest deleted bit, and if that changes it, all bits are inverted.
 * N = 1: the sign is kept, inverting if it had changed. N > 1: the top N bits saturate, and the others are
 * inverted where the N-th bit from the top equals the sign.
 */
function wrapSignMagnitude(value: bigint, to: FixedType): bigint {
  const { width, saturationBits } = to;
  const bit = (at: number): boolean => ((value >> BigInt(at)) & 1n) === 1n;
  const negative = value < 0n;
  const top = bit(width - 1);
  if (saturationBits === 0) return lowBits(bit(width) === top ? value : ~value, to);
  if (saturationBits === 1) return lowBits(negative === top ? value : ~value, to);
  const inverted = bit(width - saturationBits) === negative ? ~value : value;
  return saturateTopBits(inverted, negative, to);
}
