import type { Model } from '../../../src/nn/index.js';

/** 3-2-2: dense, ReLU, dense, softmax. */
export const smallModel: Model = {
  name: 'small',
  inputs: ['in'],
  outputs: ['softmax'],
  layers: [
    { kind: 'input', name: 'in', inputs: [], outputShape: [3] },
    {
      kind: 'dense',
      name: 'fc1',
      inputs: ['in'],
      outputShape: [2],
      kernel: { shape: [3, 2], data: Float32Array.of(1, 2, -3, 4.5, 0.25, -6) },
      bias: { shape: [2], data: Float32Array.of(0.5, -1) },
    },
    { kind: 'activation', name: 'relu1', inputs: ['fc1'], outputShape: [2], activation: 'relu' },
    {
      kind: 'dense',
      name: 'output',
      inputs: ['relu1'],
      outputShape: [2],
      kernel: { shape: [2, 2], data: Float32Array.of(1, -1, 2, 0.5) },
      bias: { shape: [2], data: Float32Array.of(0, 1) },
    },
    { kind: 'activation', name: 'softmax', inputs: ['output'], outputShape: [2], activation: 'softmax' },
  ],
};
