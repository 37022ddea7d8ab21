import type { LayerKindName } from '../../hls/index.js';
import { batchNormalization } from './batch-normalization.js';
import { convolution, depthwise, separable } from './convolution.js';
import { dense } from './dense.js';
import {
  binaryTanh,
  binaryThreshold,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  prelu,
  ternaryTanh,
  ternaryThresholds,
  thresholdedRelu,
} from './clipping.js';
import { linear, relu } from './elementwise.js';
import { embedding, lookupTable } from './embedding.js';
import { elu, selu, tabled } from './tabled.js';
import type { LayerKind } from './kind.js';
import { dot, merge } from './merge.js';
import { concatenation, movement } from './movement.js';
import { pooling } from './pooling.js';
import { recurrent } from './recurrent.js';
import { softmax } from './softmax.js';

export { lanesOf, type Call, type LayerPlan, type Place } from './kind.js';

/** How each kind of layer that is simulated becomes WebAssembly. */
export const layerKinds: Readonly<Partial<Record<LayerKindName, LayerKind>>> = {
  add: merge('add'),
  average: merge('average'),
  batchNormalization,
  batchNormalizationBinaryTanh: binaryThreshold,
  batchNormalizationTernaryTanh: ternaryThresholds,
  bidirectional: recurrent,
  binaryTanh,
  broadcast: movement,
  concatenate: concatenation,
  convolution1d: convolution,
  convolution2d: convolution,
  cropping: movement,
  dense,
  depthwiseConvolution1d: depthwise,
  depthwiseConvolution2d: depthwise,
  dot,
  elu,
  embedding,
  globalPooling: pooling,
  gru: recurrent,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  linear,
  lookupTable,
  lstm: recurrent,
  maximum: merge('maximum'),
  minimum: merge('minimum'),
  multiply: merge('multiply'),
  pooling,
  prelu,
  relu,
  repack: movement,
  selu,
  separableConvolution1d: separable,
  separableConvolution2d: separable,
  sigmoid: tabled('sigmoid'),
  softmax,
  softplus: tabled('softplus'),
  softsign: tabled('softsign'),
  subtract: merge('subtract'),
  tanh: tabled('tanh'),
  ternaryTanh,
  thresholdedRelu,
  transpose: movement,
  upSampling: movement,
  zeroPadding: movement,
};
