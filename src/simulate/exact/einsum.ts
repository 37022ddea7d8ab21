import { fixedArithmetic, type FixedValue } from '../../hls/index.js';
import { einsumDenseOf, einsumOf } from '../einsum.js';
import { productOf, weightType } from '../products.js';
import { integer, rawValues, type ExactKind } from './exact.js';
import { denseOf, products } from './products.js';

const { add, convert } = fixedArithmetic;

/** nnet::einsum: the accumulator takes each product as it is. */
export const einsum: ExactKind = (layer) => {
  const { inPlace, rows, columns, contracted, operands, result } = einsumOf(layer);
  const [a, b] = layer.inputs;
  const accumulator = layer.role('accumulator');
  const product = products[productOf(layer, layer.product(), a!, b!)];
  return ([first, second]) => {
    const [x, y] = [first!, second!].map((values, index) =>
      Array.from(operands[index]!, (source) => ({ raw: values[source]!, type: layer.inputs[index]! })),
    );
    const sums: bigint[] = [];
    for (let i = 0; i < inPlace; i++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let sum: FixedValue = convert(integer(0), accumulator);
          for (let c = 0; c < contracted; c++) {
            const term = product(
              x![(i * rows + row) * contracted + c]!,
              y![(i * columns + column) * contracted + c]!,
            );
            sum = convert(add(sum, term), accumulator);
          }
          sums.push(convert(sum, layer.output).raw);
        }
      }
    }
    return Array.from(result, (place) => sums[place]!);
  };
};

/** nnet::einsum_dense: nnet::dense of each row of each block. */
export const einsumDense: ExactKind = (layer) => {
  const { inPlace, rows, columns, contracted, operands, result } = einsumDenseOf(layer);
  const part = layer.part('dense_conf');
  const product = layer.product('dense_conf');
  const weights = rawValues(layer.constants('weight'), weightType(part, product));
  const biases = rawValues(layer.constants('bias'), part.role('bias'));
  const types = { product, data: layer.input, result: layer.output };
  const dense = Array.from({ length: inPlace * rows }, (_, row) => {
    const first = Math.floor(row / rows) * contracted * columns;
    const block = weights.slice(first, first + contracted * columns);
    return denseOf(part, types, block, biases.slice(row * columns, (row + 1) * columns));
  });
  return ([inputs]) => {
    const data = Array.from(operands[0]!, (source) => inputs![source]!);
    const rowsOf = dense.flatMap((compute, row) =>
      compute(data.slice(row * contracted, (row + 1) * contracted)),
    );
    return Array.from(result, (place) => rowsOf[place]!);
  };
};
