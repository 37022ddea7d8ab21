import { arrange } from '../arrange.js';
import type { Operation, Operator } from '../operation.js';
import { isHeld, longAxes, withAxes, type Held } from '../values.js';
import { placeIn, reshaped } from './shape.js';

/** The part of a tensor from one place to another along an axis. */
export function sliced(operation: Operation, x: Held, axis: number, from: number, to: number): Held {
  const length = x.shape[axis];
  if (from === 0 && to === length) return x;
  if (!(from >= 0 && from < to && to <= length)) {
    throw operation.refuse(`takes places ${from} to ${to} of ${length} along axis ${axis}`);
  }
  const shape = x.shape.map((one, at) => (at === axis ? to - from : one));
  const before = operation.layers.get(x.layer);
  if (
    'returnSequences' in before &&
    !before.goBackwards &&
    !x.isShared &&
    x.order[0] === axis &&
    from === length - 1
  ) {
    // The last step alone is what the layer can return itself.
    operation.layers.replace({ ...before, returnSequences: false, outputShape: [before.units] });
    return { ...x, shape, order: x.order.slice(1) };
  }
  const others = longAxes(x, x.order).filter((one) => one !== axis);
  const { layer } = arrange(operation, x, [axis, ...others]);
  const rest = others.reduce((product, one) => product * x.shape[one], 1);
  const step = operation.add({ kind: 'reshape', inputs: [layer], outputShape: [length, rest] }, '_rows');
  const cropping = [[from, length - to] as const];
  const outputShape = [to - from, rest];
  const cropped = operation.add({ kind: 'cropping1d', inputs: [step], outputShape, cropping });
  const order = to - from === 1 ? others : [axis, ...others];
  const lengths = order.length > 0 ? order.map((one) => shape[one]) : [1];
  const result = operation.add({ kind: 'reshape', inputs: [cropped], outputShape: lengths }, '_axes');
  return {
    ...x,
    layer: result,
    shape,
    order: order.length > 0 ? order : [-1],
    inner: undefined,
    isShared: false,
  };
}

/** A place along an axis, where the file may count from the end and beyond it. */
const clamped = (place: number, length: number): number =>
  Math.max(0, Math.min(length, place < 0 ? place + length : place));

/** Before version 10 attributes, then inputs. */
const readSlice: Operator = (operation) => {
  let value = operation.held(0);
  const list = (name: string, index: number): number[] | undefined => {
    const constant = operation.attributes.has(name) ? undefined : operation.option(index, name);
    return operation.attributes.ints(name) ?? (constant ? [...constant.data] : undefined);
  };
  const starts = list('starts', 1) ?? [];
  const ends = list('ends', 2) ?? [];
  const axes = list('axes', 3) ?? [...starts.keys()];
  if (ends.length !== starts.length || axes.length !== starts.length)
    throw operation.refuse('has lists of unlike lengths');
  if ((list('steps', 4) ?? []).some((step) => step !== 1)) throw operation.refuse('takes steps other than 1');
  for (const [index, start] of starts.entries()) {
    const axis = operation.axis(axes[index], value.shape.length);
    const length = value.shape[axis];
    const [from, to] = [clamped(start, length), clamped(ends[index], length)];
    if (from === 0 && to === length) continue;
    value = sliced(operation, value, operation.ownAxis(axis, value), from, to);
  }
  return value;
};

const readSplit: Operator = (operation) => {
  const value = { ...operation.held(0), isShared: true };
  const { attributes, node, refuse } = operation;
  const axis = operation.ownAxis(attributes.int('axis', 0), value);
  const length = value.shape[axis];
  const constant = attributes.has('split') ? undefined : operation.option(1, 'split');
  const count = node.outputs.length;
  const part = Math.ceil(length / count);
  const parts =
    attributes.ints('split') ??
    (constant ? [...constant.data] : node.outputs.map((_, at) => Math.min(part, length - at * part)));
  if (parts.length !== count || parts.reduce((a, b) => a + b, 0) !== length) {
    throw refuse(`makes ${count} parts of ${length} places`);
  }
  let start = 0;
  return parts.map((size) => {
    start += size;
    return sliced(operation, value, axis, start - size, start);
  });
};

/** One place along an axis, or rows of a table for indices that depend on the inputs. */
const readGather: Operator = (operation) => {
  const [table, indices] = operation.inputs;
  const { attributes, refuse } = operation;
  if (table && !isHeld(table) && indices && isHeld(indices)) {
    if (attributes.int('axis', 0) !== 0 || table.shape.length !== 2) {
      throw refuse(
        `looks up a table of shape ${table.shape.join(' x ')}; only rows of a matrix are supported`,
      );
    }
    const { layer, order } = arrange(
      operation,
      indices,
      indices.inner ? [indices.shape.length - 1] : indices.order,
    );
    const outputShape = [...operation.shapeOf({ ...indices, layer }), table.shape[1]];
    const { shape, data } = table;
    const found = operation.add({ kind: 'embedding', inputs: [layer], outputShape, table: { shape, data } });
    const whole = [...indices.shape, table.shape[1]];
    return { ...indices, layer: found, shape: whole, order: [...order, whole.length - 1], isShared: false };
  }
  const x = operation.held(0);
  const index = operation.constant(1, 'indices');
  const axis = operation.ownAxis(attributes.int('axis', 0), x);
  if (index.data.length !== 1) throw refuse(`picks ${index.data.length} places; only one is supported`);
  const length = x.shape[axis];
  const place = index.data[0] < 0 ? index.data[0] + length : index.data[0];
  const one = sliced(operation, x, axis, place, place + 1);
  if (index.shape.length > 0) return one;
  const left = [...one.shape.keys()].filter((other) => other !== axis);
  return { ...one, ...withAxes(one, placeIn(left)), shape: left.map((other) => one.shape[other]) };
};

/** Zeros around the spatial axes. */
const readPad: Operator = (operation) => {
  const { attributes, refuse } = operation;
  const x = operation.held(0);
  const rank = x.shape.length;
  const mode = attributes.text('mode', 'constant');
  if (mode !== 'constant')
    throw refuse(`pads with ${JSON.stringify(mode.slice(0, 40))}; only zeros are supported`);
  const value = operation.option(2, 'value')?.data.at(0) ?? attributes.float('value', 0);
  if (value !== 0) throw refuse(`pads with ${value}; only zeros are supported`);
  // Version 1 called it paddings.
  const stated = attributes.ints('pads') ??
    attributes.ints('paddings') ?? [...operation.constant(1, 'pads').data];
  const axes = [...(operation.option(3, 'axes')?.data ?? x.shape.keys())].map((axis) =>
    operation.axis(axis, rank),
  );
  if (stated.length !== 2 * axes.length) throw refuse(`has ${stated.length} pads for ${axes.length} axes`);
  const ends = x.shape.map((_, axis) => {
    const at = axes.indexOf(axis);
    return at < 0 ? [0, 0] : [stated[at], stated[at + axes.length]];
  });
  if (!ends.flat().every((end) => Number.isInteger(end) && Math.abs(end) < 2 ** 24))
    throw refuse('has wrong pads');
  if (ends.flat().some((end) => end < 0)) throw refuse('has negative pads; use Slice');
  const padded = [...x.shape.keys()].filter((axis) => ends[axis].some((end) => end > 0));
  if (padded.length === 0) return x;
  padded.forEach((axis) => operation.ownAxis(axis, x));
  const others = longAxes(x, x.order).filter((axis) => !padded.includes(axis));
  // Of an image, rows and columns together, also where one of them gets no zeros.
  const channels = padded.length === 1 && others.length === 2 ? others[1] : others.at(0);
  const moved = [...x.shape.keys()].filter(
    (axis) => padded.includes(axis) || (others.includes(axis) && axis !== channels),
  );
  if (moved.length > 2) throw refuse(`pads ${padded.length} axes of a tensor of ${rank}`);
  const channel = channels ?? [...x.shape.keys()].find((axis) => !moved.includes(axis) && axis !== x.batch);
  const source = channel === undefined ? reshaped(operation, x, [...x.shape, 1]) : x;
  const order = [...moved, channel ?? rank];
  const { layer } = arrange(operation, source, order);
  const shape = source.shape.map(
    (length, axis) => length + (ends.at(axis) ?? [0, 0]).reduce((a, b) => a + b, 0),
  );
  const outputShape = order.map((axis) => shape[axis]);
  const padding = moved.map((axis) => ends[axis] as [number, number]);
  const plain: Held = { ...x, inner: undefined };
  const kind = moved.length === 1 ? 'zeroPadding1d' : 'zeroPadding2d';
  const result = operation.add({ kind, inputs: [layer], outputShape, padding });
  if (channel !== undefined) return { ...plain, layer: result, shape, order, isShared: false };
  return { ...plain, layer: result, shape: shape.slice(0, -1), order: [...moved, -1], isShared: false };
};

export const sliceOperators: readonly (readonly [string, Operator])[] = [
  ['Slice', readSlice],
  ['Split', readSplit],
  ['Gather', readGather],
  ['Pad', readPad],
];
