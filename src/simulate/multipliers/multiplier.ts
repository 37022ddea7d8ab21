import type { Term, Terms } from '../wasm/terms.js';

/**
 * A model of an approximate multiplier: what `hlsmith::approximate` of `templates/approximations/multipliers.h`
 * computes on the raw integers of two fixed-point numbers.
 */
export interface Multiplier {
  /** As C++ names it. */
  readonly name: string;
  /** Bits that an operand may have; one less without a sign, where `isSigned`. */
  readonly bits: number;
  readonly isSigned: boolean;
  /** Exact for all operands that fit. */
  product(a: number, b: number): number;
  /** The same in lanes, for operands that are too wide for a table; null for a multiplier that is one. */
  readonly inLanes: ProductInLanes | null;
}

/** Products of any first operand with constants. */
export interface ProductInLanes {
  /** What is computed of each constant beforehand. */
  prepare(b: number): readonly number[];
  /** On raw integers, whose fraction is taken for zero. */
  product(terms: Terms, a: Term, b: readonly Term[]): Term;
}

/** Operands of built-in models have so many bits that doubles hold all products. */
export const mostBits = 26;

/** The number of the highest bit that is set; 0 for 0. */
export function leadingBit(magnitude: number): number {
  return magnitude === 0 ? 0 : 31 - Math.clz32(magnitude);
}

export function signedAs(magnitude: number, a: number, b: number): number {
  return a < 0 !== b < 0 ? -magnitude : magnitude;
}

export function magnitudeOf(terms: Terms, a: Term): Term {
  return a.range.min >= 0 ? a : terms.maximum(a, terms.subtract(terms.constant(0n), a));
}

/** A magnitude with the sign of an operand. */
export function withSignOf(terms: Terms, magnitude: Term, a: Term): Term {
  if (a.range.min >= 0) return magnitude;
  const zero = terms.constant(0n);
  return terms.select(terms.greater(zero, a), terms.subtract(zero, magnitude), magnitude);
}

/** The last of the values, from the lowest bit up, whose bit is at or below the leading bit of a magnitude. */
export function byLeadingBit(
  terms: Terms,
  magnitude: Term,
  lowest: number,
  below: Term,
  value: (bit: number) => Term,
): Term {
  let found = below;
  for (let bit = lowest; 2 ** bit <= magnitude.range.max; bit++) {
    const reaches = terms.greater(magnitude, terms.constant(BigInt(2 ** bit - 1)));
    found = terms.select(reaches, value(bit), found);
  }
  return found;
}
