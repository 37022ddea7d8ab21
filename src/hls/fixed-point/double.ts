import { fractionBits } from './range.js';
import { quantize } from './quantize.js';
import type { FixedType } from './type.js';

const bits = new DataView(new ArrayBuffer(8));

/**
 * Converts the exact value of a double, so that 0.3 becomes what `ap_fixed<16,6> x = 0.3` holds. Infinities and
 * NaN act as 2^1024 with their sign, as in the vendors' headers: 0 where the type wraps, an extreme where it
 * saturates.
 */
export function fromDouble(value: number, type: FixedType): bigint {
  if (value === 0) return 0n;
  const { mantissa, exponent } = decompose(value);
  return quantize(mantissa, -exponent, type);
}

/** A finite double as mantissa * 2^exponent with integers; others as plus or minus 2^1024. */
function decompose(value: number): { mantissa: bigint; exponent: number } {
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  const sign = high >>> 31 ? -1n : 1n;
  if (!Number.isFinite(value)) return { mantissa: sign, exponent: 1024 };
  const biased = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  // Subnormal numbers lack the leading one and share the smallest exponent.
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: sign * mantissa, exponent: Math.max(biased, 1) - 1075 };
}

/** The double nearest to a raw value, ties to even; exact up to 53 significant bits. */
export function toDouble(raw: bigint, type: FixedType): number {
  return scale(raw, -fractionBits(type));
}

/** As `toDouble`, rounded once to 24 significant bits: what `(float)x` gives. */
export function toFloat(raw: bigint, type: FixedType): number {
  const magnitude = raw < 0n ? -raw : raw;
  const excess = magnitude.toString(2).length - 64;
  if (excess <= 0) return Math.fround(toDoubleOdd(raw, type));
  // Long integers: fold what lies below 64 bits into one sticky bit, which decides a tie and nothing else.
  const folded = (magnitude >> BigInt(excess)) | (BigInt.asUintN(excess, magnitude) === 0n ? 0n : 1n);
  const shifted = { ...type, integer: type.integer + excess };
  return Math.fround(toDoubleOdd(raw < 0n ? -folded : folded, shifted));
}

/** Rounds to odd at 53 bits, so that rounding again to 24 is the same as rounding once. */
function toDoubleOdd(raw: bigint, type: FixedType): number {
  const magnitude = raw < 0n ? -raw : raw;
  const excess = magnitude.toString(2).length - 53;
  if (excess <= 0) return toDouble(raw, type);
  let kept = magnitude >> BigInt(excess);
  if (BigInt.asUintN(excess, magnitude) !== 0n) kept |= 1n;
  return scale(raw < 0n ? -kept : kept, excess - fractionBits(type));
}

/** raw * 2^exponent; in two steps, since 2^exponent alone may leave the range of doubles. */
function scale(raw: bigint, exponent: number): number {
  const value = Number(raw);
  if (Number.isFinite(value) && Math.abs(exponent) < 1000) return value * 2 ** exponent;
  const length = (raw < 0n ? -raw : raw).toString(2).length;
  const drop = Math.max(0, length - 64);
  const sticky = BigInt.asUintN(drop, raw) === 0n ? 0n : 1n;
  const half = Math.trunc((exponent + drop) / 2);
  return Number((raw >> BigInt(drop)) | sticky) * 2 ** half * 2 ** (exponent + drop - half);
}
