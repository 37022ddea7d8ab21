import { image, plainLayer, type LayerKind } from './kind.js';

const pooled = {
  ...plainLayer,
  typeMembers: { accum_t: 'accumulator' },
  grouping: 'joins',
  result: 'follows',
} as const satisfies Partial<LayerKind>;

const inputShape: LayerKind['inputShape'] = ({ size, calls }) =>
  size.has('in_height')
    ? image(calls, [size('in_height'), size('in_width')], size('n_filt'))
    : image(calls, [size('n_in')], size('n_filt'));

/** The largest or the mean of each window of one or two dimensions. */
const pooling: LayerKind = {
  ...pooled,
  name: 'pooling',
  functions: ['1d', '2d'].flatMap((word) => [`nnet::pooling${word}_cl`, `nnet::pooling${word}_cf`]),
  inputShape,
  outputShape: ({ size, calls }) =>
    size.has('out_height')
      ? image(calls, [size('out_height'), size('out_width')], size('n_filt'))
      : image(calls, [size('n_out')], size('n_filt')),
};

/** The largest or the mean of each channel. */
const globalPooling: LayerKind = {
  ...pooled,
  name: 'globalPooling',
  functions: ['1d', '2d'].flatMap((word) => [
    `nnet::global_pooling${word}_cl`,
    `nnet::global_pooling${word}_cf`,
  ]),
  inputShape,
  outputShape: ({ size }) => [size('n_filt')],
};

export const poolings: readonly LayerKind[] = [pooling, globalPooling];
