import { resolution } from '../../hls/index.js';
import type { BatchNormalizationLayer } from '../../nn/index.js';
import { productOf, roundedInterval, sumOf } from '../interval.js';
import type { LayerEmitter } from './kind.js';
import { combined } from './products.js';
import { checkConstants, checkShapes, countNonzeros, sizeOf } from './shapes.js';

/** y = x * scale + bias, with a scale and a bias for each channel of the last axis. */
export const batchNormalization: LayerEmitter<BatchNormalizationLayer> = {
  name: 'batchNormalization',

  emits: (layer): layer is BatchNormalizationLayer => layer.kind === 'batchNormalization',

  describe(layer, context) {
    const { index, inputs, isStream } = context;
    checkShapes(layer, inputs, inputs[0]?.shape ?? []);
    const [{ shape }] = inputs;
    const channels = shape[shape.length - 1];
    const { scale, bias } = layer;
    checkConstants(layer, 'scale', scale, [channels]);
    checkConstants(layer, 'bias', bias, [channels]);
    return {
      function: 'normalize',
      template: 'batchnorm-config',
      config: `config${index}`,
      headers: [isStream ? 'nnet_batchnorm_stream.h' : 'nnet_batchnorm.h'],
      types: { scale: context.constantType('scale', scale), bias: context.constantType('bias', bias) },
      constants: [
        { prefix: 's', typeKey: 'scale', array: scale },
        { prefix: 'b', typeKey: 'bias', array: bias },
      ],
      parameters: {
        n_in: sizeOf(shape),
        // The library's word for: as many channels as elements.
        n_filt: shape.length === 1 ? -1 : channels,
        n_scale_bias: channels,
        n_zeros: channels - countNonzeros(scale.data),
        product: 'mult',
      },
      hasStrategy: false,
    };
  },

  range({ scale, bias }, [input], types) {
    const factors = Array.from(scale.data, (value) => roundedInterval(value, resolution(types.scale)));
    const summands = Array.from(bias.data, (value) => roundedInterval(value, resolution(types.bias)));
    const result = combined(combined(input, factors, productOf), summands, sumOf);
    return { result, accumulated: null };
  },
};
