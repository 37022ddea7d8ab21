import { sizeOf } from '../../predict/tensor.js';
import { arrange, plainly } from '../arrange.js';
import type { Operation, Operator } from '../operation.js';
import { axesOf, isPlain, longAxes, sameOrder, withAxes, type Held } from '../values.js';

const show = (shape: readonly number[]): string => shape.join(' x ');

/**
 * The lengths that a Reshape asks for, -1 and 0 resolved.
 * @param from the shape that it starts from
 */
export function targetOf(
  refuse: (reason: string) => Error,
  from: readonly number[],
  asked: readonly number[],
  zeroIsZero: boolean,
): number[] {
  const shown = `${show(asked.slice(0, 16))} of ${show(from)}`;
  if (asked.length > 16) throw refuse(`makes ${shown}`);
  const lengths = asked.map((length, axis) => (length === 0 && !zeroIsZero ? (from.at(axis) ?? 0) : length));
  const open = lengths.indexOf(-1);
  const known = sizeOf(lengths.filter((length) => length !== -1));
  if (open >= 0) lengths[open] = sizeOf(from) / known;
  if (
    !lengths.every((length) => Number.isInteger(length) && length >= 0) ||
    sizeOf(lengths) !== sizeOf(from)
  ) {
    throw refuse(`makes ${shown}`);
  }
  return lengths;
}

/** Where samples lie after a change of shape; undefined where they are no axis any more. */
function batchAfter(
  operation: Operation,
  { shape, batch }: Held,
  target: readonly number[],
): number | undefined {
  const samples = batch === undefined ? 1 : shape[batch];
  if (batch !== undefined) {
    const isKept =
      target[batch] === samples && shape.slice(0, batch).every((length, at) => length === target[at]);
    if (isKept) return batch;
  }
  if (samples === 1) return target[0] === 1 ? 0 : undefined;
  throw operation.refuse(
    `makes ${show(target)} of ${show(shape)}, which mixes samples; export it for one sample`,
  );
}

/** The same values in row-major order under another shape. */
export function reshaped(operation: Operation, x: Held, target: readonly number[]): Held {
  const batch = batchAfter(operation, x, target);
  const axes = [...target.keys()].filter((axis) => axis !== batch);
  const long = axes.filter((axis) => target[axis] !== 1);
  if (long.length === 1 && x.inner && longAxes(x, axesOf(x)).length === 1) {
    return { ...x, shape: target, batch, order: long, channels: undefined };
  }
  if (long.length === 1 && !x.inner && !isPlain(x)) {
    // One axis made of several: whoever reads it may do without a permutation.
    const own = axesOf(x);
    const order = longAxes(x, x.order);
    const wholes = own.filter((axis) => order.includes(axis));
    const inner = {
      shape: wholes.map((axis) => x.shape[axis]),
      order: order.map((axis) => wholes.indexOf(axis)),
    };
    const layer = operation.add({ kind: 'reshape', inputs: [x.layer], outputShape: [sizeOf(inner.shape)] });
    return { layer, shape: target, batch, order: long, inner, isShared: false };
  }
  const plain = plainly(operation, x);
  const held = operation.shapeOf(plain);
  const lengths = axes.map((axis) => target[axis]);
  const withoutOnes = (shape: readonly number[]): number[] => shape.filter((length) => length !== 1);
  if (sameOrder(withoutOnes(held), withoutOnes(lengths))) {
    // Axes of length 1 come and go: no layer is needed for that.
    const order = held.map(() => -1);
    let next = 0;
    for (const [at, length] of held.entries()) if (length !== 1) order[at] = long[next++];
    return { ...plain, shape: target, batch, order, channels: undefined };
  }
  const outputShape = lengths.length > 0 ? lengths : [1];
  const layer = operation.add({ kind: 'reshape', inputs: [plain.layer], outputShape });
  return { layer, shape: target, batch, order: lengths.length > 0 ? axes : [-1], isShared: false };
}

const readReshape: Operator = (operation) => {
  const x = operation.held(0);
  const { attributes } = operation;
  const asked = attributes.ints('shape') ?? [...operation.constant(1, 'shape').data];
  return reshaped(operation, x, targetOf(operation.refuse, x.shape, asked, attributes.flag('allowzero')));
};

const readFlatten: Operator = (operation) => {
  const x = operation.held(0);
  const rank = x.shape.length;
  const stated = operation.attributes.int('axis', 1);
  const axis = stated === rank ? rank : operation.axis(stated, rank);
  return reshaped(operation, x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
};

/** Moves no value: the axes have other numbers. */
export function turnedAxes(operation: Operation, x: Held, axes: readonly number[]): Held {
  const rank = x.shape.length;
  if (axes.toSorted((a, b) => a - b).some((axis, at) => axis !== at) || axes.length !== rank) {
    throw operation.refuse(`has the order ${axes.slice(0, 16).join(', ')} for ${rank} axes`);
  }
  const value = x.inner && !sameOrder(axes, [...axes.keys()]) ? plainly(operation, x) : x;
  const to = (axis: number): number => axes.indexOf(axis);
  return {
    ...value,
    ...withAxes(value, to),
    shape: axes.map((axis) => value.shape[axis]),
  };
}

const readTranspose: Operator = (operation) => {
  const x = operation.held(0);
  return turnedAxes(operation, x, operation.attributes.ints('perm') ?? [...x.shape.keys()].reverse());
};

/** Before version 13 an attribute, then an input. */
function statedAxes(operation: Operation): readonly number[] | undefined {
  const constant = operation.attributes.has('axes') ? undefined : operation.option(1, 'axes');
  return operation.attributes.ints('axes') ?? (constant ? [...constant.data] : undefined);
}

/** For axes that stay, their new numbers. */
export const placeIn =
  (left: readonly number[]) =>
  (axis: number): number | undefined =>
    left.includes(axis) ? left.indexOf(axis) : undefined;

const readSqueeze: Operator = (operation) => {
  const x = operation.held(0);
  const rank = x.shape.length;
  const stated = statedAxes(operation)?.map((axis) => operation.axis(axis, rank));
  const gone = stated ?? axesOf(x).filter((axis) => x.shape[axis] === 1);
  if (gone.some((axis) => x.shape[axis] !== 1))
    throw operation.refuse(`leaves out axes that are longer than 1`);
  const left = [...x.shape.keys()].filter((axis) => !gone.includes(axis));
  return { ...x, ...withAxes(x, placeIn(left)), shape: left.map((axis) => x.shape[axis]) };
};

const readUnsqueeze: Operator = (operation) => {
  const x = operation.held(0);
  const stated = statedAxes(operation) ?? [];
  const rank = x.shape.length + stated.length;
  const fresh = stated.map((axis) => operation.axis(axis, rank));
  const places = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !fresh.includes(axis));
  const shape = new Array<number>(rank).fill(1);
  for (const [from, to] of places.entries()) shape[to] = x.shape[from];
  const first = fresh.includes(0) ? 0 : undefined;
  const moved = withAxes(x, (axis) => places[axis]);
  return { ...x, ...moved, shape, batch: moved.batch ?? first };
};

/** DCR: the blocks' places come before the channels in the axis of channels; CRD: after them. */
const readDepthToSpace: Operator = (operation) => {
  const x = operation.held(0);
  const { attributes, refuse } = operation;
  const block = attributes.int('blocksize', 0);
  const [samples, depth, height, width] = x.shape;
  const channels = depth / (block * block);
  if (x.shape.length !== 4 || x.batch !== 0 || block < 1 || !Number.isInteger(channels)) {
    throw refuse(`makes blocks of ${block} x ${block} of ${show(x.shape)}`);
  }
  const isDcr = attributes.text('mode', 'DCR') !== 'CRD';
  const { layer } = arrange(operation, x, [2, 3, 1]);
  const split = isDcr ? [height, width, block, block, channels] : [height, width, channels, block, block];
  const axes = isDcr ? [0, 2, 1, 3, 4] : [0, 3, 1, 4, 2];
  const apart = operation.add({ kind: 'reshape', inputs: [layer], outputShape: split }, '_blocks');
  const outputShape = axes.map((axis) => split[axis]);
  const moved = operation.add({ kind: 'permute', inputs: [apart], outputShape, axes }, '_order');
  const whole = [height * block, width * block, channels];
  const result = operation.add({ kind: 'reshape', inputs: [moved], outputShape: whole });
  const shape = [samples, channels, height * block, width * block];
  return { layer: result, shape, batch: 0, order: [2, 3, 1], channels: 1, isShared: false };
};

const passOn: Operator = (operation) => operation.held(0);

const readDropout: Operator = (operation) => {
  if (operation.node.opset >= 12 && operation.option(2, 'training mode')?.data[0]) {
    throw operation.refuse('is in training mode; export the model for inference (model.eval())');
  }
  return [operation.held(0), undefined];
};

/** Only between kinds of floating-point numbers. */
const readCast: Operator = (operation) => {
  const to = operation.attributes.int('to', 1);
  if ([1, 10, 11, 16].includes(to)) return operation.held(0);
  throw operation.refuse(
    `makes elements of type ${to} of what depends on the inputs; only floats are supported`,
  );
};

export const shapeOperators: readonly (readonly [string, Operator])[] = [
  ['Reshape', readReshape],
  ['Flatten', readFlatten],
  ['Transpose', readTranspose],
  ['Squeeze', readSqueeze],
  ['Unsqueeze', readUnsqueeze],
  ['DepthToSpace', readDepthToSpace],
  ['Identity', passOn],
  ['Dropout', readDropout],
  ['Cast', readCast],
];
