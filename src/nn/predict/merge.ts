import type { ConcatenateLayer, DotLayer, MergeLayer } from '../model.js';
import { einsum } from './einsum.js';
import { broadcastIndices, sizeOf, type Tensor } from './tensor.js';

export function merge(
  { kind, outputShape }: MergeLayer,
  inputs: readonly Tensor[],
  samples: number,
): Float64Array {
  const combine = combinations[kind];
  const size = sizeOf(outputShape);
  const [first, ...others] = inputs.map((input) => spread(input, outputShape, samples));
  const result = Float64Array.from(first);
  for (const other of others) {
    for (let at = 0; at < samples * size; at++) result[at] = combine(result[at], other[at]);
  }
  return kind === 'average' ? result.map((sum) => sum / inputs.length) : result;
}

const combinations: Readonly<Record<MergeLayer['kind'], (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  average: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  maximum: Math.max,
  minimum: Math.min,
};

function spread({ shape, data }: Tensor, wanted: readonly number[], samples: number): Float64Array {
  const indices = broadcastIndices(wanted, shape);
  const from = data.length / samples;
  const result = new Float64Array(samples * indices.length);
  for (let sample = 0, at = 0; sample < samples; sample++) {
    for (const index of indices) result[at++] = data[sample * from + index];
  }
  return result;
}

export function concatenate(
  { axis }: ConcatenateLayer,
  inputs: readonly Tensor[],
  samples: number,
): Float64Array {
  const outer = samples * sizeOf(inputs[0].shape.slice(0, axis));
  const lengths = inputs.map(({ shape }) => sizeOf(shape.slice(axis)));
  const whole = lengths.reduce((a, b) => a + b);
  const result = new Float64Array(outer * whole);
  for (let row = 0; row < outer; row++) {
    let at = row * whole;
    for (const [index, { data }] of inputs.entries()) {
      const length = lengths[index];
      result.set(data.subarray(row * length, (row + 1) * length), at);
      at += length;
    }
  }
  return result;
}

/** As the Einstein sum that it is. */
export function dot(layer: DotLayer, [left, right]: readonly Tensor[], samples: number): Float64Array {
  const letter = (index: number): string => String.fromCharCode(97 + index);
  const { axes } = layer;
  const leftLetters = left.shape.map((_, axis) => (axis === axes[0] ? 'z' : letter(1 + axis)));
  const rightLetters = right.shape.map((_, axis) =>
    axis === axes[1] ? 'z' : letter(1 + left.shape.length + axis),
  );
  const kept = [...leftLetters, ...rightLetters].filter((name) => name !== 'z');
  const equation = `a${leftLetters.join('')},a${rightLetters.join('')}->a${kept.join('')}`;
  const operand = (input: Tensor, axis: number): Tensor => {
    const data = layer.normalize ? normalized(input, axis) : input.data;
    return { shape: [samples, ...input.shape], data };
  };
  return einsum(equation, operand(left, axes[0]), operand(right, axes[1])).data;
}

function normalized({ shape, data }: Tensor, axis: number): Float64Array {
  const length = shape[axis];
  const step = sizeOf(shape.slice(axis + 1));
  const result = Float64Array.from(data);
  for (let block = 0; block < data.length; block += length * step) {
    for (let start = block; start < block + step; start++) {
      let squares = 0;
      for (let k = 0; k < length; k++) squares += data[start + k * step] ** 2;
      // Keras keeps the divisor away from zero by this much.
      const divisor = Math.sqrt(Math.max(squares, 1e-12));
      for (let k = 0; k < length; k++) result[start + k * step] /= divisor;
    }
  }
  return result;
}
