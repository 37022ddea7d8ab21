import type { BroadcastLayer, CloneLayer, LoweredLayer, RepackLayer } from '../lower/layers.js';
import type { LayerDescription, LayerEmitter } from './kind.js';
import { badLayer, checkShapes, sizeOf } from './shapes.js';

/** What only streams need and the model does not have: functions that move values. */
function moves(layer: LoweredLayer, name: string, index: number): LayerDescription {
  return {
    function: name,
    template: null,
    config: `config${index}`,
    headers: ['nnet_stream.h'],
    types: {},
    constants: [],
    parameters: {},
    result: 'input',
    hasStrategy: false,
    call: ({ inputs: [input], outputs }) => ({
      types: [input.type, outputs[0].type, sizeOf(layer.outputShape)],
      arguments: [input.variable, ...outputs.map(({ variable }) => variable)],
    }),
  };
}

export const clone: LayerEmitter<CloneLayer> = {
  name: 'clone',
  emits: (layer): layer is CloneLayer => layer.kind === 'clone',
  describe(layer, { index, inputs }) {
    checkShapes(layer, inputs, inputs[0].shape);
    return { ...moves(layer, 'clone_stream', index), result: 'inputTypedef' };
  },
  range: (_, [input]) => ({ result: input, accumulated: null }),
};

export const repack: LayerEmitter<RepackLayer> = {
  name: 'repack',
  emits: (layer): layer is RepackLayer => layer.kind === 'repack',
  describe(layer, { index, inputs }) {
    const arriving = sizeOf(inputs[0].shape);
    if (arriving !== sizeOf(layer.outputShape))
      throw badLayer(layer, `${arriving} values cannot have shape ${layer.outputShape.join('x')}`);
    return moves(layer, 'repack_stream', index);
  },
  range: (_, [input]) => ({ result: input, accumulated: null }),
};

export const broadcast: LayerEmitter<BroadcastLayer> = {
  name: 'broadcast',
  emits: (layer): layer is BroadcastLayer => layer.kind === 'broadcast',
  describe(layer, { index, inputs }) {
    const [height, width, channels] = inputs[0].shape;
    const [out_height, out_width, out_chan] = layer.outputShape;
    return {
      function: 'broadcast_stream',
      template: 'broadcast-config',
      config: `config${index}`,
      headers: ['nnet_stream.h'],
      types: {},
      constants: [],
      parameters: {
        ...{ in_height: height, in_width: width, in_chan: channels },
        ...{ out_height, out_width, out_chan },
      },
      result: 'input',
      hasStrategy: false,
    };
  },
  range: (_, [input]) => ({ result: input, accumulated: null }),
};
