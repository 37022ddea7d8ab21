import { describe, expect, it } from 'vitest';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import {
  accuracy,
  logits,
  makeDenseNetwork,
  makeJetLikeData,
  makeJetNetwork,
  train,
  type DenseLayer,
  type Model,
  type TrainingData,
} from '../../../src/nn/index.js';

const { training, test } = makeJetLikeData({ seed: 5, training: 2000, test: 500 });
const options = { epochs: 3, batchSize: 100, seed: 5, learningRate: 0.005 };

const kernels = (model: Model): Float32Array[] =>
  model.layers
    .filter((layer): layer is DenseLayer => layer.kind === 'dense')
    .map((layer) => Float32Array.from(layer.kernel.data));

describe('train', () => {
  it('lowers the loss, learns, and says what it ran on', async () => {
    const { model, backend, losses } = await train(makeJetNetwork(5), training, options);
    expect(losses).toHaveLength(3);
    expect(losses[2]).toBeLessThan(losses[0] - 0.2);
    expect(accuracy(logits(model, test.inputs, test.samples), test.labels)).toBeGreaterThan(0.6);
    expect(['tensorflow', 'wasm', 'cpu']).toContain(backend);
  });

  it('gives the same weights again', async () => {
    const [first, second] = [
      await train(makeJetNetwork(5), training, options),
      await train(makeJetNetwork(5), training, options),
    ];
    expect(kernels(second.model)).toEqual(kernels(first.model));
    const other = await train(makeJetNetwork(5), training, { ...options, seed: 6 });
    expect(kernels(other.model)).not.toEqual(kernels(first.model));
  });

  it('leaves the model that it was given as it was', async () => {
    const model = makeJetNetwork(5);
    const before = structuredClone(kernels(model));
    await train(model, training, { ...options, epochs: 1 });
    expect(kernels(model)).toEqual(before);
  });

  it('makes weights smaller with an L1 penalty', async () => {
    const sum = async (l1: number): Promise<number> =>
      kernels((await train(makeJetNetwork(5), training, { ...options, l1 })).model)
        .flatMap((kernel) => [...kernel])
        .reduce((total, weight) => total + Math.abs(weight), 0);
    expect(await sum(0.01)).toBeLessThan(0.7 * (await sum(0)));
  });

  it.each<[string, Model, TrainingData, string]>([
    [
      'a network without softmax',
      makeDenseNetwork({ name: 'bare', features: 16, layers: [{ name: 'fc', units: 5 }], seed: 1 }),
      training,
      'model "bare" cannot be trained; give a chain of dense and ReLU layers that ends in one softmax',
    ],
    [
      'labels that the network does not have',
      makeJetNetwork(1),
      { ...training, labels: training.labels.map((label) => label + 1) },
      'is not a class from 0 to 4',
    ],
    [
      'too few inputs',
      makeJetNetwork(1),
      { ...training, inputs: new Float64Array(7) },
      '7 values and 2000 labels',
    ],
  ])('refuses %s', async (_, model, data, message) => {
    const error = await train(model, data, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HlsmithError);
    expect((error as HlsmithError).line).toContain(message);
  });
});
