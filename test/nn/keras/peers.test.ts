import { beforeAll, describe, expect, it } from 'vitest';
import { Random, readKerasModel, trace } from '../../../src/nn/index.js';
import { scratchFolder } from '../scratch.js';
import { answers, asKerasFile, layers, randomise, tf } from './tfjs.js';

const scratch = scratchFolder();
const samples = 3;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Apply = (...inputs: layers.SymbolicTensor[]) => layers.SymbolicTensor | layers.SymbolicTensor[];
const layer =
  (one: { apply(input: layers.SymbolicTensor | layers.SymbolicTensor[]): unknown }): Apply =>
  (...inputs) =>
    one.apply(inputs.length === 1 ? inputs[0] : inputs) as layers.SymbolicTensor;
const l = layers.layers;

/** The usual start of recurrent kernels needs more of TensorFlow.js; `randomise` replaces it anyway. */
const zeros = { recurrentInitializer: 'zeros' } as const;

/** Input shapes and what is applied to them. */
const cases: Readonly<Record<string, readonly [readonly (readonly number[])[], () => Apply]>> = {
  'dense, with an activation inside': [[[5]], () => layer(l.dense({ units: 4, activation: 'tanh' }))],
  'dense on sequences': [[[3, 5]], () => layer(l.dense({ units: 4, useBias: false }))],
  'conv1d same, strided': [
    [[9, 3]],
    () => layer(l.conv1d({ filters: 4, kernelSize: 4, strides: 2, padding: 'same' })),
  ],
  'conv2d valid': [
    [[6, 5, 3]],
    () => layer(l.conv2d({ filters: 5, kernelSize: [3, 2], activation: 'relu' })),
  ],
  'conv2d same, strided': [
    [[7, 8, 2]],
    () => layer(l.conv2d({ filters: 3, kernelSize: [4, 3], strides: [3, 2], padding: 'same' })),
  ],
  'conv2d dilated': [
    [[8, 8, 2]],
    () => layer(l.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, padding: 'same' })),
  ],
  'depthwise conv2d': [
    [[6, 7, 3]],
    () => layer(l.depthwiseConv2d({ kernelSize: [3, 2], depthMultiplier: 2, strides: 2, padding: 'same' })),
  ],
  'separable conv2d': [
    [[6, 7, 3]],
    () => layer(l.separableConv2d({ filters: 4, kernelSize: 3, activation: 'elu' })),
  ],
  'max pooling 1d': [[[9, 2]], () => layer(l.maxPooling1d({ poolSize: 3, strides: 2, padding: 'same' }))],
  'average pooling 1d': [[[9, 2]], () => layer(l.averagePooling1d({ poolSize: 2 }))],
  'max pooling 2d, same': [
    [[7, 6, 2]],
    () => layer(l.maxPooling2d({ poolSize: [3, 2], strides: [2, 2], padding: 'same' })),
  ],
  'average pooling 2d, same: padding does not count': [
    [[7, 6, 2]],
    () => layer(l.averagePooling2d({ poolSize: [3, 3], strides: [2, 2], padding: 'same' })),
  ],
  'global pooling': [
    [[5, 4, 3]],
    () => (x) => [layer(l.globalMaxPooling2d({}))(x), layer(l.globalAveragePooling2d({}))(x)].flat(),
  ],
  'global pooling 1d': [
    [[5, 3]],
    () => (x) => [layer(l.globalMaxPooling1d())(x), layer(l.globalAveragePooling1d({}))(x)].flat(),
  ],
  'batch normalisation': [[[4, 3]], () => layer(l.batchNormalization({ epsilon: 0.01 }))],
  'channels first': [[[3, 6, 5]], () => layer(l.maxPooling2d({ poolSize: 2, dataFormat: 'channelsFirst' }))],
  're-lu with a maximum, leaky, thresholded, elu and prelu': [
    [[4, 3]],
    () => (x) =>
      [
        l.reLU({ maxValue: 1 }),
        l.leakyReLU({ alpha: 0.2 }),
        l.thresholdedReLU({ theta: 0.5 }),
        l.elu({}),
        l.prelu({}),
        l.prelu({ sharedAxes: [1] }),
      ].flatMap((one) => layer(one)(x)),
  ],
  'activations by name': [
    [[4, 3]],
    () => (x) =>
      (
        [
          'linear',
          'relu',
          'relu6',
          'elu',
          'selu',
          'sigmoid',
          'hardSigmoid',
          'tanh',
          'softplus',
          'softsign',
          'softmax',
        ] as const
      ).flatMap((activation) => layer(l.activation({ activation }))(x)),
  ],
  'softmax along the last axis of images': [[[4, 3, 2]], () => layer(l.softmax({ axis: -1 }))],
  'flatten and reshape': [
    [[4, 3, 2]],
    () => (x) => [layer(l.flatten({}))(x), layer(l.reshape({ targetShape: [2, 12] }))(x)].flat(),
  ],
  permute: [[[4, 3, 2]], () => layer(l.permute({ dims: [3, 1, 2] }))],
  'zero padding and cropping': [
    [[4, 5, 2]],
    () => (x) =>
      [
        layer(
          l.zeroPadding2d({
            padding: [
              [1, 2],
              [0, 3],
            ],
          }),
        )(x),
        layer(
          l.cropping2D({
            cropping: [
              [1, 0],
              [2, 1],
            ],
          }),
        )(x),
      ].flat(),
  ],
  'up sampling': [[[3, 4, 2]], () => layer(l.upSampling2d({ size: [2, 3] }))],
  'repeat vector': [[[4]], () => layer(l.repeatVector({ n: 3 }))],
  merges: [
    [
      [4, 3],
      [4, 3],
      [4, 3],
    ],
    () =>
      (...x) =>
        [
          l.add(),
          l.multiply(),
          l.average(),
          l.maximum(),
          l.minimum(),
          l.concatenate({ axis: 1 }),
          l.concatenate({}),
        ].flatMap((one) => layer(one)(...x)),
  ],
  dot: [
    [
      [4, 3],
      [5, 3],
    ],
    () => (a, b) =>
      [layer(l.dot({ axes: 2 }))(a, b), layer(l.dot({ axes: 2, normalize: true }))(a, b)].flat(),
  ],
  'simple rnn': [[[5, 3]], () => layer(l.simpleRNN({ ...zeros, units: 4, returnSequences: true }))],
  'simple rnn, backwards, last state': [
    [[5, 3]],
    () => layer(l.simpleRNN({ ...zeros, units: 4, goBackwards: true, useBias: false })),
  ],
  lstm: [[[5, 3]], () => layer(l.lstm({ ...zeros, units: 4, returnSequences: true }))],
  'lstm with relu, backwards': [
    [[5, 3]],
    () =>
      layer(
        l.lstm({ ...zeros, units: 4, activation: 'relu', recurrentActivation: 'sigmoid', goBackwards: true }),
      ),
  ],
  gru: [[[5, 3]], () => layer(l.gru({ ...zeros, units: 4, returnSequences: true }))],
  'gru, last state': [[[5, 3]], () => layer(l.gru({ ...zeros, units: 4, recurrentActivation: 'sigmoid' }))],
  'bidirectional, joined': [
    [[5, 3]],
    () =>
      layer(
        l.bidirectional({
          layer: l.lstm({ ...zeros, units: 4, returnSequences: true }) as layers.RNN,
          mergeMode: 'concat',
        }),
      ),
  ],
  'bidirectional, summed, last states': [
    [[5, 3]],
    () => layer(l.bidirectional({ layer: l.gru({ ...zeros, units: 4 }) as layers.RNN, mergeMode: 'sum' })),
  ],
  'time-distributed dense': [[[5, 3]], () => layer(l.timeDistributed({ layer: l.dense({ units: 2 }) }))],
  'time-distributed convolution': [
    [[3, 6, 2]],
    () => layer(l.timeDistributed({ layer: l.conv1d({ filters: 3, kernelSize: 2 }) })),
  ],
  'a layer used twice, and two outputs': [
    [[3], [3]],
    () => (a, b) => {
      const shared = l.dense({ units: 4, activation: 'relu' });
      const [one, two] = [layer(shared)(a), layer(shared)(b)].flat();
      return [two, layer(l.add())(one, two)].flat();
    },
  ],
  'a model inside a model, used twice': [
    [[4], [4]],
    () => (a, b) => {
      const x = layers.input({ shape: [4] });
      const middle = layers.sequential({
        layers: [l.dense({ units: 3, inputShape: [4], activation: 'tanh' }), l.dense({ units: 2 })],
      });
      const inner = layers.model({
        inputs: x,
        outputs: layer(l.add())(...[layer(middle)(x), layer(l.dense({ units: 2 }))(x)].flat()),
      });
      const [one, two] = [layer(inner)(a), layer(inner)(b)].flat();
      return [two, layer(l.multiply())(one, two)].flat();
    },
  ],
};

describe('the same answers as TensorFlow.js', () => {
  it.each(Object.entries(cases))('%s', async (_, [shapes, make]) => {
    const inputs = shapes.map((shape) => layers.input({ shape: [...shape] }));
    const outputs = make()(...inputs);
    const peer = layers.model({ inputs, outputs });
    const random = new Random(7);
    randomise(peer, random);
    const model = await readKerasModel(scratch.write('peer.h5', await asKerasFile(peer)));
    const data = shapes.map((shape) =>
      Float64Array.from(
        { length: samples * shape.reduce((a, b) => a * b, 1) },
        () => 4 * random.uniform() - 2,
      ),
    );
    const expected = answers(peer, data, samples);
    const found = trace(model, data, samples);
    expect(model.outputs).toHaveLength(expected.length);
    for (const [index, output] of model.outputs.entries()) {
      const own = found.get(output)!;
      expect(own).toHaveLength(expected[index].length);
      expect(Math.max(...own.map((value, at) => Math.abs(value - expected[index][at])))).toBeLessThan(1e-4);
    }
  });
});
