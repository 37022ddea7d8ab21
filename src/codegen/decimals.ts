import { literal } from './literal.js';

/*
 * A network of 165,000 weights is mostly these decimals: written digit by digit into bytes they take a seventh of the
 * time that JavaScript's own spelling takes.
 */

/** A sign, zeros, a point, 17 digits, an exponent, and what stands between two numbers. */
const mostBytes = 32;
const [comma, point, minus, zero, letterE] = [...',.-0e'].map((character) => character.charCodeAt(0));
/** The digits of 00 to 99. */
const pairs = Buffer.from(
  Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0')).join(''),
  'latin1',
);

/**
 * Numbers as C++ reads them, `width` in a line: each the decimal of at most 17 significant digits that reads back as
 * the same double.
 */
export function rowsOfDecimals(values: ArrayLike<number>, width: number, lineBreak: string): string {
  const bytes = Buffer.allocUnsafe(
    values.length * mostBytes + (values.length / width + 1) * lineBreak.length,
  );
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    if (i > 0) {
      bytes[at++] = comma;
      if (i % width === 0) at += bytes.write(lineBreak, at, 'latin1');
      else bytes[at++] = 0x20;
    }
    const value = values[i];
    const end = writeDecimal(bytes, at, value);
    at = end > 0 ? end : at + bytes.write(literal(value), at, 'latin1');
  }
  return bytes.toString('latin1', 0, at);
}

const largest = 1e3;
const smallestExponent = -14;
/** Significant digits, as 9 and 8. */
const significant = 17;
const digits = new Uint8Array(significant);

/** Writes a 32-bit float of usual size and gives the place behind it; 0 for other numbers. */
function writeDecimal(bytes: Uint8Array, start: number, value: number): number {
  const magnitude = Math.abs(value);
  if (!(magnitude < largest && magnitude >= 1e-14) || Math.fround(magnitude) !== magnitude) return 0;
  let exponent = 2;
  while (magnitude < powerOfTen(exponent)) exponent--;
  // The 17 digits are the integer magnitude * 10^power, as a sum of three exact products.
  const at = 3 * (significant - 1 - exponent);
  const leading = magnitude * parts[at];
  let high = Math.floor(leading / 1e8);
  let low = Math.round(leading - high * 1e8 + magnitude * parts[at + 1] + magnitude * parts[at + 2]);
  if (low < 0 || low >= 1e8) {
    const carried = Math.floor(low / 1e8);
    high += carried;
    low -= carried * 1e8;
  }
  if (high < 1e8 || high >= 1e9) return 0;
  writeDigits(digits, 0, high, 9);
  writeDigits(digits, 9, low, 8);
  return spell(bytes, start, value < 0, exponent);
}

/** Writes `digits`, whose first one counts 10^exponent, without the zeros at their end. */
function spell(bytes: Uint8Array, start: number, isNegative: boolean, exponent: number): number {
  let at = start;
  if (isNegative) bytes[at++] = minus;
  // As JavaScript does, from 10^-7 down.
  const isScientific = exponent < -6;
  let pointBefore = isScientific ? 1 : exponent + 1;
  if (pointBefore <= 0) {
    bytes[at++] = zero;
    bytes[at++] = point;
    for (; pointBefore < 0; pointBefore++) bytes[at++] = zero;
    pointBefore = -1;
  }
  let last = significant - 1;
  while (digits[last] === zero && last > pointBefore) last--;
  for (let index = 0; index <= last; index++) {
    if (index === pointBefore) bytes[at++] = point;
    bytes[at++] = digits[index];
  }
  if (!isScientific) return at;
  bytes[at++] = letterE;
  bytes[at++] = minus;
  if (exponent <= -10) bytes[at++] = zero + 1;
  bytes[at++] = zero + (-exponent % 10);
  return at;
}

function powerOfTen(exponent: number): number {
  return powersOfTen[exponent - smallestExponent];
}

const powersOfTen = Array.from({ length: 3 - smallestExponent }, (_, i) =>
  Number(`1e${i + smallestExponent}`),
);

/** 10^n as a sum of three numbers of at most 29, 29 and 53 bits: times the 24 bits of a float, exact. */
const parts = Array.from({ length: significant - smallestExponent }, (_, n) => n).flatMap((n) => {
  const whole = 10n ** BigInt(n);
  const first = leadingBits(whole);
  const second = leadingBits(whole - first);
  return [first, second, whole - first - second].map(Number);
});

function leadingBits(integer: bigint): bigint {
  const others = BigInt(Math.max(0, integer.toString(2).length - 29));
  return (integer >> others) << others;
}

/** Exactly `count` digits of an integer. */
function writeDigits(into: Uint8Array, start: number, integer: number, count: number): void {
  let rest = integer;
  let at = start + count;
  while (at - 2 >= start) {
    const next = Math.floor(rest / 100);
    const pair = 2 * (rest - 100 * next);
    rest = next;
    into[--at] = pairs[pair + 1];
    into[--at] = pairs[pair];
  }
  if (at > start) into[start] = zero + rest;
}
