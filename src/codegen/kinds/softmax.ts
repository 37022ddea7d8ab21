import { fixedType } from '../../hls/index.js';
import type { ActivationLayer, ModelLayer } from '../../nn/index.js';
import type { LayerDescription, LayerEmitter } from './kind.js';
import { checkOneInput, checkVector } from './shapes.js';

const rounded = { quantization: 'RND', overflow: 'SAT' } as const;
/** Addresses of both tables: as many bits as the types that index them have. */
const addressBits = 10;
const table = fixedType(false, 18, 1, rounded);

/**
 * exp(x_i - max) / sum over a vector, both functions from tables. No type here follows from the logits' type,
 * so that narrowing the logits leaves the tables right: hls4ml derives the difference's type from the input's
 * width, and then a narrow input indexes below its last bit (hls4ml issues 885, 353) and a wide one reaches
 * only the table's first entries (issue 1512: a constant softmax).
 */
export const softmax: LayerEmitter<ActivationLayer> = {
  name: 'softmax',
  templates: { config: 'softmax-config', call: 'activation-call' },
  headers: ['nnet_activation.h'],

  emits: (layer: ModelLayer): layer is ActivationLayer =>
    layer.kind === 'activation' && layer.activation === 'softmax',

  describe(layer, { index, inputShapes }): LayerDescription {
    checkOneInput(layer, inputShapes, inputShapes[0]);
    checkVector(layer, inputShapes[0]);
    const [count] = inputShapes[0];
    // exp(0) = 1 is the largest term, so the sum of n lies between 1 and n.
    const sumBits = Math.floor(Math.log2(count)) + 1;
    return {
      config: `softmax_config${index}`,
      types: {
        exp_table: table,
        inv_table: table,
        accum: fixedType(false, table.width - table.integer + sumBits, sumBits),
        inv_inp: fixedType(false, addressBits, sumBits, rounded),
        // exp(-16) is below the exponential table's last bit: a larger difference may saturate.
        inp_norm: fixedType(false, addressBits, 4, rounded),
      },
      constants: [],
      parameters: { n_in: count, exp_table_size: 2 ** addressBits, inv_table_size: 2 ** addressBits },
      hasStrategy: false,
    };
  },

  range: (_, input) => ({ result: input.map(() => ({ low: 0, high: 1 })), accumulated: null }),
};
