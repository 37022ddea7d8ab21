import {
  parseFixedType,
  type FixedType,
  type Layer,
  type LayerGraph,
  type LayerKindName,
  type Tensor,
  type WeightArray,
} from 'hlsmith/hls';

/** Graphs written by hand, for tests that need no C++. */

export function fixed(text: string): FixedType {
  const type = parseFixedType(text);
  if (!type) throw new Error(`not a type: ${text}`);
  return type;
}

export function tensor(name: string, size: number, type = 'ap_fixed<18,8>', typedef = `${name}_t`): Tensor {
  return { name, shape: [size], packed: null, slot: { typedef, type: fixed(type) } };
}

export function weights(
  name: string,
  values: readonly number[],
  type = 'ap_fixed<18,8>',
  typedef = `${name}_t`,
): WeightArray {
  return {
    name,
    slot: { typedef, type: fixed(type) },
    length: values.length,
    values: () => Float64Array.from(values),
  };
}

export function layer(
  kind: LayerKindName,
  name: string,
  input: Tensor,
  output: Tensor,
  more: Partial<Layer> = {},
): Layer {
  return {
    name,
    kind,
    calls: `nnet::${kind}`,
    config: `${name}_config`,
    inputs: [input],
    output,
    weights: null,
    bias: null,
    types: {},
    parameters: {},
    constants: {
      ...(more.weights ? { weight: more.weights } : {}),
      ...(more.bias ? { bias: more.bias } : {}),
    },
    parts: {},
    functions: {},
    product: 'mult',
    ...more,
  };
}

/** `dense fc1 -> relu relu1 -> dense fc2 -> softmax softmax`, two values wide. */
export function twoLayerGraph(): LayerGraph {
  const [x, a, b, c, y] = ['x', 'fc1', 'relu1', 'fc2', 'softmax'].map((name) => tensor(name, 2));
  const dense = (name: string, input: Tensor, output: Tensor, values: readonly number[]): Layer =>
    layer('dense', name, input, output, {
      weights: weights(`${name}_weight`, values),
      bias: weights(`${name}_bias`, [0.25, -0.5]),
      types: { accumulator: { typedef: `${name}_accum_t`, type: fixed('ap_fixed<18,8>') } },
      parameters: { n_in: 2, n_out: 2 },
    });
  return {
    name: 'myproject',
    inputs: [x],
    outputs: [y],
    layers: [
      dense('fc1', x, a, [1.5, -0.25, 0.75, 3]),
      layer('relu', 'relu1', a, b),
      dense('fc2', b, c, [1, -1, 0.5, 0.125]),
      layer('softmax', 'softmax', c, y),
    ],
  };
}

/** `dense fc1 -> batch normalisation bn1 -> relu relu1 -> dense fc2`, two values wide. */
export function normalizedGraph(): LayerGraph {
  const { layers, ...graph } = twoLayerGraph();
  const [fc1, relu1, fc2] = layers;
  const normalized = tensor('bn1', 2);
  const bn1 = layer('batchNormalization', 'bn1', fc1.output, normalized, {
    weights: weights('bn1_scale', [5, 0.5]),
    bias: weights('bn1_bias', [-1, 0.125]),
  });
  return {
    ...graph,
    outputs: [fc2.output],
    layers: [fc1, bn1, { ...relu1, inputs: [normalized] }, fc2],
  };
}
