import type { LayerKind } from './kind.js';

export const dense: LayerKind = {
  name: 'dense',
  functions: ['nnet::dense'],
  constants: (size) => ({ weights: size('n_in') * size('n_out'), bias: size('n_out') }),
  // hls4ml transposes the weights of DenseResource when it writes them (nnet_dense_resource.h).
  strategies: {
    latency: { outputMajor: false, reuseReorders: false },
    resource: { outputMajor: true, reuseReorders: true },
  },
  typeMembers: { weight_t: 'weight', bias_t: 'bias', accum_t: 'accumulator' },
  enumerators: {},
  grouping: 'opens',
  resultFollowsInput: false,
};
