import type { LayerKindName } from '../graph/graph.js';
import { configuredCall, plainLayer, type ArgumentWord, type LayerKind, type Sizes } from './kind.js';

const normalizing = {
  ...plainLayer,
  inputShape: ({ size }) => {
    const channels = channelsOf(size);
    return channels < size('n_in') && channels > 1 ? [size('n_in') / channels, channels] : [size('n_in')];
  },
  outputShape: ({ inputs }) => inputs[0] ?? null,
  grouping: 'joins',
} as const satisfies Partial<LayerKind>;

/** A pair of constants for each filter; for each value where the number of filters is -1. */
function channelsOf(size: Sizes): number {
  if (size.has('n_scale_bias')) return size('n_scale_bias');
  const filters = size.has('n_filt') ? size('n_filt') | 0 : -1;
  return filters === -1 ? size('n_in') : filters;
}

/**
 * `x * scale + bias`, a pair for each channel. Its result is its input on another scale, which is there to
 * bring the values back to a common size, so both are kept to one precision, as the paper does.
 */
const batchNormalization: LayerKind = {
  ...normalizing,
  name: 'batchNormalization',
  functions: ['nnet::normalize'],
  calls: [configuredCall('weight', 'bias')],
  constants: (size) => ({
    weight: { length: channelsOf(size) },
    bias: { length: channelsOf(size) },
  }),
  typeMembers: { scale_t: 'weight', bias_t: 'bias' },
  result: 'follows',
};

/** The sign of a batch normalisation, or its sign and zero: a comparison with one or two thresholds a channel. */
function thresholds(name: LayerKindName, word: string, ...roles: readonly ThresholdRole[]): LayerKind {
  const order: ArgumentWord[] = ['input', 'output', ...roles];
  return {
    ...normalizing,
    name,
    functions: [`nnet::${word}`],
    calls: [
      { templates: ['input', 'config'], arguments: order },
      { templates: ['input', 'output', 'config'], arguments: order },
    ],
    constants: (size) =>
      Object.fromEntries(roles.map((role) => [role, { length: channelsOf(size), typedByItself: true }])),
    typeMembers: {
      threshold_t: 'threshold',
      threshold_hi_t: 'thresholdHigh',
      threshold_lo_t: 'thresholdLow',
    },
    ties: () => [['input', ...roles]],
    spelledOut: ['output'],
    result: 'fixed',
  };
}

type ThresholdRole = 'threshold' | 'thresholdHigh' | 'thresholdLow';

/** Normalisation over the features of one sample; its inverse square root is a table. */
const layerNormalization: LayerKind = {
  ...normalizing,
  name: 'layerNormalization',
  functions: ['nnet::layernormalize'],
  calls: [configuredCall('weight', 'bias')],
  constants: (size) => {
    const length = size('n_in') / size('seq_len');
    return { weight: { length }, bias: { length } };
  },
  inputShape: ({ size }) => [size('seq_len'), size('n_in') / size('seq_len')],
  typeMembers: { scale_t: 'weight', bias_t: 'bias', accum_t: 'accumulator', table_t: 'table' },
  grouping: 'alone',
};

export const normalizations: readonly LayerKind[] = [
  batchNormalization,
  thresholds('batchNormalizationBinaryTanh', 'normalize_binary_tanh', 'threshold'),
  thresholds('batchNormalizationTernaryTanh', 'normalize_ternary_tanh', 'thresholdHigh', 'thresholdLow'),
  layerNormalization,
];
