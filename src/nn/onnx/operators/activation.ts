import type { ActivationFunction, NdArray } from '../../model.js';
import { sizeOf } from '../../predict/tensor.js';
import { affine, spread } from '../affine.js';
import { arrange } from '../arrange.js';
import type { Operation, Operator } from '../operation.js';
import { axesOf, type Constant, type Held } from '../values.js';
import { mergeOf } from './merge.js';

/** A function of each value by itself, which may lie in any order. */
export function activation(operation: Operation, value: Held, wanted: ActivationFunction, suffix = ''): Held {
  const outputShape = operation.shapeOf(value);
  const layer = operation.add({ kind: 'activation', inputs: [value.layer], outputShape, ...wanted }, suffix);
  return { ...value, layer, isShared: false };
}

const plain =
  (wanted: (attributes: Operation['attributes']) => ActivationFunction): Operator =>
  (operation) =>
    activation(operation, operation.held(0), wanted(operation.attributes));

/** The constants of the standard are those of Klambauer et al. (2017), as floats or cut to five digits. */
const readSelu: Operator = (operation) => {
  const alpha = operation.attributes.float('alpha', 1.6732632);
  const gamma = operation.attributes.float('gamma', 1.050701);
  if (Math.abs(alpha - 1.67326324) > 1e-4 || Math.abs(gamma - 1.05070098) > 1e-4) {
    throw operation.refuse(
      `has alpha ${alpha} and gamma ${gamma}, which are not those of self-normalising networks`,
    );
  }
  return activation(operation, operation.held(0), { activation: 'selu' });
};

const readCelu: Operator = (operation) => {
  const alpha = operation.attributes.float('alpha', 1);
  if (alpha !== 1) throw operation.refuse(`has alpha ${alpha}; only 1, which is Elu, is supported`);
  return activation(operation, operation.held(0), { activation: 'elu', alpha });
};

const readPrelu: Operator = (operation) => {
  const value = operation.held(0);
  const { node } = operation;
  const slope = operation.constant(1, 'slope');
  // Before version 7 a vector was for the channels.
  const isOld = node.opset < 7 && slope.shape.length === 1 && value.shape.length > 2;
  const shape = isOld ? [...slope.shape, ...new Array<number>(value.shape.length - 2).fill(1)] : slope.shape;
  const numbers = spread(operation, value, { ...slope, shape });
  const layerShape = operation.shapeOf(value);
  if (!numbers) throw operation.refuse(`has a slope of shape ${slope.shape.join(' x ')}`);
  const isByChannel = numbers.length === layerShape.at(-1);
  const alpha: NdArray = {
    shape: isByChannel
      ? layerShape.map((length, axis) => (axis < layerShape.length - 1 ? 1 : length))
      : layerShape,
    data: numbers,
  };
  return activation(operation, value, { activation: 'prelu', alpha });
};

/** Before version 13, over all axes from the stated one on together. */
const readSoftmax: Operator = (operation) => {
  const value = operation.held(0);
  const { node, attributes } = operation;
  const rank = value.shape.length;
  const axis = operation.ownAxis(attributes.int('axis', node.opset < 13 ? 1 : -1), value);
  const isOnly = value.shape.slice(axis + 1).every((length) => length === 1);
  if (node.opset >= 13 || isOnly) {
    const known = (value.inner ? axesOf(value) : value.order).filter((one) => one >= 0);
    const held = arrange(operation, value, known.includes(axis) ? known : [...known, axis]);
    const at = held.order.indexOf(axis);
    return activation(operation, held, {
      activation: 'softmax',
      ...(at < held.order.length - 1 ? { axis: at } : {}),
    });
  }
  if (axis !== 1 || value.batch !== 0) {
    throw operation.refuse(`is over ${rank - axis} axes together; export it with opset 13 or later`);
  }
  // All of them: in whatever order they lie.
  const shape = operation.shapeOf(value);
  const outputShape = [sizeOf(shape)];
  const flat = operation.add({ kind: 'reshape', inputs: [value.layer], outputShape }, '_flat');
  const main = operation.add({ kind: 'activation', activation: 'softmax', inputs: [flat], outputShape });
  const layer = operation.add({ kind: 'reshape', inputs: [main], outputShape: shape }, '_axes');
  return { ...value, layer, isShared: false };
};

const limit = (operation: Operation, index: number, name: string, usual: number): number => {
  const constant: Constant | undefined = operation.option(index, name);
  if (!constant) return operation.attributes.float(name, usual);
  if (constant.data.length === 1) return constant.data[0];
  throw operation.refuse(`has ${constant.data.length} values as its ${name}`);
};

/** x * factor + summand. */
function shifted(operation: Operation, value: Held, factor: number, summand: number, suffix: string): Held {
  const channels = operation.shapeOf(value).at(-1)!;
  const all = (number: number): Float64Array => new Float64Array(channels).fill(number);
  return affine(operation, value, all(factor), all(summand), suffix);
}

/** Limits as a ReLU has them, its input and result shifted; with an upper limit alone, turned round too. */
const readClip: Operator = (operation) => {
  const value = operation.held(0);
  const largest = 3.4e38;
  const low = limit(operation, 1, 'min', -largest);
  const high = limit(operation, 2, 'max', largest);
  if (!(low < high)) throw operation.refuse(`limits to [${low}, ${high}]`);
  if (low === -1 && high === 1) return activation(operation, value, { activation: 'hardTanh' });
  const [hasLow, hasHigh] = [low > -largest, high < largest];
  if (!hasLow && !hasHigh) return value;
  const range = high - low;
  // C++ has whole numbers as its limits: of a range that is none, 1 is the end.
  const isWhole = !hasLow || !hasHigh || Number.isInteger(range);
  const end = isWhole ? range : 1;
  const relu: ActivationFunction = { activation: 'relu', ...(hasLow && hasHigh ? { maxValue: end } : {}) };
  if (low === 0 && isWhole) return activation(operation, value, relu);
  const [factor, start] = hasLow ? [isWhole ? 1 : range, low] : [-1, high];
  const before = shifted(operation, value, 1 / factor, -start / factor, '_before');
  return shifted(operation, activation(operation, before, relu), factor, start, '_after');
};

const readHardSwish: Operator = (operation) => {
  const value = operation.held(0);
  const gate = activation(operation, value, { activation: 'hardSigmoid', slope: 1 / 6, shift: 0.5 }, '_gate');
  return mergeOf(operation, 'multiply', [{ ...value, isShared: true }, gate]);
};

const readNegation: Operator = (operation) => {
  return shifted(operation, operation.held(0), -1, 0, '');
};

export const activationOperators: readonly (readonly [string, Operator])[] = [
  ['Relu', plain(() => ({ activation: 'relu' }))],
  ['LeakyRelu', plain((a) => ({ activation: 'leakyRelu', negativeSlope: a.float('alpha', 0.01) }))],
  ['ThresholdedRelu', plain((a) => ({ activation: 'thresholdedRelu', threshold: a.float('alpha', 1) }))],
  ['Elu', plain((a) => ({ activation: 'elu', alpha: a.float('alpha', 1) }))],
  ['Sigmoid', plain(() => ({ activation: 'sigmoid' }))],
  ['Tanh', plain(() => ({ activation: 'tanh' }))],
  ['Softplus', plain(() => ({ activation: 'softplus' }))],
  ['Softsign', plain(() => ({ activation: 'softsign' }))],
  [
    'HardSigmoid',
    plain((a) => ({ activation: 'hardSigmoid', slope: a.float('alpha', 0.2), shift: a.float('beta', 0.5) })),
  ],
  ['Selu', readSelu],
  ['Celu', readCelu],
  ['PRelu', readPrelu],
  ['Softmax', readSoftmax],
  ['Clip', readClip],
  ['HardSwish', readHardSwish],
  ['Neg', readNegation],
];
