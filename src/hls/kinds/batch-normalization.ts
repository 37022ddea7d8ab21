import type { LayerKind } from './kind.js';

/**
 * `x * scale + bias`, a pair for each channel. Its result is its input on another scale, which is there to
 * bring the values back to a common size, so both are kept to one precision, as the paper does.
 */
export const batchNormalization: LayerKind = {
  name: 'batchNormalization',
  functions: ['nnet::normalize'],
  constants: (size) => ({ weights: size('n_scale_bias'), bias: size('n_scale_bias') }),
  strategies: {},
  typeMembers: { scale_t: 'weight', bias_t: 'bias' },
  enumerators: {},
  grouping: 'joins',
  resultFollowsInput: true,
};
