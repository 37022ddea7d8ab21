import type { ReverseLayer } from '../lower/layers.js';
import type { LayerEmitter } from './kind.js';
import { byChannel } from './products.js';
import { checkRank, checkShapes } from './shapes.js';

export const reverse: LayerEmitter<ReverseLayer> = {
  name: 'reversed sequence',

  emits: (layer): layer is ReverseLayer => layer.kind === 'reverse',

  describe(layer, { index, inputs }) {
    const shape = inputs[0]?.shape ?? [];
    checkRank(layer, shape, 2);
    checkShapes(layer, inputs, shape);
    return {
      function: 'reverse',
      template: 'reverse-config',
      config: `config${index}`,
      headers: ['nnet_reverse.h'],
      types: {},
      constants: [],
      parameters: { n_sequence: shape[0], n_chan: shape[1] },
      result: 'input',
      hasStrategy: false,
    };
  },

  range: ({ outputShape: [, channels] }, [input]) => ({
    result: byChannel(input, channels),
    accumulated: null,
  }),
};
