import { fixedType } from '../../hls/index.js';
import type { ActivationLayer } from '../../nn/index.js';
import type { LayerDescription, LayerEmitter } from './kind.js';
import { badLayer, checkShapes, sizeOf } from './shapes.js';

const rounded = { quantization: 'RND', overflow: 'SAT' } as const;
const table = fixedType(false, 18, 1, rounded);

/**
 * exp(x_i - max) / sum along an axis, both functions from tables. No type here follows from the logits' type,
 * so that narrowing the logits leaves the tables right: hls4ml derives the difference's type from the input's
 * width, and then a narrow input indexes below its last bit (hls4ml issues 885, 353) and a wide one reaches
 * only the table's first entries (issue 1512: a constant softmax).
 */
export const softmax: LayerEmitter<ActivationLayer> = {
  name: 'softmax',

  emits: (layer): layer is ActivationLayer => layer.kind === 'activation' && layer.activation === 'softmax',

  describe(layer, context): LayerDescription {
    const { index, inputs, isStream } = context;
    checkShapes(layer, inputs, inputs[0]?.shape ?? []);
    const [{ shape }] = inputs;
    const axis = (layer.activation === 'softmax' ? layer.axis : undefined) ?? shape.length - 1;
    const count = shape[axis];
    const outer = sizeOf(shape.slice(0, axis));
    const inner = sizeOf(shape.slice(axis + 1));
    if (isStream && inner > 1)
      throw badLayer(layer, `it goes along axis ${axis}; a stream's words hold the last axis only`);
    const size = 2 ** Math.ceil(Math.log2(context.tableSize ?? 1024));
    const addressBits = Math.log2(size);
    // exp(0) = 1 is the largest term, so the sum of n lies between 1 and n.
    const sumBits = Math.floor(Math.log2(count)) + 1;
    return {
      function: !isStream && outer * inner > 1 ? 'softmax_multidim' : 'softmax',
      template: 'softmax-config',
      config: `softmax_config${index}`,
      headers: [isStream ? 'nnet_activation_stream.h' : 'nnet_activation.h'],
      types: {
        exp_table: context.type('exp_table', table),
        inv_table: context.type('inv_table', table),
        accum: context.type('accum', fixedType(false, table.width - table.integer + sumBits, sumBits)),
        inv_inp: context.type(
          'inv_inp',
          fixedType(false, addressBits, Math.min(sumBits, addressBits), rounded),
        ),
        // exp(-16) is below the exponential table's last bit: a larger difference may saturate.
        inp_norm: context.type('inp_norm', fixedType(false, addressBits, Math.min(4, addressBits), rounded)),
      },
      constants: [],
      parameters: {
        ...{ n_in: sizeOf(shape), n_slice: count, n_outer: outer, n_inner: inner },
        ...{ exp_table_size: size, inv_table_size: size },
      },
      hasStrategy: false,
    };
  },

  range: (_, [input]) => ({ result: input.map(() => ({ low: 0, high: 1 })), accumulated: null }),
};
