import { broadcastIndices, sizeOf } from '../../predict/tensor.js';
import type { Operation } from '../operation.js';
import type { Constant } from '../values.js';
import { asOneLine, checkSize, input, type Fold } from './fold.js';

/** Two constants, broadcast, to one. */
function elementwise(
  operation: Operation,
  values: readonly Constant[],
  combine: (...numbers: number[]) => number,
  isInteger = values.every((value) => value.isInteger),
): Constant {
  const rank = Math.max(...values.map(({ shape }) => shape.length));
  const shape = Array.from({ length: rank }, (_, axis) => {
    const lengths = values.map((value) => value.shape.at(axis - rank) ?? 1).filter((length) => length !== 1);
    if (new Set(lengths).size > 1) {
      throw operation.refuse(
        `combines shapes ${values.map((value) => value.shape.join(' x ')).join(' and ')}`,
      );
    }
    return lengths.at(0) ?? 1;
  });
  checkSize(operation, shape);
  const places = values.map((value) => broadcastIndices(shape, value.shape));
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, at) =>
    combine(...values.map((value, index) => value.data[places[index][at]])),
  );
  return { shape, data, isInteger };
}

const binary =
  (combine: (a: number, b: number, areIntegers: boolean) => number, isInteger?: boolean): Fold =>
  (operation) => {
    const values = operation.inputs.map((_, index) => input(operation, index));
    const areIntegers = values.every((value) => value.isInteger);
    return elementwise(operation, values, (a, b) => combine(a, b, areIntegers), isInteger);
  };

const unary =
  (change: (value: number) => number): Fold =>
  (operation) => {
    const { shape, data, isInteger } = input(operation, 0);
    return { shape, data: data.map(change), isInteger };
  };

const foldConstant: Fold = ({ attributes, refuse }) => {
  const value = attributes.tensor('value');
  if (value) return value;
  if (attributes.has('value_float')) {
    return { shape: [], data: Float64Array.of(attributes.float('value_float', 0)), isInteger: false };
  }
  if (attributes.has('value_int')) {
    return { shape: [], data: Float64Array.of(attributes.int('value_int', 0)), isInteger: true };
  }
  const ints = attributes.ints('value_ints');
  if (ints) return asOneLine(ints);
  const floats = attributes.floats('value_floats');
  if (floats) return { ...asOneLine(floats), isInteger: false };
  throw refuse('holds no tensor of numbers');
};

const foldExpand: Fold = (operation) => {
  const shape = [...input(operation, 1).data];
  checkSize(operation, shape);
  const value = input(operation, 0);
  const ones = { shape, data: new Float64Array(sizeOf(shape)), isInteger: true };
  return elementwise(operation, [value, ones], (number) => number, value.isInteger);
};

const foldFilled: Fold = (operation) => {
  const shape = [...input(operation, 0).data];
  checkSize(operation, shape);
  const value = operation.attributes.tensor('value');
  const data = new Float64Array(sizeOf(shape)).fill(value?.data[0] ?? 0);
  return { shape, data, isInteger: value?.isInteger ?? false };
};

const foldCast: Fold = (operation) => {
  const { shape, data } = input(operation, 0);
  const to = operation.attributes.int('to', 1);
  const isInteger = ![1, 10, 11, 16].includes(to);
  if (to === 9) return { shape, data: data.map((value) => (value === 0 ? 0 : 1)), isInteger };
  return { shape, data: isInteger ? data.map(Math.trunc) : data, isInteger };
};

const foldWhere: Fold = (operation) => {
  const values = [0, 1, 2].map((index) => input(operation, index));
  return elementwise(operation, values, (is, yes, no) => (is === 0 ? no : yes), values[1].isInteger);
};

/** Of values one by one. */
export const valueFolds: readonly (readonly [string, Fold])[] = [
  ['Constant', foldConstant],
  ['ConstantOfShape', foldFilled],
  ['Identity', (operation) => input(operation, 0)],
  ['Dropout', (operation) => input(operation, 0)],
  ['Cast', foldCast],
  ['Expand', foldExpand],
  ['Where', foldWhere],
  ['Add', binary((a, b) => a + b)],
  ['Sub', binary((a, b) => a - b)],
  ['Mul', binary((a, b) => a * b)],
  ['Div', binary((a, b, areIntegers) => (areIntegers ? Math.trunc(a / b) : a / b))],
  ['Pow', binary((a, b) => a ** b)],
  ['Min', binary((a, b) => Math.min(a, b))],
  ['Max', binary((a, b) => Math.max(a, b))],
  ['Equal', binary((a, b) => (a === b ? 1 : 0), true)],
  ['Neg', unary((value) => -value)],
  ['Abs', unary(Math.abs)],
  ['Sqrt', unary(Math.sqrt)],
  ['Reciprocal', unary((value) => 1 / value)],
  ['Exp', unary(Math.exp)],
  ['Log', unary(Math.log)],
  ['Floor', unary(Math.floor)],
  ['Ceil', unary(Math.ceil)],
];
