import type { LayerKindName } from '../../hls/index.js';
import { batchNormalization } from './batch-normalization.js';
import { convolution, depthwise } from './convolution.js';
import { dense } from './dense.js';
import { linear, relu } from './elementwise.js';
import type { LayerKind } from './kind.js';
import { dot, merge } from './merge.js';
import { concatenation, movement } from './movement.js';
import { pooling } from './pooling.js';
import { softmax } from './softmax.js';

export { lanesOf, type Call, type LayerPlan, type Place } from './kind.js';

/** How each kind of layer that is simulated becomes WebAssembly. */
export const layerKinds: Readonly<Partial<Record<LayerKindName, LayerKind>>> = {
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
