import { groupVirtualLayers, precisionsAsFound } from 'hlsmith/metaprograms/virtual-layers';
import { describe, expect, it } from 'vitest';
import { layer, tensor, twoLayerGraph } from '../graphs.js';

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
