import { groupVirtualLayers, precisionsAsFound } from 'hlsmith/metaprograms/virtual-layers';
import { formatFixedType, parseFixedType, type Layer, type LayerGraph } from 'hlsmith/hls';
import { describe, expect, it } from 'vitest';
import { independentPrecisions, withoutUnusedIntegerBits } from '../../src/qhs/precisions.js';
import { normalizedGraph, twoLayerGraph, weights } from '../graphs.js';

/** The graph with one layer changed. */
function withLayer(name: string, change: (layer: Layer) => Partial<Layer>): LayerGraph {
  const graph = twoLayerGraph();
  return {
    ...graph,
    layers: graph.layers.map((layer) => {
      if (layer.name !== name) return layer;
      const { weights: weight = layer.weights, bias = layer.bias, ...more } = change(layer);
      const constants = { ...(weight && { weight }), ...(bias && { bias }) };
      return { ...layer, ...more, weights: weight, bias, constants };
    }),
  };
}

function reduced(graph: LayerGraph): Record<string, string> {
  const groups = groupVirtualLayers(graph);
  const { reducible } = independentPrecisions(graph, groups);
  const types = withoutUnusedIntegerBits(graph, reducible, precisionsAsFound(groups));
  return Object.fromEntries([...types].map(([name, type]) => [name, formatFixedType(type)]));
}

describe('lossless reduction of integer bits', () => {
  it('keeps log2 of the largest value and a sign bit, and every fraction bit', () => {
    // The largest weight of fc1 is 3: two bits and the sign.
    expect(reduced(twoLayerGraph())).toMatchObject({
      fc1_weight_t: 'ap_fixed<13,3>',
      fc1_bias_t: 'ap_fixed<10,0>',
      fc1_t: 'ap_fixed<18,8>',
    });
  });

  it('keeps one bit more for a positive power of two, which the formula alone would saturate', () => {
    const largest = (value: number): string =>
      reduced(withLayer('fc2', () => ({ weights: weights('fc2_weight', [value, 0, 0, 0]) }))).fc2_weight_t;
    expect(largest(1)).toBe('ap_fixed<12,2>');
    expect(largest(0.999)).toBe('ap_fixed<11,1>');
    expect(largest(-1)).toBe('ap_fixed<11,1>');
    expect(largest(-1.001)).toBe('ap_fixed<12,2>');
  });

  it('goes below zero integer bits for small values, and leaves two bits where all are zero', () => {
    const bias = (values: number[]): string =>
      reduced(withLayer('fc1', () => ({ bias: weights('fc1_bias', values) }))).fc1_bias_t;
    expect(bias([0.03, -0.01])).toBe('ap_fixed<6,-4>');
    expect(bias([0, 0])).toBe('ap_fixed<2,-8>');
  });

  it('looks at the scale and the bias of a batch normalisation', () => {
    expect(reduced(normalizedGraph())).toMatchObject({
      bn1_scale_t: 'ap_fixed<14,4>',
      bn1_bias_t: 'ap_fixed<11,1>',
      bn1_t: 'ap_fixed<18,8>',
    });
  });

  it('never changes a value that needs all its bits', () => {
    expect(
      reduced(withLayer('fc1', () => ({ weights: weights('fc1_weight', [-128, 1, 1, 1]) }))).fc1_weight_t,
    ).toBe('ap_fixed<18,8>');
  });
});

describe('precisions that share a typedef', () => {
  it('move as one', () => {
    const graph = withLayer('fc2', () => ({
      weights: weights('fc2_weight', [1, 1, 1, 1], undefined, 'fc1_weight_t'),
    }));
    const { reducible } = independentPrecisions(graph, groupVirtualLayers(graph));
    expect(reducible.map(({ name }) => name)).toEqual([
      ...['fc1 bias', 'fc1 result', 'fc1 weight + fc2 weight', 'fc2 bias', 'fc2 result'],
    ]);
  });

  it('stay as they are when the typedef also serves something that is not narrowed', () => {
    const graph = withLayer('fc1', (fc1) => ({
      weights: weights('fc1_weight', [1, 1, 1, 1], undefined, 'fc1_accum_t'),
      types: fc1.types,
    }));
    const { reducible, pinned } = independentPrecisions(graph, groupVirtualLayers(graph));
    expect(reducible.map(({ name }) => name)).not.toContain('fc1 weight');
    expect(pinned).toMatchObject([{ reason: 'its typedef is also the accumulator type of fc1' }]);
  });
});

describe('integer bits of constants that are rounded', () => {
  const tiny = [2 ** -9, 0];
  const rounding = (accumulator: string): LayerGraph =>
    withLayer('fc1', (fc1) => ({
      bias: weights('fc1_bias', tiny),
      weights: weights('fc1_weight', [2 ** -9, 0, 0, 0]),
      types: { ...fc1.types, accumulator: { typedef: 'fc1_accum_t', type: parseFixedType(accumulator)! } },
    }));

  it("stay as many as Xilinx's headers need for the rounding bit", () => {
    // 6 fraction bits: a bias of -7 integer bits would have none at the seventh.
    expect(reduced(rounding('ap_fixed<14,8,AP_RND>'))).toMatchObject({ fc1_bias_t: 'ap_fixed<4,-6>' });
    expect(reduced(rounding('ap_fixed<14,8>'))).toMatchObject({ fc1_bias_t: 'ap_fixed<3,-7>' });
  });

  it('count those of the input for weights', () => {
    const { fc1_weight_t } = reduced(rounding('ap_fixed<14,12,AP_RND>'));
    const [, , integer] = /<(\d+),(-?\d+)>/.exec(fc1_weight_t!)!;
    const input = twoLayerGraph().inputs[0]!.slot.type.integer;
    expect(Number(integer)).toBe(Math.max(-7, -2 - input));
  });
});
