import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fixedType,
  formatFixedType,
  formatFixedTypeLike,
  parseFixedType,
  withInteger,
  withWidth,
} from 'hlsmith/hls';
import { anyFixedType } from './arbitrary.js';

describe('the spelling of a type', () => {
  it.each([
    ['ap_fixed<18,8>', fixedType(true, 18, 8)],
    ['ap_ufixed<9,-2>', fixedType(false, 9, -2)],
    ['ap_fixed<15,12,AP_RND,AP_SAT>', fixedType(true, 15, 12, { quantization: 'RND', overflow: 'SAT' })],
    ['ap_fixed<15,12,AP_TRN,AP_SAT_ZERO>', fixedType(true, 15, 12, { overflow: 'SAT_ZERO' })],
    ['ap_fixed<15,12,AP_RND_CONV>', fixedType(true, 15, 12, { quantization: 'RND_CONV' })],
    ['ap_fixed<8,4,AP_TRN,AP_WRAP,2>', fixedType(true, 8, 4, { saturationBits: 2 })],
    ['ap_int<7>', fixedType(true, 7, 7, { isInteger: true, quantization: 'TRN_ZERO' })],
    ['ap_uint<1>', fixedType(false, 1, 1, { isInteger: true, quantization: 'TRN_ZERO' })],
    ['ac_fixed<16,6,true>', fixedType(true, 16, 6, { family: 'ac' })],
    [
      'ac_fixed<18,8,false,AC_RND,AC_SAT>',
      fixedType(false, 18, 8, { family: 'ac', quantization: 'RND', overflow: 'SAT' }),
    ],
    ['ac_int<1,false>', fixedType(false, 1, 1, { family: 'ac', isInteger: true })],
  ])('%s', (text, type) => {
    expect(parseFixedType(text)).toEqual(type);
    expect(formatFixedType(type)).toBe(text);
  });

  it.each([
    [' ap_fixed < 18 , 8 > ', 'ap_fixed<18,8>'],
    ['typename hls::ap_fixed<18,8>', 'ap_fixed<18,8>'],
    ['::ap_ufixed<18,8,AP_TRN,AP_WRAP,0>', 'ap_ufixed<18,8>'],
    ['ap_fixed<18,8,AP_RND,AP_SAT,0>', 'ap_fixed<18,8,AP_RND,AP_SAT>'],
    ['ac_fixed<16,6>', 'ac_fixed<16,6,true>'],
    ['ac_int<8>', 'ac_int<8,true>'],
  ])('%s is read as %s', (text, canonical) => {
    expect(formatFixedType(parseFixedType(text)!)).toBe(canonical);
  });

  it.each([
    ...[
      '',
      'float',
      'ap_fixed',
      'ap_fixed<>',
      'ap_fixed<18>',
      'ap_fixed<18,8',
      'ap_fixed<0,0>',
      'ap_fixed<-3,2>',
    ],
    ...[
      'ap_fixed<18,8,RND>',
      'ap_fixed<18,8,AC_RND>',
      'ap_fixed<18,8,AP_SAT>',
      'ap_fixed<1e3,8>',
      'ap_int<8,8>',
    ],
    ...['ap_fixed<99999,8>', 'ap_fixed<W,I>', 'nnet::array<ap_fixed<16,6>,8>', 'ac_fixed<16,6,maybe>'],
    ...['ac_fixed<8,4,true,AC_TRN,AC_WRAP_SM>', 'ap_fixed<8,4,AP_RND_CONV_ODD>'],
    ...['ap_fixed<18,8>; int x', 'ac_float<8,4>', 'ap_ufixed<8,4,AP_TRN,AP_WRAP,9>'],
  ])('%j is no type', (text) => {
    expect(parseFixedType(text)).toBeNull();
  });

  it.each([
    ['ap_fixed<16, 6>', 'ap_fixed<9, 3>'],
    ['ap_fixed<16,6,AP_TRN,AP_WRAP,0>', 'ap_fixed<9,3,AP_TRN,AP_WRAP,0>'],
    ['ap_ufixed< 4, 2, AP_RND >', 'ap_fixed<9, 3, AP_TRN>'],
    ['ac_fixed<16,6,true>', 'ap_fixed<9,3>'],
    ['float', 'ap_fixed<9,3>'],
  ])('another type, spelled like %s, is %s', (like, expected) => {
    expect(formatFixedTypeLike(parseFixedType('ap_fixed<9,3>')!, like)).toBe(expected);
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(anyFixedType(), fc.boolean(), (type, ac) => {
        const overflow = ac && type.overflow === 'WRAP_SM' ? 'WRAP' : type.overflow;
        const written = ac ? { ...type, family: 'ac' as const, overflow, saturationBits: 0 } : type;
        expect(parseFixedType(formatFixedType(written))).toEqual(written);
        expect(parseFixedType(formatFixedTypeLike(written, 'ap_ufixed<8, 3, AP_RND, AP_SAT, 0>'))).toEqual(
          written,
        );
      }),
    );
  });
});

describe('changing a type', () => {
  it('keeps integer bits when the width changes, save in an integer', () => {
    expect(formatFixedType(withWidth(parseFixedType('ap_fixed<18,8,AP_RND>')!, 12))).toBe(
      'ap_fixed<12,8,AP_RND>',
    );
    expect(formatFixedType(withWidth(parseFixedType('ap_uint<7>')!, 3))).toBe('ap_uint<3>');
  });

  it('turns an integer into a fixed-point type when its integer bits change', () => {
    expect(formatFixedType(withInteger(parseFixedType('ap_int<7>')!, 3))).toBe('ap_fixed<7,3,AP_TRN_ZERO>');
  });
});
