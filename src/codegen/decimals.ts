import { literal } from './literal.js';

/*
 * A network of 165,000 weights is mostly these decimals: written digit by digit into bytes they take a seventh of the
 * time that JavaScript's own spelling takes.
 */

/** A sign, zeros, a point, 17 digits, an exponent; and what stands between two numbers. */
const mostBytes = 64;
const bytes = Buffer.alloc(2 ** 16);
const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const [comma, space, point, minus, zero, letterE] = Buffer.from(', .-0e');
/** The digits of 00 to 99. */
const pairs = Uint16Array.from({ length: 100 }, (_, i) => {
  const ones = i % 10;
  return (zero + (i - ones) / 10) * 256 + zero + ones;
});

/**
 * Numbers as C++ reads them, `width` in a line: each the decimal of at most 17 significant digits that reads back as
 * the same double.
 * @param lineBreak what stands between two lines, a few characters of ASCII
 */
export function rowsOfDecimals(values: ArrayLike<number>, width: number, lineBreak: string): string {
  let text = '';
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    if (i > 0) {
      bytes[at++] = comma;
      if (i % width === 0) at += bytes.write(lineBreak, at, 'latin1');
      else bytes[at++] = space;
    }
    const value = values[i];
    const end = writeDecimal(at, value);
    at = end > 0 ? end : at + bytes.write(literal(value), at, 'latin1');
    if (at > bytes.length - mostBytes) {
      text += bytes.toString('latin1', 0, at);
      at = 0;
    }
  }
  return text + bytes.toString('latin1', 0, at);
}

const largest = 1e3;
const smallestExponent = -14;
const significant = 17;

/** Writes a 32-bit float of usual size and gives the place behind it; 0 for other numbers. */
function writeDecimal(start: number, value: number): number {
  const magnitude = Math.abs(value);
  if (!(magnitude < largest && magnitude >= 1e-14) || Math.fround(magnitude) !== magnitude) return 0;
  let exponent = magnitude < 1 ? -1 : 2;
  while (magnitude < powersOfTen[exponent - smallestExponent]) exponent--;
  // The 17 digits are the integer magnitude * 10^power, as a sum of three exact products.
  const part = 3 * (significant - 1 - exponent);
  const leading = magnitude * parts[part];
  let high = Math.floor(leading / 1e8);
  let low = Math.round(leading - high * 1e8 + magnitude * parts[part + 1] + magnitude * parts[part + 2]);
  if (low < 0 || low >= 1e8) {
    const carried = Math.floor(low / 1e8);
    high += carried;
    low -= carried * 1e8;
  }
  if (high < 1e8 || high >= 1e9) return 0;
  let at = start;
  if (value < 0) bytes[at++] = minus;
  // As JavaScript does, from 10^-7 down.
  const isScientific = exponent < -6;
  const whole = isScientific ? 1 : exponent + 1;
  if (whole <= 0) {
    bytes[at++] = zero;
    bytes[at++] = point;
    for (let i = whole; i < 0; i++) bytes[at++] = zero;
    at = writeDigits(at, high | 0, low | 0, at);
  } else {
    // One place to the right of theirs; those before the point move back.
    const end = writeDigits(at + 1, high | 0, low | 0, at + whole + 2);
    for (let i = 0; i < whole; i++, at++) bytes[at] = bytes[at + 1];
    bytes[at] = point;
    at = end;
  }
  return isScientific ? writeExponent(at, -exponent) : at;
}

/**
 * Writes 9 digits and 8, and gives the place behind the last one that is no zero, `least` at least. `| 0` keeps the numbers
 * integers, which a processor divides in less time.
 */
function writeDigits(start: number, high: number, low: number, least: number): number {
  const first = (high / 1e8) | 0;
  bytes[start] = zero + first;
  writeEight(start + 1, high - first * 1e8);
  writeEight(start + 9, low);
  let end = start + significant;
  while (end > least && bytes[end - 1] === zero) end--;
  return end;
}

function writeEight(at: number, integer: number): void {
  const high = (integer / 1e4) | 0;
  writeFour(at, high);
  writeFour(at + 4, integer - high * 1e4);
}

function writeFour(at: number, integer: number): void {
  const high = (integer / 100) | 0;
  view.setUint16(at, pairs[high]);
  view.setUint16(at + 2, pairs[integer - high * 100]);
}

/** Of 7 to 14. */
function writeExponent(start: number, exponent: number): number {
  let at = start;
  bytes[at++] = letterE;
  bytes[at++] = minus;
  if (exponent >= 10) bytes[at++] = zero + 1;
  bytes[at++] = zero + (exponent % 10);
  return at;
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
