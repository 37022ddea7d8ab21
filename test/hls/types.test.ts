import fc from 'fast-check';
import {
  formatHlsType,
  fromDouble,
  parseHlsType,
  translateFixedType,
  translateHlsType,
  type TypeDialect,
} from 'hlsmith/hls';
import { describe, expect, it } from 'vitest';
import { fixed } from '../graphs.js';
import { anyFixedType } from './fixed-point/arbitrary.js';

const translated = (text: string, to: TypeDialect): [string, readonly string[]] => {
  const { type, lost } = translateHlsType(parseHlsType(text), to);
  return [formatHlsType(type), lost];
};

describe('types as they are spelled', () => {
  it.each([
    ['hls::stream<ap_fixed<16,6> >', 'stream'],
    ['hls::stream<nnet::array<ap_fixed<16,6>, 8*1> , 4>', 'stream'],
    ['ihc::stream<ac_fixed<16,6,true> , ihc::buffer<32>>', 'stream'],
    ['ac_channel<layer2_t>', 'stream'],
    ['hls::vector<ap_int<8>, N>', 'vector'],
    ['ap_uint<3>', 'fixed'],
    ['my::type<int, 4>', 'other'],
    ['hls::stream<T>::value_type', 'other'],
  ])('%s is read and written', (text, kind) => {
    const type = parseHlsType(text);
    expect(type.kind).toBe(kind);
    expect(formatHlsType(type)).toBe(text);
    expect(parseHlsType(formatHlsType(type))).toEqual(type);
  });
});

describe('types in another dialect', () => {
  it.each<[string, TypeDialect, string, string[]]>([
    ['ap_fixed<16,6,AP_RND,AP_SAT>', 'intel', 'ac_fixed<16,6,true,AC_RND,AC_SAT>', []],
    ['ap_ufixed<8,1>', 'catapult', 'ac_fixed<8,1,false>', []],
    ['ac_fixed<16,6,false,AC_RND_CONV,AC_SAT_SYM>', 'vitis', 'ap_ufixed<16,6,AP_RND_CONV,AP_SAT_SYM>', []],
    ['ap_int<8>', 'intel', 'ac_int<8,true>', ['fractions are cut down']],
    ['ac_int<8,false>', 'vitis', 'ap_uint<8>', ['fractions are cut towards zero']],
    ['ap_fixed<16,6,AP_TRN,AP_WRAP,2>', 'catapult', 'ac_fixed<16,6,true>', ['2 saturated bits']],
    [
      'hls::stream<nnet::array<ap_fixed<16,6>, 8*1> , 4>',
      'catapult',
      'ac_channel<nnet::array<ac_fixed<16,6,true>, 8*1> >',
      ['the depth 4'],
    ],
    ['hls::stream<ap_fixed<16,6> , 4>', 'intel', 'ihc::stream<ac_fixed<16,6,true> , ihc::buffer<4>>', []],
    ['ihc::stream_in<layer2_t>', 'vitis', 'hls::stream<layer2_t>', ['that it is an input']],
    [
      'hls::stream<ap_uint<8>>',
      'oneapi',
      'hls::stream<ac_int<8,false> >',
      ['fractions are cut down', 'that it is an object: pipes of oneAPI are types of their own'],
    ],
    ['ihc::stream_in<layer2_t>', 'intel', 'ihc::stream_in<layer2_t>', []],
    [
      'hls::vector<ap_fixed<16,6>, 4>',
      'catapult',
      'nnet::array<ac_fixed<16,6,true>, 4>',
      ['the element-wise operators of hls::vector'],
    ],
    ['float', 'intel', 'float', []],
  ])('%s for %s is %s', (text, to, expected, lost) => {
    expect(translated(text, to)).toEqual([expected, lost]);
  });

  it('convert values in the same way, where nothing is lost', () => {
    fc.assert(
      fc.property(anyFixedType(), fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (type, value) => {
        const { type: other, lost } = translateFixedType(type, type.family === 'ap' ? 'ac' : 'ap');
        if (lost.length > 0) return;
        expect(fromDouble(value, other)).toBe(fromDouble(value, type));
        expect(translateFixedType(other, type.family)).toEqual({ type, lost: [] });
      }),
      { numRuns: 200 },
    );
  });

  it('say nothing that their family has no word for', () => {
    const { type, lost } = translateFixedType(fixed('ap_fixed<8,4,AP_TRN,AP_WRAP_SM>'), 'ac');
    expect(type.overflow).toBe('WRAP');
    expect(lost).toHaveLength(1);
  });
});
