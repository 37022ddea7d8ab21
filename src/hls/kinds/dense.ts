import { configuredCall, plainLayer, productStrategies, type LayerKind } from './kind.js';

/** A fully connected layer: a matrix product and a bias. */
export const dense: LayerKind = {
  ...plainLayer,
  name: 'dense',
  functions: ['nnet::dense', 'nnet::dense_latency', 'nnet::dense_resource'],
  calls: [configuredCall('weight', 'bias')],
  constants: (size) => ({
    weight: { length: size('n_in') * size('n_out'), inputs: size('n_in') },
    bias: { length: size('n_out') },
  }),
  inputShape: ({ size }) => [size('n_in')],
  outputShape: ({ size }) => [size('n_out')],
  strategies: productStrategies,
  typeMembers: { weight_t: 'weight', bias_t: 'bias', accum_t: 'accumulator' },
  grouping: 'opens',
};
