import { groupVirtualLayers, precisionsAsFound } from 'hlsmith/metaprograms/virtual-layers';
import { describe, expect, it } from 'vitest';
import { layer, normalizedGraph, tensor, twoLayerGraph } from '../graphs.js';

const names = (graph: Parameters<typeof groupVirtualLayers>[0]): string[][] =>
  groupVirtualLayers(graph).map(({ layers }) => layers.map(({ name }) => name));

describe('virtual layers', () => {
  it('groups a weight layer with the activation on its output', () => {
    expect(names(twoLayerGraph())).toEqual([
      ['fc1', 'relu1'],
      ['fc2', 'softmax'],
    ]);
  });

  it('gives each weight, bias and result one precision; results of a group move together', () => {
    const [first, second] = groupVirtualLayers(twoLayerGraph());
    const typedefs = ({ precisions }: typeof first): Record<string, string[]> =>
      Object.fromEntries(precisions.map(({ role, slots }) => [role, slots.map(({ typedef }) => typedef)]));
    expect(typedefs(first)).toEqual({
      weight: ['fc1_weight_t'],
      bias: ['fc1_bias_t'],
      result: ['fc1_t', 'relu1_t'],
    });
    // Probabilities have another scale than the logits: the softmax result keeps its type.
    expect(typedefs(second)).toEqual({ weight: ['fc2_weight_t'], bias: ['fc2_bias_t'], result: ['fc2_t'] });
  });

  it('keeps the scale and the bias of a batch normalisation apart from the weights that it follows', () => {
    const [group] = groupVirtualLayers(normalizedGraph());
    expect(group.layers.map(({ name }) => name)).toEqual(['fc1', 'bn1', 'relu1']);
    expect(
      group.precisions.map(({ name, role, slots }) => [name, role, slots.map(({ typedef }) => typedef)]),
    ).toEqual([
      ['fc1 weight', 'weight', ['fc1_weight_t']],
      ['fc1 bias', 'bias', ['fc1_bias_t']],
      ['bn1 scale', 'weight', ['bn1_scale_t']],
      ['bn1 bias', 'bias', ['bn1_bias_t']],
      ['fc1 result', 'result', ['fc1_t', 'bn1_t', 'relu1_t']],
    ]);
  });

  it('lets a batch normalisation that opens a network stand alone', () => {
    const graph = normalizedGraph();
    const [fc1, bn1, , fc2] = graph.layers;
    const first = { ...bn1, inputs: fc1.inputs };
    const second = { ...fc1, inputs: [bn1.output] };
    const [alone, ...others] = groupVirtualLayers({ ...graph, layers: [first, second, fc2] });
    expect(alone.precisions.map(({ name }) => name)).toEqual(['bn1 scale', 'bn1 bias', 'bn1 result']);
    expect(others.map(({ name }) => name)).toEqual(['fc1', 'fc2']);
  });

  it('does not pull in an activation when somebody else reads the same result', () => {
    const graph = twoLayerGraph();
    const [fc1, , fc2] = graph.layers;
    const branch = layer('linear', 'branch', fc1.output, tensor('branch', 2));
    expect(
      names({ ...graph, layers: [...graph.layers.slice(0, 2), branch, ...graph.layers.slice(2)] }),
    ).toEqual([['fc1'], ['relu1'], ['branch'], ['fc2', 'softmax']]);
    const exposed = names({ ...graph, outputs: [...graph.outputs, fc2.output] });
    expect(exposed).toEqual([['fc1', 'relu1'], ['fc2'], ['softmax']]);
  });

  it('lists the types as found, the accumulators not among them', () => {
    expect([...precisionsAsFound(groupVirtualLayers(twoLayerGraph())).keys()]).toEqual([
      ...['fc1_weight_t', 'fc1_bias_t', 'fc1_t', 'relu1_t'],
      ...['fc2_weight_t', 'fc2_bias_t', 'fc2_t'],
    ]);
  });
});
