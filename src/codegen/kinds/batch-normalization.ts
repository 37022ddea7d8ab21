import { resolution } from '../../hls/index.js';
import type { BatchNormalizationLayer, ModelLayer } from '../../nn/index.js';
import { productOf, roundedInterval, sumOf } from '../interval.js';
import type { LayerEmitter } from './kind.js';
import { badLayer, checkCount, checkOneInput, countNonzeros } from './shapes.js';

/** y = x * scale + bias, with a scale and a bias for each channel of the last axis. */
export const batchNormalization: LayerEmitter<BatchNormalizationLayer> = {
  name: 'batchNormalization',
  templates: { config: 'batchnorm-config', call: 'batchnorm-call' },
  headers: ['nnet_batchnorm.h'],

  emits: (layer: ModelLayer): layer is BatchNormalizationLayer => layer.kind === 'batchNormalization',

  describe(layer, { index, inputShapes, precision }) {
    checkOneInput(layer, inputShapes, inputShapes[0]);
    const [shape] = inputShapes;
    const channels = shape[shape.length - 1];
    if (layer.scale.shape.length !== 1)
      throw badLayer(layer, `its scale has shape ${layer.scale.shape.join('x')}`);
    checkCount(layer, 'scale', layer.scale, channels);
    checkCount(layer, 'bias', layer.bias, channels);
    return {
      config: `config${index}`,
      types: { scale: precision, bias: precision },
      constants: [
        { prefix: 's', typeKey: 'scale', array: layer.scale },
        { prefix: 'b', typeKey: 'bias', array: layer.bias },
      ],
      parameters: {
        n_in: shape.reduce((a, b) => a * b, 1),
        // The library's word for: as many channels as elements.
        n_filt: shape.length === 1 ? -1 : channels,
        n_scale_bias: channels,
        n_zeros: channels - countNonzeros(layer.scale.data),
      },
      hasStrategy: false,
    };
  },

  range({ scale, bias }, input, types) {
    const channels = scale.data.length;
    const result = input.map((interval, i) => {
      const factor = roundedInterval(scale.data[i % channels], resolution(types.scale));
      const summand = roundedInterval(bias.data[i % channels], resolution(types.bias));
      return sumOf(productOf(interval, factor), summand);
    });
    return { result, accumulated: null };
  },
};
