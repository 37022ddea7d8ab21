import { problem } from '../../diagnostics/index.js';
import type { LayerKindName } from '../../hls/index.js';
import { linear, relu } from './activations.js';
import type { ResolvedLayer } from '../network.js';
import { batchNormalization } from './batch-normalization.js';
import { convolution, depthwise } from './convolution.js';
import { dense } from './dense.js';
import type { ExactKind, ExactLayer } from './exact.js';
import { dot, merge } from './merge.js';
import { concatenation, movement } from './movement.js';
import { pooling } from './pooling.js';
import { softmax } from './softmax.js';

export type { ExactLayer } from './exact.js';

/**
 * The plain meaning of a layer, one operation after the other in exact integers: what the fast kernels are
 * tested against, and what stands in for them where a type is too wide. The algorithms are those of hls4ml's
 * `nnet_utils`, whose names the comments give.
 *
 * @throws `simulate.kind`
 */
export function exactLayer(layer: ResolvedLayer): ExactLayer {
  const { name, kind } = layer.layer;
  const exact = kinds[kind];
  if (!exact) throw problem('simulate.kind', { layer: name, kind });
  return exact(layer);
}

const kinds: Readonly<Partial<Record<LayerKindName, ExactKind>>> = {
  add: merge('add'),
  average: merge('average'),
  batchNormalization,
  concatenate: concatenation,
  convolution1d: convolution,
  convolution2d: convolution,
  cropping: movement,
  dense,
  depthwiseConvolution1d: depthwise,
  depthwiseConvolution2d: depthwise,
  dot,
  globalPooling: pooling,
  linear,
  maximum: merge('maximum'),
  minimum: merge('minimum'),
  multiply: merge('multiply'),
  pooling,
  relu,
  repack: movement,
  softmax,
  subtract: merge('subtract'),
  transpose: movement,
  upSampling: movement,
  zeroPadding: movement,
};
