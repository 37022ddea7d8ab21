import type { NdArray } from '../../model.js';
import { arrange, plainly, placesOf } from '../arrange.js';
import { mergeOf } from './merge.js';
import type { Operation, Operator } from '../operation.js';
import { axesOf, isHeld, withAxes, type Constant, type Held, type Value } from '../values.js';
import { biasOf, transposed, weightsOf, withScale } from '../weights.js';

/** The tensor with its last axis last in our layer, or flattened with its values in some order. */
function lastAxisLast(operation: Operation, value: Held): Held {
  const last = value.shape.length - 1;
  if (last === value.batch || last < 0) throw operation.refuse('multiplies along the axis of samples');
  if (value.inner) return value;
  return arrange(
    operation,
    value,
    axesOf(value).filter((axis) => axis === last || value.shape[axis] !== 1),
  );
}

/**
 * x * kernel + bias over the last axis of x.
 * @param kernel `[in, out]`
 */
function dense(operation: Operation, x: Held, kernel: Constant, bias?: Constant): Held {
  const value = lastAxisLast(operation, x);
  const [inner, count] = kernel.shape;
  const last = value.shape.length - 1;
  if (value.shape[last] !== inner) {
    throw operation.refuse(
      `multiplies ${value.shape[last]} values with weights of shape ${kernel.shape.join(' x ')}`,
    );
  }
  const weights = weightsOf(kernel, 1);
  const outputShape = [...operation.shapeOf(value).slice(0, -1), count];
  const array = rowsInOrder(operation, value, { shape: kernel.shape, data: weights.data });
  const layer = withScale(
    operation,
    { inputs: [value.layer], outputShape },
    weights,
    biasOf(bias, count, operation),
    (common, biases) => ({ kind: 'dense', ...common, kernel: array, bias: biases }),
  );
  const shape = [...value.shape.slice(0, -1), count];
  const { batch, order } = value;
  return { layer, shape, batch, order, isShared: false };
}

/** The rows of a kernel as our layer has the values that they belong to. */
function rowsInOrder(operation: Operation, value: Held, kernel: NdArray): NdArray {
  if (!value.inner) return kernel;
  const count = kernel.shape[1];
  const places = placesOf(value, operation.shapeOf(value));
  const data = new Float64Array(kernel.data.length);
  for (const [row, place] of places.entries()) {
    data.set(kernel.data.subarray(place * count, (place + 1) * count), row * count);
  }
  return { shape: kernel.shape, data };
}

const matrix = (constant: Constant, operation: Operation): Constant => {
  const shape = constant.shape.slice(-2);
  if (shape.length === 2 && constant.shape.slice(0, -2).every((length) => length === 1)) {
    const { quantized } = constant;
    const scaleShape = quantized?.scale.shape.slice(-2) ?? [];
    return { ...constant, shape, ...(quantized ? { quantized: withScaleShape(quantized, scaleShape) } : {}) };
  }
  throw operation.refuse(
    `multiplies with weights of shape ${constant.shape.join(' x ')}; only matrices are supported`,
  );
};

function withScaleShape(
  quantized: NonNullable<Constant['quantized']>,
  shape: readonly number[],
): NonNullable<Constant['quantized']> {
  return { ...quantized, scale: { ...quantized.scale, shape } };
}

/** Rows and columns exchanged. */
export function turned(constant: Constant): Constant {
  const { shape, data, isInteger, quantized } = constant;
  const array = transposed(data, shape, [1, 0]);
  return {
    ...{ shape: array.shape, data: Float64Array.from(array.data), isInteger },
    ...(quantized ? { quantized: withScaleShape(quantized, quantized.scale.shape.toReversed()) } : {}),
  };
}

const readMatMul: Operator = (operation) => {
  const [left, right] = operation.inputs;
  if (left && right && isHeld(left) && isHeld(right)) return products(operation, left, right);
  if (right && !isHeld(right)) return dense(operation, operation.held(0), matrix(right, operation));
  // A constant from the left works on the last but one axis: as from the right on the last one.
  const value = exchanged(operation, operation.held(1));
  const kernel = turned(matrix(operation.constant(0, 'first factor'), operation));
  return exchanged(operation, dense(operation, value, kernel));
};

/** The last two axes of a tensor exchanged, which moves no value. */
function exchanged(operation: Operation, x: Held): Held {
  const value = x.inner ? plainly(operation, x) : x;
  const rank = value.shape.length;
  if (rank < 2) throw operation.refuse(`multiplies a tensor of ${rank} axes from the right`);
  const to = (axis: number): number => (axis < rank - 2 ? axis : 2 * rank - 3 - axis);
  return {
    ...value,
    ...withAxes(value, to),
    shape: value.shape.map((_, axis) => value.shape[to(axis)]),
  };
}

/** The products of the matrices of two tensors, for each place along the axes before. */
function products(operation: Operation, left: Held, right: Held): Held {
  const rank = left.shape.length;
  const isAlike = left.shape.slice(0, -2).every((length, axis) => length === right.shape[axis]);
  const matrices = right.shape.length === rank && rank >= 3 && left.batch === 0 && right.batch === 0;
  if (!matrices || !isAlike || left.shape[rank - 1] !== right.shape[rank - 2]) {
    const shapes = [left, right].map(({ shape }) => shape.join(' x ')).join(' and ');
    throw operation.refuse(`multiplies two tensors of shapes ${shapes}`);
  }
  const [first, second] = [left, right].map((value) => arrange(operation, value, axesOf(value)));
  const shape = [...left.shape.slice(0, -1), right.shape[rank - 1]];
  const before = 'abcdefg'.slice(0, rank - 2);
  const layer = operation.add({
    ...{ kind: 'einsum', inputs: [first.layer, second.layer], outputShape: shape.slice(1) },
    equation: `${before}xy,${before}yz->${before}xz`,
  });
  return { ...first, layer, shape, isShared: false };
}

const readGemm: Operator = (operation) => {
  const { attributes } = operation;
  if (attributes.flag('transA')) throw operation.refuse('transposes its first factor (transA)');
  const kernel = matrix(operation.constant(1, 'second factor'), operation);
  const factor = attributes.float('alpha', 1);
  const weights = scaled(attributes.flag('transB') ? turned(kernel) : kernel, factor);
  const third: Value | undefined = operation.inputs.at(2);
  const beta = attributes.float('beta', 1);
  if (third && isHeld(third)) {
    if (beta !== 1) throw operation.refuse(`multiplies its third input by ${beta}`);
    return mergeOf(operation, 'add', [dense(operation, operation.held(0), weights), third]);
  }
  const bias = third && beta !== 0 ? scaled(third, beta) : undefined;
  return dense(operation, operation.held(0), weights, bias);
};

function scaled(constant: Constant, factor: number): Constant {
  if (factor === 1) return constant;
  const { shape, isInteger } = constant;
  return { shape, isInteger, data: constant.data.map((value) => value * factor) };
}

export const denseOperators: readonly (readonly [string, Operator])[] = [
  ['MatMul', readMatMul],
  ['Gemm', readGemm],
];
