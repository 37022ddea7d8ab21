import type { Model, ModelLayer, NdArray } from './model.js';
import { Random } from './random.js';

export interface DenseSpecification {
  readonly name: string;
  readonly units: number;
  /** A layer of its own behind the dense one. */
  readonly activation?: { readonly name: string; readonly kind: 'relu' | 'softmax' };
}

/**
 * A network of dense layers with untrained weights: uniform as Glorot and Bengio (2010) propose, biases zero.
 * @param options.features how many values a sample has
 */
export function makeDenseNetwork(options: {
  readonly name: string;
  readonly features: number;
  readonly layers: readonly DenseSpecification[];
  readonly seed: number;
}): Model {
  const random = new Random(options.seed);
  const input = `${options.layers[0].name}_input`;
  const layers: ModelLayer[] = [{ kind: 'input', name: input, inputs: [], outputShape: [options.features] }];
  let features = options.features;
  for (const { name, units, activation } of options.layers) {
    const outputShape = [units];
    const kernel = glorotUniform(features, units, random);
    const bias = { shape: [units], data: new Float32Array(units) };
    layers.push({ kind: 'dense', name, inputs: [layers.at(-1)!.name], outputShape, kernel, bias });
    if (activation) {
      const inputs = [name];
      layers.push({
        kind: 'activation',
        name: activation.name,
        inputs,
        outputShape,
        activation: activation.kind,
      });
    }
    features = units;
  }
  return { name: options.name, inputs: [input], outputs: [layers.at(-1)!.name], layers };
}

function glorotUniform(features: number, units: number, random: Random): NdArray {
  const limit = Math.sqrt(6 / (features + units));
  const data = new Float32Array(features * units).map(() => (2 * random.uniform() - 1) * limit);
  return { shape: [features, units], data };
}
