import { fixedType } from '../../hls/index.js';
import type { ActivationLayer } from '../../nn/index.js';
import type { LayerEmitter } from './kind.js';
import { badLayer, checkShapes, sizeOf } from './shapes.js';

const sign = fixedType(true, 2, 2, { isInteger: true, quantization: 'TRN_ZERO' });
const tanh = (activation: 'binaryTanh' | 'ternaryTanh') => ({
  range: (_: ActivationLayer, [input]: Parameters<LayerEmitter['range']>[1]) => ({
    result: input.map(() => ({ low: -1, high: 1 })),
    accumulated: null,
  }),
  emits: (layer: { kind: string }): layer is ActivationLayer =>
    layer.kind === 'activation' && (layer as ActivationLayer).activation === activation,
});

/** 1 from 0 on, else -1; in two bits, so that what reads it multiplies by numbers and not by a code. */
export const binaryTanh: LayerEmitter<ActivationLayer> = {
  name: 'binaryTanh',
  ...tanh('binaryTanh'),
  describe(layer, context) {
    const { index, inputs } = context;
    checkShapes(layer, inputs, inputs[0]?.shape ?? []);
    return {
      function: 'binary_tanh',
      template: 'activation-config',
      config: `binary_tanh_config${index}`,
      headers: ['nnet_activation.h'],
      types: { table: context.type('table', fixedType(true, 18, 8)) },
      constants: [],
      parameters: { n_in: sizeOf(inputs[0].shape), table_size: context.tableSize ?? 1024 },
      result: sign,
      hasStrategy: false,
    };
  },
};

/**
 * 1 above a threshold, -1 below its negative, else 0. The library's own function knows one half only, and another
 * threshold in streams; the one that it has for batch normalisation before it takes thresholds for each element.
 */
export const ternaryTanh: LayerEmitter<ActivationLayer> = {
  name: 'ternaryTanh',
  ...tanh('ternaryTanh'),
  describe(layer, context) {
    const { index, inputs, isStream } = context;
    checkShapes(layer, inputs, inputs[0]?.shape ?? []);
    const [{ shape, type }] = inputs;
    const threshold = layer.activation === 'ternaryTanh' ? layer.threshold : 0.5;
    if (!(Number.isFinite(threshold) && threshold > 0))
      throw badLayer(layer, `its threshold is ${threshold}`);
    const channels = shape[shape.length - 1];
    // From the first number below it on: the library gives -1 up to its lower threshold.
    const below = -threshold - 2 ** -(type.width - type.integer);
    const constant = (value: number) => ({
      shape: [channels],
      data: new Float64Array(channels).fill(value),
    });
    return {
      function: 'normalize_ternary_tanh',
      template: 'ternary-config',
      config: `config${index}`,
      headers: [isStream ? 'nnet_batchnorm_stream.h' : 'nnet_batchnorm.h'],
      types: { threshold: context.type('threshold', type) },
      constants: [
        { prefix: 'th', typeKey: 'threshold', array: constant(threshold) },
        { prefix: 'tl', typeKey: 'threshold', array: constant(below) },
      ],
      parameters: {
        n_in: sizeOf(shape),
        n_filt: shape.length === 1 ? -1 : channels,
        n_scale_bias: channels,
      },
      result: sign,
      hasStrategy: false,
      call: ({ inputs: [input], outputs: [output], config, constants }) => ({
        types: [input.type, config],
        arguments: [input.variable, output.variable, ...constants],
      }),
    };
  },
};
