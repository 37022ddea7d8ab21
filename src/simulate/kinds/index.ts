import type { LayerKindName } from '../../hls/index.js';
import { ownFormula } from '../exact/index.js';
import { batchNormalization } from './batch-normalization.js';
import type { ResolvedLayer } from '../network.js';
import type { TensorSignal, WeightSource } from '../pieces/piece.js';
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
import { einsum, einsumDense } from './einsum.js';
import { linear, relu } from './elementwise.js';
import { embedding, lookupTable } from './embedding.js';
import { elu, selu, tabled } from './tabled.js';
import { planDistributed } from './distributed.js';
import type { LayerKind, LayerPlan } from './kind.js';
import { layerNormalization } from './layer-normalization.js';
import { dot, merge } from './merge.js';
import { concatenation, movement } from './movement.js';
import { pooling } from './pooling.js';
import { quantizer } from './quantizer.js';
import { recurrent } from './recurrent.js';
import { softmax } from './softmax.js';

export { lanesOf, type Call, type LayerPlan, type Place } from './kind.js';

/**
 * How a layer becomes WebAssembly under one assignment; null where 64-bit integers cannot be proven to give the exact
 * result, and for kinds that are not simulated.
 *
 * @param signals one for each tensor that the layer reads.
 */
export function planLayer(
  layer: ResolvedLayer,
  signals: readonly TensorSignal[],
  weights: WeightSource,
): LayerPlan | null {
  const kind = layerKinds[layer.layer.kind];
  // What a library computes in its own way is computed value by value.
  if (!kind || ownFormula(layer)) return null;
  const { distributed } = layer;
  if (distributed) return planDistributed(kind, distributed.step, distributed.steps, signals, weights);
  return kind.plan(layer, signals, weights);
}

const layerKinds: Readonly<Partial<Record<LayerKindName, LayerKind>>> = {
  add: merge('add'),
  average: merge('average'),
  batchNormalization,
  batchNormalizationBinaryTanh: binaryThreshold,
  batchNormalizationTernaryTanh: ternaryThresholds,
  bidirectional: recurrent,
  binaryTanh,
  broadcast: movement,
  clippedRelu: relu,
  concatenate: concatenation,
  convolution1d: convolution,
  convolution2d: convolution,
  cropping: movement,
  dense,
  depthwiseConvolution1d: depthwise,
  depthwiseConvolution2d: depthwise,
  dot,
  einsum,
  einsumDense,
  elu,
  embedding,
  globalPooling: pooling,
  gru: recurrent,
  hardSigmoid,
  hardTanh,
  layerNormalization,
  leakyRelu,
  linear,
  lookupTable,
  lstm: recurrent,
  maximum: merge('maximum'),
  minimum: merge('minimum'),
  multiply: merge('multiply'),
  pooling,
  prelu,
  quantizer,
  relu,
  repack: movement,
  reverse: movement,
  selu,
  separableConvolution1d: separable,
  separableConvolution2d: separable,
  sigmoid: tabled('sigmoid'),
  simpleRnn: recurrent,
  softmax,
  softplus: tabled('softplus'),
  softsign: tabled('softsign'),
  subtract: merge('subtract'),
  tanh: tabled('tanh'),
  ternaryTanh,
  thresholdedRelu,
  timeStepRead: movement,
  timeStepWrite: movement,
  transpose: movement,
  upSampling: movement,
  zeroPadding: movement,
};
