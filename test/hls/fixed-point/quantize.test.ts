import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fixedType,
  fractionBits,
  fromDouble,
  maximum,
  maximumRaw,
  minimum,
  minimumRaw,
  parseFixedType,
  quantize,
  resolution,
  toDouble,
} from 'hlsmith/hls';
import { anyFixedType } from './arbitrary.js';

function cast(value: number, spelling: string): number {
  const type = parseFixedType(spelling)!;
  return toDouble(fromDouble(value, type), type);
}

describe('rounding to the last bit (ap_fixed<8,4> to <6,4>: quarters)', () => {
  const from = [1.125, -1.125, 1.375, -1.375, 1.1875, -1.1875, 1.0625, -1.0625, -0.0625];
  it.each([
    ['TRN', [1, -1.25, 1.25, -1.5, 1, -1.25, 1, -1.25, -0.25]],
    ['TRN_ZERO', [1, -1, 1.25, -1.25, 1, -1, 1, -1, 0]],
    ['RND', [1.25, -1, 1.5, -1.25, 1.25, -1.25, 1, -1, 0]],
    ['RND_ZERO', [1, -1, 1.25, -1.25, 1.25, -1.25, 1, -1, 0]],
    ['RND_INF', [1.25, -1.25, 1.5, -1.5, 1.25, -1.25, 1, -1, 0]],
    ['RND_MIN_INF', [1, -1.25, 1.25, -1.5, 1.25, -1.25, 1, -1, 0]],
    ['RND_CONV', [1, -1, 1.5, -1.5, 1.25, -1.25, 1, -1, 0]],
  ])('AP_%s', (mode, expected) => {
    expect(from.map((value) => cast(value, `ap_fixed<6,4,AP_${mode}>`))).toEqual(expected);
  });
});

describe('overflow', () => {
  const from = [7.75, 8, 9.5, 15.5, 16, -8, -8.25, -9, -16, -17];
  it.each([
    ['WRAP', 0, [7.75, -8, -6.5, -0.5, 0, -8, 7.75, 7, 0, -1]],
    ['SAT', 0, [7.75, 7.75, 7.75, 7.75, 7.75, -8, -8, -8, -8, -8]],
    ['SAT_ZERO', 0, [7.75, 0, 0, 0, 0, -8, 0, 0, 0, 0]],
    ['SAT_SYM', 0, [7.75, 7.75, 7.75, 7.75, 7.75, -7.75, -7.75, -7.75, -7.75, -7.75]],
    ['WRAP_SM', 0, [7.75, 7.75, 6.25, 0.25, -0.25, -8, -8, -7.25, -0.25, 0.75]],
    ['WRAP', 1, [7.75, 0, 1.5, 7.5, 0, -8, -0.25, -1, -8, -1]],
    ['WRAP', 2, [7.75, 4, 5.5, 7.5, 4, -8, -4.25, -5, -8, -5]],
  ])('AP_%s with N = %i, signed', (mode, bits, expected) => {
    expect(from.map((value) => cast(value, `ap_fixed<6,4,AP_TRN,AP_${mode},${bits}>`))).toEqual(expected);
  });

  const fromUnsigned = [7.75, 15.75, 16, 17.5, -0.25, -1, -16, -17];
  it.each([
    ['WRAP', [7.75, 15.75, 0, 1.5, 15.75, 15, 0, 15]],
    ['SAT', [7.75, 15.75, 15.75, 15.75, 0, 0, 0, 0]],
    ['SAT_SYM', [7.75, 15.75, 15.75, 15.75, 0, 0, 0, 0]],
    ['SAT_ZERO', [7.75, 15.75, 0, 0, 0, 0, 0, 0]],
  ])('AP_%s, unsigned', (mode, expected) => {
    expect(fromUnsigned.map((value) => cast(value, `ap_ufixed<6,4,AP_TRN,AP_${mode}>`))).toEqual(expected);
  });

  it('is judged after rounding', () => {
    expect(cast(7.9, 'ap_fixed<6,4,AP_RND,AP_WRAP>')).toBe(-8);
    expect(cast(7.9, 'ap_fixed<6,4,AP_RND,AP_SAT>')).toBe(7.75);
  });
});

describe('doubles', () => {
  it('are taken at their exact value', () => {
    const type = fixedType(true, 16, 6);
    expect(fromDouble(0.3, type)).toBe(307n);
    expect(fromDouble(-0.3, type)).toBe(-308n);
    expect(fromDouble(-0, type)).toBe(0n);
    expect(fromDouble(Number.MIN_VALUE, fixedType(true, 4, -1071))).toBe(2n);
  });

  it('may be infinite or not a number, as 1/x is at the first entry of a table', () => {
    expect(cast(Infinity, 'ap_fixed<8,4,AP_TRN,AP_SAT>')).toBe(7.9375);
    expect(cast(-Infinity, 'ap_fixed<8,4,AP_TRN,AP_SAT>')).toBe(-8);
    expect(cast(Infinity, 'ap_fixed<8,4,AP_TRN,AP_SAT_ZERO>')).toBe(0);
    expect(cast(Infinity, 'ap_fixed<8,4>')).toBe(0);
    expect(cast(NaN, 'ap_fixed<8,4>')).toBe(0);
  });
});

describe('properties', () => {
  const anyRaw = fc.bigInt({ min: -(1n << 70n), max: 1n << 70n });

  it('every result is in range', () => {
    fc.assert(
      fc.property(anyRaw, fc.integer({ min: -20, max: 60 }), anyFixedType(), (raw, fraction, type) => {
        const result = quantize(raw, fraction, type);
        return result >= minimumRaw(type) && result <= maximumRaw(type);
      }),
    );
  });

  it('what a type holds already stays, save the one value that SAT_SYM forbids', () => {
    fc.assert(
      fc.property(anyFixedType(), fc.bigInt(), (type, seed) => {
        const raw = quantize(seed, 0, fixedType(type.signed, type.width, type.width));
        const kept = quantize(raw, fractionBits(type), type);
        return kept === raw || (type.overflow === 'SAT_SYM' && raw === minimumRaw(type) && kept === raw + 1n);
      }),
    );
  });

  it('rounding errs by less than one bit, and rounding to nearest by at most half', () => {
    fc.assert(
      fc.property(anyRaw, fc.integer({ min: 0, max: 40 }), anyFixedType(), (raw, drop, type) => {
        const wide = { ...type, signed: true, width: 200, integer: 100, overflow: 'SAT' as const };
        const error = (quantize(raw, 100 + drop, wide) << BigInt(drop)) - raw;
        const size = error < 0n ? -error : error;
        const one = 1n << BigInt(drop);
        return type.quantization.startsWith('RND') ? 2n * size <= one : size < one;
      }),
    );
  });

  it('saturation is the nearest value of the range', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), anyFixedType(), (value, any) => {
        const type = { ...any, quantization: 'TRN' as const, overflow: 'SAT' as const };
        const result = toDouble(fromDouble(value, type), type);
        const clamped = Math.min(Math.max(value, minimum(type)), maximum(type));
        return result <= clamped && clamped - result <= resolution(type);
      }),
    );
  });
});
