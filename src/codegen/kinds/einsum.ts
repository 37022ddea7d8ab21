import type { EinsumLayer } from '../../nn/index.js';
import { equationOf, extentsOf, lengthsOf, permutation, type Equation } from '../equation.js';
import { hull, productOf } from '../interval.js';
import type { InputTensor, LayerDescription, LayerEmitter } from './kind.js';
import { exactFraction } from './products.js';
import { badLayer, checkShapes, sizeOf } from './shapes.js';

/** Sums of products of the elements of two tensors. */
export const einsum: LayerEmitter<EinsumLayer> = {
  name: 'einsum',

  emits: (layer): layer is EinsumLayer => layer.kind === 'einsum',

  describe(layer, context) {
    const { index, inputs, isStream } = context;
    const { equation, lengths } = axesOf(layer, inputs);
    // A sum over nothing is one number.
    const result = extentsOf(equation.result, lengths);
    checkShapes(layer, inputs, result.length === 0 ? [1] : result, 2);
    const { left, right, inPlace, leftOnly, rightOnly, summed } = equation;
    const size = (letters: string): number => sizeOf(extentsOf(letters, lengths));
    const config = `config${index}`;
    const transpositions = [
      { key: 'tpose_inp0', from: left, to: inPlace + leftOnly + summed },
      { key: 'tpose_inp1', from: right, to: inPlace + rightOnly + summed },
      { key: 'tpose_out', from: inPlace + leftOnly + rightOnly, to: equation.result },
    ];
    const lists = ['from_shape', 'to_shape', 'perm', 'perm_strides'];
    return {
      function: 'einsum',
      template: 'einsum-config',
      config,
      parts: Object.fromEntries(
        transpositions.flatMap(({ key }) =>
          [key, ...lists.map((list) => `${key}_${list}`)].map((part) => [part, `${config}_${part}`]),
        ),
      ),
      headers: [`nnet_einsum${isStream ? '_stream' : ''}.h`],
      types: { accum: context.accumulatorType() },
      exactFraction: exactFraction(inputs[0].type, inputs[1].type),
      constants: [],
      parameters: {
        n_inplace: size(inPlace),
        n_free0: size(leftOnly),
        n_free1: size(rightOnly),
        n_contract: size(summed),
      },
      rows: transpositions.map(({ key, from, to }) => transposition(key, from, to, lengths)),
      hasStrategy: false,
    };
  },

  range(layer, [a, b], _, shapes) {
    const { summed } = equationOf(layer.equation, 'both');
    const lengths = lengthsOf(equationOf(layer.equation, 'both'), [shapes[0], shapes[1]]);
    const terms = sizeOf(extentsOf(summed, lengths ?? new Map()));
    const { low, high } = productOf(hull(a), hull(b));
    const sum = [{ low: low * terms, high: high * terms }];
    return { result: sum, accumulated: sum };
  },
};

function axesOf(
  layer: EinsumLayer,
  inputs: readonly InputTensor[],
): { equation: Equation; lengths: ReadonlyMap<string, number> } {
  const equation = equationOf(layer.equation, 'both');
  const { left, right, summed } = equation;
  const lengths = inputs.length === 2 && lengthsOf(equation, [inputs[0].shape, inputs[1].shape]);
  if (!lengths || ![...summed].every((letter) => left.includes(letter) && right.includes(letter))) {
    const shapes = inputs.map(({ shape }) => shape.join('x')).join(' and ');
    throw badLayer(layer, `its equation ${layer.equation} cannot be written for ${shapes}`);
  }
  return { equation, lengths };
}

type Row = NonNullable<LayerDescription['rows']>[number];

/** What `nnet::transfer_idx` needs; a tensor of no axes has one of length 1. */
function transposition(key: string, from: string, to: string, lengths: ReadonlyMap<string, number>): Row {
  const [before, after] = [from, to].map((letters) => extentsOf(letters || ' ', lengths));
  const perm = permutation(from || ' ', to || ' ');
  return {
    key,
    ...Object.fromEntries(
      ['from_shape', 'to_shape', 'perm', 'perm_strides'].map((list) => [`${list}_key`, `${key}_${list}`]),
    ),
    dims: before.length,
    N: sizeOf(before),
    from_shape: before.join(', '),
    to_shape: after.join(', '),
    perm: perm.join(', '),
    perm_strides: perm.map((axis) => sizeOf(before.slice(axis + 1))).join(', '),
  };
}
