import { fixedType, fractionBits, resolution } from '../../hls/index.js';
import type { ActivationLayer } from '../../nn/index.js';
import { integerBitsFor } from '../interval.js';
import type { LayerEmitter } from './kind.js';
import { badLayer, checkShapes, sizeOf } from './shapes.js';

const sign = fixedType(true, 2, 2, { isInteger: true, quantization: 'TRN_ZERO' });

const range: LayerEmitter['range'] = (_, [input]) => ({
  result: input.map(() => ({ low: -1, high: 1 })),
  accumulated: null,
});

type Signs<Name> = ActivationLayer & { readonly activation: Name };

/** 1 from 0 on, else -1; in two bits, so that what reads it multiplies by numbers and not by a code. */
export const binaryTanh: LayerEmitter<Signs<'binaryTanh'>> = {
  name: 'binaryTanh',
  emits: (layer): layer is Signs<'binaryTanh'> =>
    layer.kind === 'activation' && layer.activation === 'binaryTanh',
  range,
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
export const ternaryTanh: LayerEmitter<Signs<'ternaryTanh'>> = {
  name: 'ternaryTanh',
  emits: (layer): layer is Signs<'ternaryTanh'> =>
    layer.kind === 'activation' && layer.activation === 'ternaryTanh',
  range,
  describe(layer, context) {
    const { index, inputs, isStream } = context;
    checkShapes(layer, inputs, inputs[0]?.shape ?? []);
    const [{ shape, type }] = inputs;
    const { threshold, inclusive: isInclusive = false } = layer;
    if (!(Number.isFinite(threshold) && threshold > 0))
      throw badLayer(layer, `its threshold is ${threshold}`);
    const channels = shape[shape.length - 1];
    const { above, below } = lastZeros(threshold, isInclusive, resolution(type));
    const integer = Math.max(integerBitsFor({ low: below, high: above }, true), 1 - fractionBits(type));
    const constant = (value: number) => ({
      shape: [channels],
      data: new Float64Array(channels).fill(value),
    });
    return {
      function: 'normalize_ternary_tanh',
      template: 'ternary-config',
      config: `config${index}`,
      headers: [isStream ? 'nnet_batchnorm_stream.h' : 'nnet_batchnorm.h'],
      types: {
        threshold: context.type('threshold', fixedType(true, integer + fractionBits(type), integer)),
      },
      constants: [
        { prefix: 'th', typeKey: 'threshold', array: constant(above) },
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

/**
 * For the library's function, which gives 1 above one number and -1 up to another: these, on the grid of the input.
 * Between the numbers of a type a threshold is as good as the next number.
 */
function lastZeros(
  threshold: number,
  isInclusive: boolean,
  step: number,
): { readonly above: number; readonly below: number } {
  const steps = threshold / step;
  const first = isInclusive ? Math.ceil(steps) : Math.floor(steps) + 1;
  return { above: (first - 1) * step, below: -first * step };
}
