import type { LayerKind } from './kind.js';

export const dense: LayerKind = {
  name: 'dense',
  functions: ['nnet::dense'],
  constants: (size) => ({ weights: size('n_in') * size('n_out'), bias: size('n_out') }),
  typeMembers: { weight_t: 'weight', bias_t: 'bias', accum_t: 'accumulator' },
  enumerators: {},
  grouping: 'opens',
  resultFollowsInput: false,
};
