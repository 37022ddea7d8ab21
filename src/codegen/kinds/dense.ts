import type { DenseLayer } from '../../nn/index.js';
import type { LayerEmitter } from './kind.js';
import { exactFraction, matrixProduct, productOfTypes, rangeOfSums } from './products.js';
import { badLayer, checkConstants, checkRank, checkShapes, countNonzeros } from './shapes.js';

/** y = x * kernel + bias, on a vector. */
export const dense: LayerEmitter<DenseLayer> = {
  name: 'dense',
  hasMatrix: true,

  emits: (layer): layer is DenseLayer => layer.kind === 'dense',

  describe(layer, context) {
    const { index, inputs, isStream } = context;
    const { kernel, bias } = layer;
    if (kernel.shape.length !== 2) throw badLayer(layer, `its kernel has shape ${kernel.shape.join('x')}`);
    const [n_in, n_out] = kernel.shape;
    checkShapes(layer, inputs, [n_out]);
    const [{ shape, type }] = inputs;
    checkRank(layer, shape, 1);
    if (shape[0] !== n_in) throw badLayer(layer, `its kernel takes ${n_in} inputs, and ${shape[0]} arrive`);
    checkConstants(layer, 'kernel', kernel, [n_in, n_out]);
    checkConstants(layer, 'bias', bias, [n_out]);
    const weight = context.constantType('weight', kernel);
    const biasType = context.constantType('bias', bias);
    const product = matrixProduct(kernel, n_in, n_out, context);
    const zeros = kernel.data.length - countNonzeros(kernel.data);
    return {
      function: 'dense',
      template: 'dense-config',
      config: `config${index}`,
      parts: product.parts,
      matrix: kernel,
      headers: [isStream ? 'nnet_dense_stream.h' : 'nnet_dense.h', ...product.headers],
      types: { weight, bias: biasType, accum: context.accumulatorType() },
      exactFraction: exactFraction(type, weight, biasType),
      constants: [
        { prefix: 'w', typeKey: 'weight', array: product.stored },
        { prefix: 'b', typeKey: 'bias', array: bias },
      ],
      parameters: {
        ...{ n_in, n_out, n_zeros: zeros, n_nonzeros: n_in * n_out - zeros },
        ...{ kernel: product.kernel, strategy: product.strategy, hasAdders: product.hasAdders },
        product: productOfTypes(weight, kernel),
      },
      hasStrategy: true,
      reuseFactor: product.reuseFactor,
    };
  },

  range(layer, [input], { weight, bias }) {
    const sums = rangeOfSums(layer.kernel, layer.bias, layer.bias.data.length, input, { weight, bias });
    return { result: sums, accumulated: sums };
  },
};
