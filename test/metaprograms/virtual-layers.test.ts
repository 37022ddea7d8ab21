import { groupVirtualLayers, precisionsAsFound } from 'hlsmith/metaprograms/virtual-layers';
import type { Layer, LayerGraph, LayerKindName, Tensor } from 'hlsmith/hls';
import { describe, expect, it } from 'vitest';
import { layer, normalizedGraph, tensor, twoLayerGraph, weights } from '../graphs.js';

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

  /** `x -> a, x -> b, a -> relu -> merge(relu, b) -> pooling`. */
  const merged = (kind: LayerKindName): LayerGraph => {
    const [x, a, r, b, m, p] = ['x', 'a', 'r', 'b', 'm', 'p'].map((name) => tensor(name, 4));
    return {
      name: 'net',
      inputs: [x!],
      outputs: [p!],
      layers: [
        layer('dense', 'a', x!, a!),
        layer('relu', 'r', a!, r!),
        layer('dense', 'b', x!, b!),
        { ...layer(kind, 'm', r!, m!), inputs: [r!, b!] },
        layer('pooling', 'p', m!, p!),
      ],
    };
  };
  const results = (graph: LayerGraph): unknown =>
    groupVirtualLayers(graph).flatMap(({ name, precisions }) =>
      precisions.map((precision) => [name, precision.name, precision.slots.map(({ typedef }) => typedef)]),
    );

  it('gives the terms of a sum one precision, and the sum its own', () => {
    expect(names(merged('add'))).toEqual([['a', 'r'], ['b'], ['m', 'p']]);
    expect(results(merged('add'))).toEqual([
      ['a', 'a + b result', ['a_t', 'r_t', 'b_t']],
      ['m', 'm result', ['m_t', 'p_t']],
    ]);
  });

  it('gives the pieces of a concatenation and the whole one precision', () => {
    expect(results(merged('concatenate'))).toEqual([
      ['a', 'a + b + m result', ['a_t', 'r_t', 'b_t', 'm_t', 'p_t']],
    ]);
  });

  it('lets the factors of a product alone', () => {
    expect(results(merged('multiply'))).toEqual([
      ['a', 'a result', ['a_t', 'r_t']],
      ['b', 'b result', ['b_t']],
      ['m', 'm result', ['m_t', 'p_t']],
    ]);
  });

  it('gives values that are squeezed a result of their own, and leaves signs alone', () => {
    const { layers } = twoLayerGraph();
    const [fc1, relu1, fc2] = layers;
    const through = (kind: LayerKindName): LayerGraph => ({
      ...twoLayerGraph(),
      layers: [fc1!, { ...relu1!, kind }, fc2!],
    });
    const named = (graph: LayerGraph): string[] =>
      groupVirtualLayers(graph).flatMap(({ precisions }) =>
        precisions.flatMap(({ role, name, layer: owner }) =>
          role === 'result' ? [`${owner}: ${name}`] : [],
        ),
      );
    expect(named(through('sigmoid'))).toEqual(['fc1: fc1 result', 'relu1: relu1 result', 'fc2: fc2 result']);
    expect(named(through('binaryTanh'))).toEqual(['fc1: fc1 result', 'fc2: fc2 result']);
  });

  it('gives each kind of constants of a recurrent layer a precision', () => {
    const arrays = { weight: 'w', recurrentWeight: 'u', bias: 'b' } as const;
    const constants = Object.fromEntries(
      Object.entries(arrays).map(([role, name]) => [role, weights(name, [1])]),
    );
    // A config struct that names one type for both kinds of weights ties them.
    const named = { recurrentWeight: weights('u', [1]).slot, recurrentBias: weights('b', [1]).slot };
    const graph = {
      ...twoLayerGraph(),
      layers: [layer('gru', 'gru', tensor('x', 4), tensor('h', 2), { constants, types: named })],
    };
    expect(groupVirtualLayers(graph)[0]!.precisions.map(({ name, role }) => [name, role])).toEqual([
      ['gru weight', 'weight'],
      ['gru bias', 'bias'],
      ['gru recurrent_weight', 'weight'],
      ['gru result', 'result'],
    ]);
  });

  it('gives an LSTM and what it reads one precision, the input of the network with it', () => {
    const [x, h, y] = [tensor('x', 4), tensor('h', 2), tensor('y', 2)];
    const cell = (from: Tensor, to: Tensor): Layer => layer('lstm', to.name, from, to);
    const after = {
      name: 'net',
      inputs: [x],
      outputs: [y],
      layers: [layer('dense', 'fc', x, h), cell(h, y)],
    };
    expect(results(after)).toEqual([['fc', 'fc result + y result', ['h_t', 'y_t']]]);
    const first = { ...after, layers: [cell(x, y)] };
    expect(results(first)).toEqual([['y', 'y result', ['y_t', 'x_t']]]);
  });
});
