import type { EmbeddingLayer } from '../../nn/index.js';
import type { LayerEmitter } from './kind.js';
import { badLayer, checkConstants, checkRank, checkShapes } from './shapes.js';

/** The row of a table for each index. */
export const embedding: LayerEmitter<EmbeddingLayer> = {
  name: 'embedding',

  emits: (layer): layer is EmbeddingLayer => layer.kind === 'embedding',

  describe(layer, context) {
    const { index, inputs, isStream } = context;
    const { table } = layer;
    if (table.shape.length !== 2) throw badLayer(layer, `its table has shape ${table.shape.join('x')}`);
    const [vocab_size, n_out] = table.shape;
    const shape = inputs[0]?.shape ?? [];
    checkRank(layer, shape, 1);
    checkShapes(layer, inputs, [...shape, n_out]);
    checkConstants(layer, 'table', table, table.shape);
    return {
      function: 'embedding',
      template: 'embed-config',
      config: `config${index}`,
      headers: [`nnet_embed${isStream ? '_stream' : ''}.h`],
      types: { embeddings: context.constantType('embeddings', table) },
      constants: [{ prefix: 'e', typeKey: 'embeddings', array: table }],
      parameters: { n_in: shape[0], n_out, vocab_size },
      hasStrategy: false,
    };
  },

  range: ({ table }) => {
    let low = Infinity;
    let high = -Infinity;
    for (const value of table.data) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return { result: [{ low, high }], accumulated: null };
  },
};
