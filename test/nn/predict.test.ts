import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, logits, predict, readKerasModel, type Model } from '../../src/nn/index.js';
import { complaint } from './scratch.js';
import { describeWithSharedData, mnistTest, sharedModels } from './shared.js';

/** Two inputs, relu(x W + b) with W = [[1, -1], [2, 0.5]], b = [0, 1], then softmax. */
const tiny: Model = {
  name: 'tiny',
  inputs: ['x'],
  outputs: ['p'],
  layers: [
    { kind: 'input', name: 'x', inputs: [], outputShape: [2] },
    {
      kind: 'dense',
      name: 'fc',
      inputs: ['x'],
      outputShape: [2],
      kernel: { shape: [2, 2], data: Float32Array.of(1, -1, 2, 0.5) },
      bias: { shape: [2], data: Float32Array.of(0, 1) },
    },
    { kind: 'activation', name: 'r', inputs: ['fc'], outputShape: [2], activation: 'relu' },
    { kind: 'activation', name: 'p', inputs: ['r'], outputShape: [2], activation: 'softmax' },
  ],
};

describe('predict', () => {
  it('computes dense, ReLU and softmax', () => {
    const inputs = Float64Array.of(1, 1, 4, 0, -1, 0);
    expect([...logits(tiny, inputs, 3)]).toEqual([3, 0.5, 4, 0, 0, 2]);
    const share = 1 / (1 + Math.exp(-2.5));
    expect([...predict(tiny, inputs, 3).subarray(0, 2)]).toEqual([
      expect.closeTo(share, 12),
      expect.closeTo(1 - share, 12),
    ]);
  });

  it('gives each sample the answer that it has alone, in blocks of any number', () => {
    const rows = fc.float64Array({ min: -1e6, max: 1e6, noNaN: true, minLength: 2, maxLength: 300 });
    fc.assert(
      fc.property(rows, (values) => {
        const samples = Math.floor(values.length / 2);
        const inputs = values.subarray(0, samples * 2);
        const together = predict(tiny, inputs, samples);
        const alone = Array.from({ length: samples }, (_, index) => [
          ...predict(tiny, inputs.subarray(index * 2, index * 2 + 2), 1),
        ]);
        expect([...together]).toEqual(alone.flat());
        for (const [a, b] of alone) expect(a + b).toBeCloseTo(1, 12);
      }),
    );
  });

  it('refuses rows of another length', () => {
    expect(complaint(() => predict(tiny, new Float64Array(9), 3))).toContain(
      'inputs of shape (3, 3), expected (3, 2), as the model asks',
    );
  });
});

describe('accuracy', () => {
  it('counts the rows whose largest score is at the label; the first of equals wins', () => {
    const scores = Float64Array.of(1, 2, 3, 3, 5, 5, -1, -2);
    expect(accuracy(scores, Int32Array.of(0, 0, 0, 0))).toBe(0.75);
    expect(accuracy(scores, Int32Array.of(1, 1, 1, 1))).toBe(0.25);
  });
});

describeWithSharedData('on the real digits of MNIST', () => {
  it.each([
    ['KERAS_mnist_mlp', 0.9825],
    ['KERAS_mnist_mlp128', 0.9819],
  ])('%s reaches %d', async (name, expected) => {
    const path = join(sharedModels, 'hls4ml-history', name);
    const model = await readKerasModel(`${path}.json`, { weights: `${path}_weights.h5` });
    const { inputs, labels, samples } = mnistTest();
    expect(accuracy(logits(model, inputs, samples), labels)).toBe(expected);
  });
});
