import { sizeOf } from '../../predict/tensor.js';
import { mostValues, type Operation } from '../operation.js';
import type { Constant } from '../values.js';

/** What a node makes of constants. */
export type Fold = (operation: Operation) => Constant;

export const input = (operation: Operation, index: number): Constant =>
  operation.constant(index, `input ${index}`);

export function checkSize(operation: Operation, shape: readonly number[]): void {
  const size = sizeOf(shape);
  const fits = shape.length <= 16 && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (!fits || size > mostValues) throw operation.refuse(`makes a constant of ${size} values`);
}

export const asOneLine = (numbers: readonly number[]): Constant => ({
  shape: [numbers.length],
  data: Float64Array.from(numbers),
  isInteger: true,
});
