import type { MergeLayer } from '../../model.js';
import { affine, spread } from '../affine.js';
import { arrange } from '../arrange.js';
import type { Operation, Operator } from '../operation.js';
import { axesOf, isHeld, longAxes, withAxes, type Constant, type Held, type Value } from '../values.js';

const show = (values: readonly Value[]): string => values.map(({ shape }) => shape.join(' x ')).join(' and ');

/** Values combined one by one; shapes are broadcast from the end. */
export function mergeOf(operation: Operation, kind: MergeLayer['kind'], values: readonly Held[]): Held {
  const rank = Math.max(...values.map(({ shape }) => shape.length));
  const aligned = values.map((value) => withAxesBefore(value, rank - value.shape.length));
  const lengths = Array.from({ length: rank }, (_, axis) => {
    const found = new Set(aligned.map(({ shape }) => shape[axis]).filter((length) => length !== 1));
    if (found.size > 1) throw operation.refuse(`combines shapes ${show(values)}`);
    return [...found][0] ?? 1;
  });
  const [{ batch }] = aligned;
  if (aligned.some((value) => value.batch !== batch)) {
    throw operation.refuse(`combines shapes ${show(values)}, whose samples lie along different axes`);
  }
  // The order of the one with most axes, so that images stay channels last.
  const leader = aligned.reduce((best, value) =>
    longAxes(value, value.order).length > longAxes(best, best.order).length ? value : best,
  );
  const known = leader.order.filter((axis) => axis >= 0);
  const others = axesOf(leader).filter((axis) => !known.includes(axis) && lengths[axis] !== 1);
  const wanted = leader.inner ? axesOf(leader) : [...known, ...others];
  const inputs = aligned.map((value) => arrange(operation, value, wanted).layer);
  const order = wanted.length > 0 ? wanted : [-1];
  const outputShape = order.map((axis) => (axis < 0 ? 1 : lengths[axis]));
  const layer = operation.add({ kind, inputs, outputShape });
  return { layer, shape: lengths, batch, order, channels: leader.channels, isShared: false };
}

function withAxesBefore(value: Held, count: number): Held {
  if (count === 0) return value;
  return {
    ...value,
    shape: [...new Array<number>(count).fill(1), ...value.shape],
    ...withAxes(value, (axis) => axis + count),
  };
}

/** Before version 7 the second operand was broadcast only when asked, from an axis on that could be stated. */
function constantOf(operation: Operation, constant: Constant, value: Held): Constant {
  const { node, attributes } = operation;
  if (node.opset >= 7 || !attributes.has('axis')) return constant;
  const after = value.shape.length - operation.axis(attributes.int('axis', 0), value.shape.length);
  const ones = new Array<number>(Math.max(0, after - constant.shape.length)).fill(1);
  return { ...constant, shape: [...constant.shape, ...ones] };
}

type Factors = (c: Float64Array) => readonly [scale: Float64Array, bias: Float64Array];
const ones = (like: Float64Array): Float64Array => new Float64Array(like.length).fill(1);
const zeros = (like: Float64Array): Float64Array => new Float64Array(like.length);

/** What x and a constant come to: x * scale + bias. */
const withConstant: Readonly<Record<string, { readonly second: Factors; readonly first?: Factors }>> = {
  Add: { second: (c) => [ones(c), c], first: (c) => [ones(c), c] },
  Sub: {
    second: (c) => [ones(c), c.map((value) => -value)],
    first: (c) => [ones(c).map((value) => -value), c],
  },
  Mul: { second: (c) => [c, zeros(c)], first: (c) => [c, zeros(c)] },
  Div: { second: (c) => [c.map((value) => 1 / value), zeros(c)] },
};

const layerKinds: Readonly<Record<string, MergeLayer['kind']>> = {
  Add: 'add',
  Sub: 'subtract',
  Mul: 'multiply',
  Sum: 'add',
  Mean: 'average',
  Max: 'maximum',
  Min: 'minimum',
};

const readBinary: Operator = (operation) => {
  const { operator } = operation.node;
  const [left, right] = operation.inputs;
  if (!left || !right) throw operation.refuse('needs two inputs');
  if (isHeld(left) && isHeld(right)) {
    const kind = layerKinds[operator] as MergeLayer['kind'] | undefined;
    if (kind) return mergeOf(operation, kind, [left, right]);
    throw operation.refuse('divides by what depends on the inputs');
  }
  const isFirst = isHeld(right);
  const value = operation.held(isFirst ? 1 : 0);
  const constant = constantOf(operation, operation.constant(isFirst ? 0 : 1, 'operand'), value);
  const factors = withConstant[operator][isFirst ? 'first' : 'second'];
  if (!factors) throw operation.refuse('divides by what depends on the inputs');
  const rank = constant.shape.length;
  const extended = rank > value.shape.length ? withAxesBefore(value, rank - value.shape.length) : value;
  const numbers = spread(operation, extended, constant);
  if (!numbers) throw operation.refuse(`combines shapes ${show([value, constant])}`);
  const [scale, bias] = factors(numbers);
  if (![...scale, ...bias].every(Number.isFinite)) throw operation.refuse('divides by zero');
  return affine(operation, extended, scale, bias);
};

const readMerge: Operator = (operation) => {
  const values = operation.inputs.map((_, index) => operation.held(index));
  if (values.length === 1) return values[0];
  return mergeOf(operation, layerKinds[operation.node.operator], values);
};

const readConcat: Operator = (operation) => {
  const values = operation.inputs.map((_, index) => operation.held(index));
  if (values.length === 1) return values[0];
  const [first, ...others] = values;
  const axis = operation.ownAxis(operation.attributes.int('axis', 1), first);
  const fits = (value: Held): boolean =>
    value.batch === first.batch &&
    value.shape.length === first.shape.length &&
    value.shape.every((length, at) => at === axis || length === first.shape[at]);
  if (!others.every(fits)) throw operation.refuse(`joins shapes ${show(values)} along axis ${axis}`);
  const known = first.inner ? axesOf(first) : first.order.filter((one) => one >= 0);
  const order = known.includes(axis) ? known : [...known, axis];
  const inputs = values.map((value) => arrange(operation, value, order).layer);
  const whole = values.reduce((sum, { shape }) => sum + shape[axis], 0);
  const shape = first.shape.map((length, at) => (at === axis ? whole : length));
  const outputShape = order.map((one) => shape[one]);
  const layer = operation.add({ kind: 'concatenate', inputs, outputShape, axis: order.indexOf(axis) });
  return { layer, shape, batch: first.batch, order, channels: first.channels, isShared: false };
};

export const mergeOperators: readonly (readonly [string, Operator])[] = [
  ...['Add', 'Sub', 'Mul', 'Div'].map((name) => [name, readBinary] as const),
  ...['Sum', 'Mean', 'Max', 'Min'].map((name) => [name, readMerge] as const),
  ['Concat', readConcat],
];
