import type { Type } from './driver.js';

/**
 * Fixed-point arithmetic on exact integers, written from its definition and apart from the library under test:
 * a value is `raw * 2^-fraction`.
 */
export interface Value {
  readonly raw: bigint;
  readonly fraction: number;
}

export interface Shape {
  readonly width: number;
  readonly integer: number;
  readonly signed: boolean;
}

export const valueOf = (type: Shape, raw: bigint): Value => ({
  raw: type.signed ? BigInt.asIntN(type.width, raw) : BigInt.asUintN(type.width, raw),
  fraction: type.width - type.integer,
});

export const bitsOf = (type: Shape, raw: bigint): string => BigInt.asUintN(type.width, raw).toString(16);

/** The answer of the driver for a number: its shape and its bits. */
export const printed = (type: Shape, raw: bigint): string =>
  `${type.width} ${type.integer} ${type.signed ? 1 : 0} ${bitsOf(type, raw)}`;

const floorDivide = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));

function quantize({ raw, fraction }: Value, kept: number, mode: string): bigint {
  if (fraction <= kept) return raw << BigInt(kept - fraction);
  const unit = 1n << BigInt(fraction - kept);
  const floor = floorDivide(raw, unit);
  const twiceRest = 2n * (raw - floor * unit);
  const truncateUp = mode === 'AP_TRN_ZERO' && raw < 0n && twiceRest !== 0n;
  if (mode === 'AP_TRN' || mode === 'AP_TRN_ZERO') return truncateUp ? floor + 1n : floor;
  if (twiceRest !== unit) return twiceRest > unit ? floor + 1n : floor;
  const tieUp: Record<string, boolean> = {
    AP_RND: true,
    AP_RND_ZERO: raw < 0n,
    AP_RND_INF: raw >= 0n,
    AP_RND_MIN_INF: false,
    AP_RND_CONV: floor % 2n !== 0n,
  };
  return tieUp[mode] ? floor + 1n : floor;
}

function overflow(raw: bigint, type: Type): bigint {
  const { width, signed, overflow: mode = 'AP_WRAP', saturatedBits = 0 } = type;
  const highest = (1n << BigInt(signed ? width - 1 : width)) - 1n;
  const lowest = signed ? -highest - 1n : 0n;
  // A single signed bit keeps its -1: the symmetric range would be empty.
  if (mode === 'AP_SAT_SYM' && signed && width > 1)
    return raw > highest ? highest : raw < -highest ? -highest : raw;
  if (raw >= lowest && raw <= highest) return raw;
  if (mode === 'AP_SAT' || mode === 'AP_SAT_SYM') return raw > highest ? highest : lowest;
  if (mode === 'AP_SAT_ZERO') return 0n;
  const bits = BigInt.asUintN(width, raw);
  const bit = (of: bigint, index: number): bigint => (of >> BigInt(index)) & 1n;
  if (saturatedBits === 0 && (mode === 'AP_WRAP' || !signed)) return bits;
  // Text of the bits, highest first: the saturated ones, then the rest as it was or, for sign-magnitude wrap,
  // complemented when its neighbour above changed.
  const count = Math.max(1, Math.min(saturatedBits, width));
  const sign = saturatedBits === 0 ? bit(raw, width) : raw < 0n ? 1n : 0n;
  const top = signed ? `${sign}${`${1n - sign}`.repeat(count - 1)}` : '1'.repeat(count);
  const changed = BigInt(top.at(-1)!) !== bit(raw, width - count);
  const rest = bits.toString(2).padStart(width, '0').slice(count);
  const flip = mode === 'AP_WRAP_SM' && signed && changed;
  return BigInt(`0b${top}${flip ? [...rest].map((b) => (b === '0' ? '1' : '0')).join('') : rest}`);
}

/** A value in a type: quantize, then overflow. */
export function convert(value: Value, type: Type): bigint {
  return overflow(quantize(value, type.width - type.integer, type.quantization ?? 'AP_TRN'), type);
}

/** A finite double, exactly. */
export function fromDouble(value: number): Value {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & ((1n << 52n) - 1n)) + (biased === 0 ? 0n : 1n << 52n);
  return { raw: value < 0 ? -mantissa : mantissa, fraction: 1075 - Math.max(biased, 1) };
}

const atFraction = (value: Value, fraction: number): bigint => value.raw << BigInt(fraction - value.fraction);

/** `a op b` with the shape of its result. */
export function binary(op: string, ta: Shape, a: Value, tb: Shape, b: Value): { type: Shape; raw: bigint } {
  const signed = ta.signed || tb.signed;
  const fraction = Math.max(a.fraction, b.fraction);
  const common = Math.max(
    ta.integer + (signed && !ta.signed ? 1 : 0),
    tb.integer + (signed && !tb.signed ? 1 : 0),
  );
  const x = atFraction(a, fraction);
  const y = atFraction(b, fraction);
  const aligned = (raw: bigint, growth: number, isSigned = signed): { type: Shape; raw: bigint } => ({
    type: { width: common + growth + fraction, integer: common + growth, signed: isSigned },
    raw,
  });
  switch (op) {
    case '+':
      return aligned(x + y, 1);
    case '-':
      return aligned(x - y, 1, true);
    case '&':
      return aligned(x & y, 0);
    case '|':
      return aligned(x | y, 0);
    case '^':
      return aligned(x ^ y, 0);
    case '*':
      return {
        type: { width: ta.width + tb.width, integer: ta.integer + tb.integer, signed },
        raw: a.raw * b.raw,
      };
    case '/': {
      const shift = Math.max(b.fraction, 0);
      const extra = tb.signed ? 1 : 0;
      return {
        type: { width: ta.width + shift + extra, integer: ta.integer + b.fraction + extra, signed },
        raw: (a.raw << BigInt(shift)) / b.raw,
      };
    }
    default: {
      const width = Math.min(ta.width, tb.width + (ta.signed && !tb.signed ? 1 : 0));
      return { type: { width, integer: width, signed: ta.signed }, raw: a.raw % b.raw };
    }
  }
}

/** Six letters, 1 where `< <= > >= == !=` holds. */
export function comparisons(a: Value, b: Value): string {
  const fraction = Math.max(a.fraction, b.fraction);
  const [x, y] = [atFraction(a, fraction), atFraction(b, fraction)];
  return [x < y, x <= y, x > y, x >= y, x === y, x !== y].map(Number).join('');
}

/** `value << n` within its type; a negative n shifts right. */
export function shifted(value: Value, n: number): bigint {
  return n >= 0 ? value.raw << BigInt(n) : value.raw >> BigInt(-n);
}
