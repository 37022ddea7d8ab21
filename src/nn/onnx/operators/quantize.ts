import type { Precision } from '../../model.js';
import { affine, spread } from '../affine.js';
import { activation } from './activation.js';
import type { Operation, Operator } from '../operation.js';
import { isHeld, type Codes, type Constant, type Held } from '../values.js';
import { quantizedConstant, roundingOf } from '../quantized.js';

/** A constant as our layer has the tensor; one number where all are the same. */
function spreadOver(operation: Operation, value: Held, constant: Constant, what: string): Float64Array {
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
function typed(operation: Operation, value: Held, result: Precision, suffix: string): Held {
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

const zero: Constant = { shape: [], data: Float64Array.of(0), isInteger: false };

/** Of QONNX: to integers of so many bits, times a scale. */
const readQuant: Operator = (operation) => {
  const { attributes, refuse } = operation;
  const [x] = operation.inputs;
  const scale = operation.constant(1, 'scale');
  const zeroPoint = operation.constant(2, 'zero point');
  const bits = operation.constant(3, 'bit width').data;
  const signed = attributes.flag('signed', true);
  const narrow = attributes.flag('narrow');
  const rounding = roundingOf(attributes.text('rounding_mode', 'ROUND'), signed);
  if (typeof rounding === 'string') throw refuse(rounding);
  if (
    !bits.every((count) => count === bits[0]) ||
    !Number.isInteger(bits[0]) ||
    bits[0] < 1 ||
    bits[0] > 64
  ) {
    throw refuse(
      `has ${bits.length} bit widths from ${bits[0]} on; only one, of whole bits up to 64, is supported`,
    );
  }
  const width = bits[0];
  const codes: Precision = {
    ...{ signed, width, integer: width, quantization: rounding.quantization },
    overflow: signed && narrow ? 'SAT_SYM' : 'SAT',
  };
  if (narrow && !signed) throw refuse('is narrow and unsigned, which no fixed-point type is');
  if (x && !isHeld(x)) return quantizedConstant(x, codes, scale, zeroPoint, refuse);
  return rounded(operation, operation.held(0), codes, scale, zeroPoint);
};

const twoBits: Precision = { signed: true, width: 2, integer: 2, quantization: 'TRN', overflow: 'WRAP' };

/** Of QONNX: 1 or -1, times a scale. */
const readBipolarQuant: Operator = (operation) => {
  const [x] = operation.inputs;
  const scale = operation.constant(1, 'scale');
  if (x && !isHeld(x)) {
    const signs = { ...x, data: x.data.map((value) => (value >= 0 ? 1 : -1)) };
    return quantizedConstant(signs, twoBits, scale, zero, operation.refuse, true);
  }
  const value = operation.held(0);
  const signs = activation(operation, value, { activation: 'binaryTanh' });
  const made = operation.layers.get(signs.layer);
  operation.layers.replace({ ...made, precisions: { result: twoBits } });
  const scales = spreadOver(operation, signs, scale, 'scale');
  if (scales.every((factor) => factor === 1)) return signs;
  return affine(operation, signs, scales, new Float64Array(scales.length), '_scale');
};

/** The type of the codes that QuantizeLinear makes, by its zero point. */
function codesOf(operation: Operation, zeroPoint: Constant | undefined): Precision {
  const element = zeroPoint?.element ?? 2;
  const known: Readonly<Record<number, readonly [signed: boolean, width: number]>> = {
    2: [false, 8],
    3: [true, 8],
    4: [false, 16],
    5: [true, 16],
  };
  if (!Object.hasOwn(known, element)) throw operation.refuse(`makes elements of type ${element}`);
  const [signed, width] = known[element];
  return { signed, width, integer: width, quantization: 'RND_CONV', overflow: 'SAT' };
}

/** A vector of scales lies along an axis. */
function along(constant: Constant, rank: number, axis: number): Constant {
  if (constant.data.length === 1) return { ...constant, shape: [] };
  return {
    ...constant,
    shape: [...constant.shape, ...new Array<number>(Math.max(0, rank - 1 - axis)).fill(1)],
  };
}

/** What it makes is rounded when it is multiplied again: nothing else may read it. */
const readQuantizeLinear: Operator = (operation) => {
  const x = operation.held(0);
  const zeroPoint = operation.option(2, 'zero point');
  const rank = x.shape.length;
  const axis = operation.axis(operation.attributes.int('axis', rank > 1 ? 1 : 0), rank);
  const codes: Codes = {
    scale: along(operation.constant(1, 'scale'), rank, axis),
    zeroPoint: along(zeroPoint ?? zero, rank, axis),
    precision: codesOf(operation, zeroPoint),
  };
  return { ...x, codes };
};

const readDequantizeLinear: Operator = (operation) => {
  const { refuse } = operation;
  const [x] = operation.inputs;
  const scale = operation.constant(1, 'scale');
  const zeroPoint = operation.option(2, 'zero point') ?? zero;
  const rank = x?.shape.length ?? 0;
  const axis = rank > 0 ? operation.axis(operation.attributes.int('axis', rank > 1 ? 1 : 0), rank) : 0;
  const own = { scale: along(scale, rank, axis), zeroPoint: along(zeroPoint, rank, axis) };
  if (x && !isHeld(x)) {
    const bits = Math.max(2, ...Array.from(x.data, (code) => Math.ceil(Math.log2(Math.abs(code) + 1)) + 1));
    const codes: Precision = {
      signed: true,
      width: bits + 1,
      integer: bits + 1,
      quantization: 'TRN',
      overflow: 'WRAP',
    };
    return quantizedConstant(x, codes, own.scale, own.zeroPoint, refuse, true);
  }
  const value = operation.held(0);
  const { codes } = value;
  if (!codes) throw refuse('reads what no QuantizeLinear made');
  const isSame = (a: Constant, b: Constant): boolean =>
    a.shape.join() === b.shape.join() && a.data.join() === b.data.join();
  if (!isSame(codes.scale, own.scale) || !isSame(codes.zeroPoint, own.zeroPoint)) {
    throw refuse('has another scale or zero point than the QuantizeLinear before it');
  }
  const plain: Held = { ...value, codes: undefined };
  return rounded(operation, plain, codes.precision, own.scale, own.zeroPoint);
};

export const quantizeOperators: readonly (readonly [string, Operator])[] = [
  ['QuantizeLinear', readQuantizeLinear],
  ['DequantizeLinear', readDequantizeLinear],
];

export const qonnxOperators: readonly (readonly [string, Operator])[] = [
  ['Quant', readQuant],
  ['IntQuant', readQuant],
  ['BipolarQuant', readBipolarQuant],
];
