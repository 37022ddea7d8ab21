import type {
  ActivationLayer,
  BatchNormalizationLayer,
  DenseLayer,
  Model,
  ModelLayer,
} from '../../src/nn/index.js';

/** Networks for tests of the conversion, with weights that a seeded generator gives. */

/** Uniform in [-1, 1), the same numbers in every run (Numerical Recipes' linear congruential generator). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export function input(name: string, ...outputShape: number[]): ModelLayer {
  return { kind: 'input', name, inputs: [], outputShape };
}

export function dense(
  name: string,
  from: string,
  kernel: readonly (readonly number[])[],
  bias: readonly number[],
): DenseLayer {
  return {
    kind: 'dense',
    name,
    inputs: [from],
    outputShape: [bias.length],
    kernel: { shape: [kernel.length, bias.length], data: Float64Array.from(kernel.flat()) },
    bias: { shape: [bias.length], data: Float64Array.from(bias) },
  };
}

export function activation(
  kind: 'linear' | 'relu' | 'softmax',
  name: string,
  from: string,
  size: number,
): ActivationLayer {
  return { kind: 'activation', activation: kind, name, inputs: [from], outputShape: [size] };
}

export function batchNormalization(
  name: string,
  from: string,
  scale: readonly number[],
  bias: readonly number[],
): BatchNormalizationLayer {
  const vector = (values: readonly number[]) => ({
    shape: [values.length],
    data: Float64Array.from(values),
  });
  return {
    kind: 'batchNormalization',
    name,
    inputs: [from],
    outputShape: [scale.length],
    scale: vector(scale),
    bias: vector(bias),
  };
}

/** A chain whose layers read each the one before; its last layer is the output. */
export function chain(name: string, ...layers: ModelLayer[]): Model {
  return { name, inputs: [layers[0].name], outputs: [layers.at(-1)!.name], layers };
}

/** 3-4-2 with easy numbers: what the golden files show. */
export const tiny: Model = chain(
  'tiny',
  input('fc1_input', 3),
  dense(
    'fc1',
    'fc1_input',
    [
      [0.5, -0.25, 0, 1],
      [0.1, 1e-7, -1.5, 2],
      [0, 0, 0.30000001192092896, -3],
    ],
    [0, 0.5, -1, 100],
  ),
  activation('relu', 'relu1', 'fc1', 4),
  dense(
    'output',
    'relu1',
    [
      [1, -1],
      [0.125, 0],
      [0, 0.75],
      [-0.5, 0.5],
    ],
    [0.25, -0.25],
  ),
  activation('softmax', 'softmax', 'output', 2),
);

/** Dense layers with ReLU between, softmax at the end, weights scaled so that values keep their size. */
export function perceptron(sizes: readonly number[], seed = 1): Model {
  const next = randomNumbers(seed);
  const layers: ModelLayer[] = [input('features', sizes[0])];
  for (let i = 1; i < sizes.length; i++) {
    const scale = Math.sqrt(3 / sizes[i - 1]);
    const kernel = Array.from({ length: sizes[i - 1] }, () =>
      Array.from({ length: sizes[i] }, () => next() * scale),
    );
    const bias = Array.from({ length: sizes[i] }, () => next() / 4);
    const kind = i === sizes.length - 1 ? 'softmax' : 'relu';
    layers.push(dense(`fc${i}`, layers.at(-1)!.name, kernel, bias));
    layers.push(activation(kind, `${kind}${i}`, `fc${i}`, sizes[i]));
  }
  return chain('perceptron', ...layers);
}

/** As a perceptron, with batch normalisation after every dense layer and before the first. */
export function normalizedPerceptron(sizes: readonly number[], seed = 1): Model {
  const next = randomNumbers(seed + 1000);
  const numbers = (count: number, middle: number): number[] =>
    Array.from({ length: count }, () => middle + next() / 2);
  let last = '';
  const layers = perceptron(sizes, seed).layers.flatMap((layer): ModelLayer[] => {
    const reads = layer.kind === 'input' ? layer : { ...layer, inputs: [last] };
    last = layer.name;
    if (layer.kind === 'activation') return [reads];
    const [size] = layer.outputShape;
    last = `${layer.name}_bn`;
    return [reads, batchNormalization(last, layer.name, numbers(size, 1), numbers(size, 0))];
  });
  return chain('perceptron', ...layers);
}

/** What a network computes in doubles: every layer's result by its name. */
export function forward(model: Model, sample: readonly number[]): Map<string, number[]> {
  const results = new Map<string, number[]>([[model.inputs[0], [...sample]]]);
  for (const layer of model.layers) {
    if (layer.kind === 'input') continue;
    results.set(layer.name, compute(layer, results.get(layer.inputs[0])!));
  }
  return results;
}

function compute(layer: ModelLayer, x: readonly number[]): number[] {
  if (layer.kind === 'batchNormalization')
    return x.map((value, i) => value * layer.scale.data[i] + layer.bias.data[i]);
  if (layer.kind === 'dense') {
    const width = layer.bias.data.length;
    return Array.from(layer.bias.data, (bias, j) =>
      x.reduce((sum, value, i) => sum + value * layer.kernel.data[i * width + j], bias),
    );
  }
  if (layer.kind !== 'activation') throw new Error(`no ${layer.kind} layers here`);
  if (layer.activation === 'relu') return x.map((value) => Math.max(0, value));
  if (layer.activation === 'linear') return [...x];
  const largest = Math.max(...x);
  const powers = x.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((value) => value / sum);
}
