import { z } from 'zod';
import type { NdArray } from '../../model.js';
import type { QuantizedWeights } from '../quantizers/weights.js';
import type { Part } from '../weights.js';
import { channelsLast } from './channels.js';
import { axisOf, options, shapeOf, zeros, type LayerContext, type LayerReader } from './context.js';
import { biasOf, quantizedWeight } from './weighted.js';

/** Folds the four weights into one factor and one summand for each channel. */
const readBatchNormalization: LayerReader = (layer) => {
  const shape = shapeOf(layer);
  const { axis } = options(layer, { axis: z.union([z.number(), z.array(z.number()).length(1)]).default(-1) });
  const counted = axisOf(layer, [axis].flat()[0], shape);
  const channels = shape[counted];
  const { scale, bias } = foldedNormalization(layer, channels);
  if (counted === shape.length - 1) {
    const { name, inputs } = layer;
    return [{ kind: 'batchNormalization', name, inputs, outputShape: shape, scale, bias }];
  }
  if (counted !== 0)
    throw layer.refuse(`works on axis ${counted + 1}; only the first and the last are supported`);
  return channelsLast(layer, (inner) => [
    {
      kind: 'batchNormalization',
      name: inner.name,
      inputs: inner.inputs,
      outputShape: shapeOf(inner),
      scale,
      bias,
    },
  ]);
};

/** `x * scale + bias` for gamma * (x - mean) / sqrt(variance + epsilon) + beta. */
function foldedNormalization(
  layer: LayerContext,
  channels: number,
  part?: Part,
): { scale: NdArray; bias: NdArray } {
  const found = options(layer, {
    epsilon: z.number().nonnegative().default(1e-3),
    // QKeras may quantise 1 / sqrt(variance + epsilon), too.
    inverse_quantizer: z.null().optional(),
    scale: z.boolean().nullish(),
    center: z.boolean().nullish(),
  });
  const length = [channels];
  const read = (name: string, option: string): NdArray =>
    quantizedWeight(layer, layer.weight(name, length, part), option, false).array;
  // In the order in which Keras makes them.
  const gamma =
    found.scale === false ? new Float32Array(channels).fill(1) : read('gamma', 'gamma_quantizer').data;
  const beta = found.center === false ? zeros(channels).data : read('beta', 'beta_quantizer').data;
  const mean = read('moving_mean', 'mean_quantizer').data;
  const variance = read('moving_variance', 'variance_quantizer').data;
  if (variance.some((value) => value + found.epsilon <= 0)) {
    throw layer.refuse('has a variance that is not positive');
  }
  const factor = Float64Array.from(gamma, (value, at) => value / Math.sqrt(variance[at] + found.epsilon));
  const summand = factor.map((value, at) => beta[at] - mean[at] * value);
  return { scale: { shape: length, data: factor }, bias: { shape: length, data: summand } };
}

/**
 * Kernel and bias of QKeras' convolutions with a batch normalisation, which is folded into them before they are
 * quantised (QKeras 0.9, qconv2d_batchnorm.py, qdepthwiseconv2d_batchnorm.py).
 */
export function foldedWeights(
  layer: LayerContext,
  kernel: NdArray,
  channels: number,
  quantizer: string,
): { kernel: QuantizedWeights; bias: QuantizedWeights } {
  const { array: plain } = biasOf({ ...layer, config: { ...layer.config, bias_quantizer: null } }, channels);
  const { scale, bias } = foldedNormalization(layer, channels, { group: 'batchnorm' });
  const factor = scale.data;
  const data = Float64Array.from(kernel.data, (value, at) => value * factor[at % channels]);
  const summand = Float64Array.from(bias.data, (value, at) => value + plain.data[at] * factor[at]);
  return {
    kernel: quantizedWeight(layer, { shape: kernel.shape, data }, quantizer, true),
    bias: quantizedWeight(layer, { shape: [channels], data: summand }, 'bias_quantizer', false),
  };
}

export const normalizationReaders: Readonly<Record<string, LayerReader>> = {
  BatchNormalization: readBatchNormalization,
  QBatchNormalization: readBatchNormalization,
};
