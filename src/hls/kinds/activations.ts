import type { LayerKind } from './kind.js';

const elementwise = {
  constants: null,
  strategies: {},
  typeMembers: { table_t: 'table' },
  enumerators: {},
  grouping: 'joins',
  resultFollowsInput: true,
} as const satisfies Partial<LayerKind>;

export const relu: LayerKind = { ...elementwise, name: 'relu', functions: ['nnet::relu'] };

export const linear: LayerKind = { ...elementwise, name: 'linear', functions: ['nnet::linear'] };

export const softmax: LayerKind = {
  name: 'softmax',
  functions: ['nnet::softmax'],
  constants: null,
  strategies: {},
  typeMembers: {
    exp_table_t: 'expTable',
    inv_table_t: 'invTable',
    accum_t: 'accumulator',
    inv_inp_t: 'invInput',
    inp_norm_t: 'norm',
  },
  enumerators: { latency: 0, legacy: 1, stable: 2, argmax: 3 },
  grouping: 'joins',
  resultFollowsInput: false,
};
