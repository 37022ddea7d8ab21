import { problem } from '../../diagnostics/index.js';
import type { KernelLibrary, LayerKindName } from '../../hls/index.js';
import {
  binaryTanh,
  binaryThreshold,
  elu,
  embedding,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  linear,
  lookupTable,
  prelu,
  relu,
  selu,
  tabled,
  ternaryTanh,
  ternaryThresholds,
  thresholdedRelu,
} from './activations.js';
import type { ResolvedLayer } from '../network.js';
import { batchNormalization } from './batch-normalization.js';
import { convolution, depthwise, separable } from './convolution.js';
import { dense } from './dense.js';
import { einsum, einsumDense } from './einsum.js';
import type { ExactKind, ExactLayer } from './exact.js';
import { intelActivation, intelBinaryTanh, intelElu, intelSelu, intelSoftmax } from './intel.js';
import { intelPooling } from './intel-pooling.js';
import { intelRecurrent } from './intel-recurrent.js';
import { layerNormalization } from './layer-normalization.js';
import { catapultAverage, dot, oneapiAverage, merge } from './merge.js';
import { concatenation, movement } from './movement.js';
import { pooling } from './pooling.js';
import { quantizer } from './quantizer.js';
import { recurrent } from './recurrent.js';
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
  const exact = ownFormula(layer) ?? kinds[kind];
  if (!exact) throw problem('simulate.kind', { layer: name, kind });
  const { distributed } = layer;
  if (!distributed) return exact(layer);
  const { step, steps } = distributed;
  const once = exact(step);
  return (inputs) =>
    Array.from({ length: steps }, (_, turn) =>
      once(
        inputs.map((values) => {
          const count = values.length / steps;
          return values.slice(turn * count, (turn + 1) * count);
        }),
      ),
    ).flat();
}

/** How a library computes a layer in its own way, which has no fast kernel; undefined where it is as Xilinx's. */
export function ownFormula({ layer: { library, kind }, streams }: ResolvedLayer): ExactKind | undefined {
  if (!library) return undefined;
  return (streams ? { ...formulas[library], ...ofStreams[library] } : formulas[library])[kind];
}

const intel: Readonly<Partial<Record<LayerKindName, ExactKind>>> = {
  elu: intelElu,
  gru: intelRecurrent,
  lstm: intelRecurrent,
  selu: intelSelu,
  sigmoid: intelActivation('sigmoid'),
  simpleRnn: intelRecurrent,
  softmax: intelSoftmax,
  softplus: intelActivation('softplus'),
  softsign: intelActivation('softsign'),
  tanh: intelActivation('tanh'),
};

/** Where streams are computed otherwise than arrays. */
const ofStreams: Readonly<
  Partial<Record<KernelLibrary, Readonly<Partial<Record<LayerKindName, undefined>>>>>
> = {
  catapult: { average: undefined, globalPooling: undefined, pooling: undefined },
  oneapi: { average: undefined },
};

const pooled = { globalPooling: intelPooling, pooling: intelPooling };

const formulas: Readonly<Record<KernelLibrary, Readonly<Partial<Record<LayerKindName, ExactKind>>>>> = {
  hlsmith: {},
  xilinx: {},
  quartus: { ...intel, ...pooled, binaryTanh: intelBinaryTanh },
  oneapi: { ...intel, average: oneapiAverage },
  catapult: { ...pooled, average: catapultAverage },
};

const kinds: Readonly<Partial<Record<LayerKindName, ExactKind>>> = {
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
