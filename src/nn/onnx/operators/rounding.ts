import type { Precision } from '../../model.js';
import { affine, spread } from '../affine.js';
import type { Operation } from '../operation.js';
import type { Constant, Held } from '../values.js';

/** A constant as our layer has the tensor; one number where all are the same. */
export function spreadOver(
  operation: Operation,
  value: Held,
  constant: Constant,
  what: string,
): Float64Array {
  const numbers = spread(operation, value, constant);
  if (numbers) return numbers;
  throw operation.refuse(
    `has a ${what} of shape ${constant.shape.join(' x ')} for ${value.shape.join(' x ')} values`,
  );
}

/**
 * Values rounded to codes times scale: a type where the scale is one power of two and zero is at zero, else a
 * multiplication before and one behind, as hls4ml has it.
 */
export function rounded(
  operation: Operation,
  value: Held,
  codes: Precision,
  scale: Constant,
  zeroPoint: Constant,
): Held {
  const scales = spreadOver(operation, value, scale, 'scale');
  const zeros = spreadOver(operation, value, zeroPoint, 'zero point');
  if (!scales.every((factor) => factor > 0 && Number.isFinite(1 / factor))) {
    throw operation.refuse('has scales that are not above zero');
  }
  const shift = Math.log2(scales[0]);
  const isPlain = zeros.every((zero) => zero === 0) && scales.every((factor) => factor === scales[0]);
  if (isPlain && Number.isInteger(shift)) {
    return typed(operation, value, { ...codes, integer: codes.integer + shift }, '');
  }
  const inverse = scales.map((factor) => 1 / factor);
  const before = affine(operation, value, inverse, zeros, '_scale');
  const inside = typed(operation, before, codes, '');
  const long = scales.length >= zeros.length ? scales : zeros;
  const shifts = long.map((_, at) => -zeros[at % zeros.length] * scales[at % scales.length]);
  return affine(
    operation,
    inside,
    long.map((_, at) => scales[at % scales.length]),
    shifts,
    '_rescale',
  );
}

/** Rounds to a type: in the activation before it where nothing else reads that. */
export function typed(operation: Operation, value: Held, result: Precision, suffix: string): Held {
  const before = operation.layers.get(value.layer);
  if (
    !value.isShared &&
    before.kind === 'activation' &&
    before.activation !== 'softmax' &&
    !before.precisions
  ) {
    operation.layers.replace({ ...before, precisions: { result } });
    return value;
  }
  const outputShape = operation.shapeOf(value);
  const layer = operation.add(
    { kind: 'activation', activation: 'linear', inputs: [value.layer], outputShape, precisions: { result } },
    suffix,
  );
  return { ...value, layer, isShared: false };
}

export const zero: Constant = { shape: [], data: Float64Array.of(0), isInteger: false };
