import type { EinsumDenseLayer, EinsumLayer, NdArray } from '../model.js';
import { broadcastIndices, gatherIndices, sizeOf, stridesOf, type Tensor } from './tensor.js';

/** The Einstein sum of two arrays: `ab,bc->ac` is the matrix product. Letters that the result lacks are summed over. */
export function einsum(
  equation: string,
  left: NdArray,
  right: NdArray,
): { shape: number[]; data: Float64Array } {
  const [operands, result] = equation.split('->');
  const [leftLetters, rightLetters] = operands.split(',');
  const lengths = new Map<string, number>();
  for (const [index, letter] of [...leftLetters].entries()) lengths.set(letter, left.shape[index]);
  for (const [index, letter] of [...rightLetters].entries()) lengths.set(letter, right.shape[index]);
  const summed = [...lengths.keys()].filter((letter) => !result.includes(letter));
  const shapeOf = (letters: Iterable<string>): number[] =>
    Array.from(letters, (letter) => lengths.get(letter)!);
  const indices = (letters: Iterable<string>, own: string, { shape }: NdArray): Int32Array => {
    const strides = stridesOf(shape);
    return gatherIndices(
      shapeOf(letters),
      // A letter that occurs twice walks the diagonal.
      Array.from(letters, (letter) =>
        [...own].reduce((sum, name, axis) => sum + (name === letter ? strides[axis] : 0), 0),
      ),
      0,
    );
  };
  const leftStarts = indices(result, leftLetters, left);
  const rightStarts = indices(result, rightLetters, right);
  const leftSteps = indices(summed, leftLetters, left);
  const rightSteps = indices(summed, rightLetters, right);
  const data = new Float64Array(leftStarts.length);
  for (let at = 0; at < data.length; at++) {
    let sum = 0;
    for (let k = 0; k < leftSteps.length; k++) {
      sum += left.data[leftStarts[at] + leftSteps[k]] * right.data[rightStarts[at] + rightSteps[k]];
    }
    data[at] = sum;
  }
  return { shape: shapeOf(result), data };
}

export function einsumDense(layer: EinsumDenseLayer, input: Tensor, samples: number): Float64Array {
  const { equation, kernel, bias } = layer;
  const { data } = einsum(equation, { shape: [samples, ...input.shape], data: input.data }, kernel);
  if (!bias) return data;
  const indices = broadcastIndices(layer.outputShape, bias.shape);
  const size = sizeOf(layer.outputShape);
  return data.map((value, at) => value + bias.data[indices[at % size]]);
}

export function einsumOfTwo(
  { equation }: EinsumLayer,
  [left, right]: readonly Tensor[],
  samples: number,
): Float64Array {
  const whole = ({ shape, data }: Tensor): NdArray => ({ shape: [samples, ...shape], data });
  return einsum(equation, whole(left), whole(right)).data;
}
