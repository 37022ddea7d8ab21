import { formatFixedType, type FixedType } from 'hlsmith/hls';
import { accumulatorTypes, type AccumulatorRule } from 'hlsmith/qhs';
import { describe, expect, it } from 'vitest';
import { roundingFloors } from '../../src/qhs/rounding.js';
import { fixed, twoLayerGraph } from '../graphs.js';

const graph = twoLayerGraph();
function types(rule: AccumulatorRule, assignment: Record<string, string> = {}): Record<string, string> {
  const assigned = new Map<string, FixedType>(
    Object.entries(assignment).map(([name, text]) => [name, fixed(text)]),
  );
  const found = accumulatorTypes(graph, rule, assigned);
  return Object.fromEntries([...found].map(([name, type]) => [name, formatFixedType(type)]));
}

describe('accumulators', () => {
  it('are kept', () => {
    expect(types('keep')).toEqual({});
  });

  it('are as wide as no sum of two products and a bias can overflow', () => {
    expect(types('lossless')).toEqual({ fc1_accum_t: 'ap_fixed<38,18>', fc2_accum_t: 'ap_fixed<38,18>' });
    expect(types('lossless', { fc1_weight_t: 'ap_fixed<6,1>', fc1_bias_t: 'ap_fixed<20,5>' })).toMatchObject({
      fc1_accum_t: 'ap_fixed<26,11>',
    });
    expect(types('lossless', { fc1_weight_t: 'ap_ufixed<6,1>', x_t: 'ap_ufixed<8,4>' })).toMatchObject({
      // Unsigned products of 14 bits, 5 integer bits; a growth of one; a sign for the bias, and a carry.
      fc1_accum_t: 'ap_fixed<19,9>',
    });
  });

  it('have the format of the result', () => {
    expect(types('tied', { fc2_t: 'ap_fixed<9,5,AP_RND,AP_SAT>' })).toEqual({
      fc1_accum_t: 'ap_fixed<18,8>',
      fc2_accum_t: 'ap_fixed<9,5>',
    });
  });

  it('whose typedef serves something else are left alone', () => {
    const [fc1, ...others] = graph.layers;
    const shared = { ...fc1, types: { accumulator: fc1.output.slot } };
    expect([
      ...accumulatorTypes({ ...graph, layers: [shared, ...others] }, 'lossless', new Map()).keys(),
    ]).toEqual(['fc2_accum_t']);
  });
});

it('results that round keep the rounding bit within their source', () => {
  const [fc1, relu1, ...others] = graph.layers;
  const rounding = { typedef: 'relu1_t', type: fixed('ap_ufixed<18,12,AP_RND,AP_SAT>') };
  const layers = [fc1, { ...relu1, output: { ...relu1.output, slot: rounding } }, ...others];
  expect(roundingFloors({ ...graph, layers })).toEqual(new Map([['relu1_t', -8]]));
  expect(roundingFloors(graph)).toEqual(new Map());
});
