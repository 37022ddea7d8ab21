import { fractionBits, fixedType } from './range.js';
import { lowBits, quantize, round } from './quantize.js';
import type { FixedType } from './type.js';

/** A value together with its type: raw * 2^(integer - width). */
export interface FixedValue {
  readonly raw: bigint;
  readonly type: FixedType;
}

/*
 * Result types are those of the vendors' headers (UG1399, "Class Methods and Operators"): wide enough that
 * + - * never lose a bit, always truncating and wrapping.
 */

/** The C integer as an operand: an integer type of its own width. */
export function integerOperand(raw: bigint, width: number, signed: boolean): FixedValue {
  return { raw, type: fixedType(signed, width, width, { isInteger: true }) };
}

export function productType(a: FixedType, b: FixedType): FixedType {
  return result(a, b, a.signed || b.signed, a.width + b.width, a.integer + b.integer);
}

export function sumType(a: FixedType, b: FixedType): FixedType {
  const integer = commonInteger(a, b) + 1;
  return result(a, b, a.signed || b.signed, integer + commonFraction(a, b), integer);
}

/** As `sumType`, but signed whatever the operands are. */
export function differenceType(a: FixedType, b: FixedType): FixedType {
  return { ...sumType(a, b), signed: true };
}

/** The type of `&`, `|` and `^`. */
export function bitwiseType(a: FixedType, b: FixedType): FixedType {
  const integer = commonInteger(a, b);
  return result(a, b, a.signed || b.signed, integer + commonFraction(a, b), integer);
}

export function quotientType(a: FixedType, b: FixedType): FixedType {
  const extra = b.signed ? 1 : 0;
  const width = extra + a.width + Math.max(fractionBits(b), 0);
  return result(a, b, a.signed || b.signed, width, extra + a.integer + fractionBits(b));
}

/** The type of `%`, which integers have and fixed-point numbers have not. */
export function remainderType(a: FixedType, b: FixedType): FixedType {
  const width = Math.min(a.width, b.width + (a.signed && !b.signed ? 1 : 0));
  return result(a, b, a.signed, width, width);
}

export function negationType(type: FixedType): FixedType {
  return result(type, type, true, type.width + 1, type.integer + 1);
}

export function multiply(a: FixedValue, b: FixedValue): FixedValue {
  return { raw: a.raw * b.raw, type: productType(a.type, b.type) };
}

export function add(a: FixedValue, b: FixedValue): FixedValue {
  return combine(a, b, sumType(a.type, b.type), (x, y) => x + y);
}

export function subtract(a: FixedValue, b: FixedValue): FixedValue {
  return combine(a, b, differenceType(a.type, b.type), (x, y) => x - y);
}

export function bitAnd(a: FixedValue, b: FixedValue): FixedValue {
  return combine(a, b, bitwiseType(a.type, b.type), (x, y) => x & y);
}

export function bitOr(a: FixedValue, b: FixedValue): FixedValue {
  return combine(a, b, bitwiseType(a.type, b.type), (x, y) => x | y);
}

export function bitXor(a: FixedValue, b: FixedValue): FixedValue {
  return combine(a, b, bitwiseType(a.type, b.type), (x, y) => x ^ y);
}

/**
 * The quotient, truncated toward zero at the result's last bit.
 *
 * @throws RangeError when the divisor is zero.
 */
export function divide(a: FixedValue, b: FixedValue): FixedValue {
  const type = quotientType(a.type, b.type);
  const quotient = (a.raw << BigInt(Math.max(fractionBits(b.type), 0))) / b.raw;
  return { raw: lowBits(quotient, type), type };
}

/** The remainder of integers, with the dividend's sign. */
export function remainder(a: FixedValue, b: FixedValue): FixedValue {
  const type = remainderType(a.type, b.type);
  return { raw: lowBits(a.raw % b.raw, type), type };
}

export function negate(a: FixedValue): FixedValue {
  return { raw: -a.raw, type: negationType(a.type) };
}

/** `~`: the type stays. */
export function complement(a: FixedValue): FixedValue {
  return { raw: lowBits(~a.raw, a.type), type: a.type };
}

/** `<<`: type kept, bits lost, neither rounded nor saturated; a negative count shifts the other way. */
export function shiftLeft(a: FixedValue, count: number): FixedValue {
  const raw = count >= 0 ? a.raw << BigInt(count) : a.raw >> BigInt(-count);
  return { raw: lowBits(raw, a.type), type: a.type };
}

/** `>>`: arithmetic, otherwise as `shiftLeft`. */
export function shiftRight(a: FixedValue, count: number): FixedValue {
  return shiftLeft(a, -count);
}

/** Assignment to another type. */
export function convert(a: FixedValue, type: FixedType): FixedValue {
  return { raw: quantize(a.raw, fractionBits(a.type), type), type };
}

/** Negative, zero or positive as a is less than, equal to or greater than b: exact, whatever the signs. */
export function compare(a: FixedValue, b: FixedValue): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The integer part, truncated toward zero. */
export function toInteger(a: FixedValue): bigint {
  return round(a.raw, fractionBits(a.type), 'TRN_ZERO');
}

/** `x(high, low)`: those bits as an unsigned integer. */
export function readBits(a: FixedValue, high: number, low: number): bigint {
  return BigInt.asUintN(high - low + 1, a.raw >> BigInt(low));
}

/** `x(high, low) = value`: the other bits stay. */
export function writeBits(a: FixedValue, high: number, low: number, value: bigint): FixedValue {
  const mask = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
  const raw = (a.raw & ~mask) | ((value << BigInt(low)) & mask);
  return { raw: lowBits(raw, a.type), type: a.type };
}

function combine(
  a: FixedValue,
  b: FixedValue,
  type: FixedType,
  operation: (x: bigint, y: bigint) => bigint,
): FixedValue {
  return { raw: lowBits(operation(...aligned(a, b)), type), type };
}

function aligned(a: FixedValue, b: FixedValue): [bigint, bigint] {
  const fraction = commonFraction(a.type, b.type);
  return [a.raw << BigInt(fraction - fractionBits(a.type)), b.raw << BigInt(fraction - fractionBits(b.type))];
}

function commonInteger(a: FixedType, b: FixedType): number {
  const signBitFor = (own: FixedType, other: FixedType): number => (other.signed && !own.signed ? 1 : 0);
  return Math.max(a.integer + signBitFor(a, b), b.integer + signBitFor(b, a));
}

function commonFraction(a: FixedType, b: FixedType): number {
  return Math.max(fractionBits(a), fractionBits(b));
}

function result(a: FixedType, b: FixedType, signed: boolean, width: number, integer: number): FixedType {
  const isInteger = a.isInteger && b.isInteger && width === integer;
  return fixedType(signed, width, integer, { family: a.family, isInteger });
}
