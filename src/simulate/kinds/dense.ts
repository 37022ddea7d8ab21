import { size } from '../network.js';
import { oneKernel, type LayerKind } from './kind.js';
import { matrixPiece } from './matrix.js';

/** `nnet::dense`: each product becomes an accumulator value, then they are added to the bias in order. */
export const dense: LayerKind = {
  plan(layer, [input], weights) {
    const matrix = {
      config: layer,
      weights: layer.constants('weight'),
      bias: layer.constants('bias'),
      product: layer.product(),
      data: layer.input,
      result: layer.output,
      windows: null,
      channels: input!.features,
      outputs: size(layer.layer.output.shape),
    };
    return oneKernel(matrixPiece(matrix, input!, weights));
  },
};
