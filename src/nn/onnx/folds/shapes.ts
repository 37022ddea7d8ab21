import { gatherIndices, sizeOf, stridesOf } from '../../predict/tensor.js';
import type { Operation } from '../operation.js';
import { targetOf } from '../operators/shape.js';
import type { Constant } from '../values.js';
import { asOneLine, checkSize, input, type Fold } from './fold.js';

function withShape(constant: Constant, shape: readonly number[]): Constant {
  const { quantized, ...rest } = constant;
  if (quantized?.scale.data.length !== 1) return { ...rest, shape };
  const scale = { shape: shape.map(() => 1), data: quantized.scale.data };
  return { ...rest, shape, quantized: { ...quantized, scale } };
}

const foldShape: Fold = (operation) => {
  const { attributes } = operation;
  const { shape } = operation.inputs[0] ?? input(operation, 0);
  const place = (at: number): number => Math.max(0, Math.min(shape.length, at < 0 ? at + shape.length : at));
  return asOneLine(
    shape.slice(place(attributes.int('start', 0)), place(attributes.int('end', shape.length))),
  );
};

const foldReshape: Fold = (operation) => {
  const value = input(operation, 0);
  const { attributes, refuse } = operation;
  const asked = attributes.ints('shape') ?? [...input(operation, 1).data];
  return withShape(value, targetOf(refuse, value.shape, asked, attributes.flag('allowzero')));
};

const foldFlatten: Fold = (operation) => {
  const value = input(operation, 0);
  const axis = operation.attributes.int('axis', 1);
  return withShape(value, [sizeOf(value.shape.slice(0, axis)), sizeOf(value.shape.slice(axis))]);
};

/** Also of the scale of what was quantised. */
const foldTranspose: Fold = (operation) => {
  const { shape, data, isInteger, quantized } = input(operation, 0);
  const axes = operation.attributes.ints('perm') ?? [...shape.keys()].reverse();
  if (axes.toSorted((a, b) => a - b).join() !== [...shape.keys()].join()) {
    throw operation.refuse(`has the order ${axes.slice(0, 16).join(', ')}`);
  }
  const turn = (from: readonly number[], values: Float64Array): { shape: number[]; data: Float64Array } => {
    const strides = stridesOf(from);
    const to = axes.map((axis) => from[axis]);
    const places = gatherIndices(
      to,
      axes.map((axis) => strides[axis]),
      0,
    );
    return { shape: to, data: Float64Array.from(places, (place) => values[place]) };
  };
  const scale = quantized && turn(quantized.scale.shape, quantized.scale.data);
  return { ...turn(shape, data), isInteger, ...(scale ? { quantized: { ...quantized, scale } } : {}) };
};

const statedAxes = (operation: Operation): readonly number[] | undefined => {
  const stated = operation.attributes.ints('axes');
  return stated ?? (operation.inputs.at(1) ? [...input(operation, 1).data] : undefined);
};

const foldSqueeze: Fold = (operation) => {
  const value = input(operation, 0);
  const axes = statedAxes(operation)?.map((axis) => operation.axis(axis, value.shape.length));
  const left = value.shape.filter((length, axis) => (axes ? !axes.includes(axis) : length !== 1));
  if (sizeOf(left) !== value.data.length) throw operation.refuse('leaves out axes that are longer than 1');
  return withShape(value, left);
};

const foldUnsqueeze: Fold = (operation) => {
  const value = input(operation, 0);
  const stated = statedAxes(operation) ?? [];
  const rank = value.shape.length + stated.length;
  const fresh = stated.map((axis) => operation.axis(axis, rank));
  let next = 0;
  const shape = Array.from({ length: rank }, (_, axis) => (fresh.includes(axis) ? 1 : value.shape[next++]));
  return withShape(value, shape);
};

const foldConcat: Fold = (operation) => {
  const values = operation.inputs.map((_, index) => input(operation, index));
  const [first] = values;
  const axis = operation.axis(operation.attributes.int('axis', 1), first.shape.length);
  const fits = values.every(
    ({ shape }) =>
      shape.length === first.shape.length &&
      shape.every((length, at) => at === axis || length === first.shape[at]),
  );
  if (!fits) throw operation.refuse('joins shapes that do not fit');
  const whole = values.reduce((sum, { shape }) => sum + shape[axis], 0);
  const shape = first.shape.map((length, at) => (at === axis ? whole : length));
  checkSize(operation, shape);
  const outer = sizeOf(first.shape.slice(0, axis));
  const data = new Float64Array(sizeOf(shape));
  let at = 0;
  for (let row = 0; row < outer; row++) {
    for (const value of values) {
      const size = value.data.length / outer;
      data.set(value.data.subarray(row * size, (row + 1) * size), at);
      at += size;
    }
  }
  return { shape, data, isInteger: values.every((value) => value.isInteger) };
};

const foldGather: Fold = (operation) => {
  const { shape, data, isInteger } = input(operation, 0);
  const indices = input(operation, 1);
  const axis = operation.axis(operation.attributes.int('axis', 0), shape.length);
  const result = [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)];
  checkSize(operation, result);
  const inner = sizeOf(shape.slice(axis + 1));
  const places = Array.from(indices.data, (index) => (index < 0 ? index + shape[axis] : index));
  if (!places.every((place) => place >= 0 && place < shape[axis]))
    throw operation.refuse('picks places that there are not');
  const found = new Float64Array(sizeOf(result));
  const outer = sizeOf(shape.slice(0, axis));
  let at = 0;
  for (let row = 0; row < outer; row++) {
    for (const place of places) {
      const start = (row * shape[axis] + place) * inner;
      found.set(data.subarray(start, start + inner), at);
      at += inner;
    }
  }
  return { shape: result, data: found, isInteger };
};

const foldSlice: Fold = (operation) => {
  let { shape, data } = input(operation, 0);
  const { isInteger } = input(operation, 0);
  const list = (name: string, index: number): number[] | undefined =>
    operation.attributes.ints(name) ??
    (operation.inputs.at(index) ? [...input(operation, index).data] : undefined);
  const starts = list('starts', 1) ?? [];
  const ends = list('ends', 2) ?? [];
  const axes = list('axes', 3) ?? [...starts.keys()];
  if ((list('steps', 4) ?? []).some((step) => step !== 1)) throw operation.refuse('takes steps other than 1');
  for (const [index, start] of starts.entries()) {
    const axis = operation.axis(axes[index], shape.length);
    const length = shape[axis];
    const place = (at: number): number => Math.max(0, Math.min(length, at < 0 ? at + length : at));
    const [from, to] = [place(start), place(ends[index])];
    const next = shape.map((one, at) => (at === axis ? Math.max(0, to - from) : one));
    const strides = stridesOf(shape);
    const places = gatherIndices(next, strides, from * strides[axis]);
    const before = data;
    data = Float64Array.from(places, (one) => before[one]);
    shape = next;
  }
  return { shape, data, isInteger };
};

const foldSize: Fold = (operation) => {
  return { ...asOneLine([sizeOf((operation.inputs[0] ?? input(operation, 0)).shape)]), shape: [] };
};

/** Of shapes and of the order of values. */
export const shapeFolds: readonly (readonly [string, Fold])[] = [
  ['Shape', foldShape],
  ['Size', foldSize],
  ['Reshape', foldReshape],
  ['Flatten', foldFlatten],
  ['Transpose', foldTranspose],
  ['Squeeze', foldSqueeze],
  ['Unsqueeze', foldUnsqueeze],
  ['Concat', foldConcat],
  ['Gather', foldGather],
  ['Slice', foldSlice],
];
