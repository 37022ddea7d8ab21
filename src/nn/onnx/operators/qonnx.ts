import type { Precision } from '../../model.js';
import { affine } from '../affine.js';
import type { Operator } from '../operation.js';
import { quantizedConstant, roundingOf } from '../quantized.js';
import { isHeld, type Held } from '../values.js';
import { activation } from './activation.js';
import { rounded, spreadOver, typed, zero } from './rounding.js';

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

/**
 * Of QONNX: leaves out the last bits of codes. Its first version keeps the scale, so that the values shrink; the second
 * has the scale of the result as an input, and limits the result.
 */
const readTrunc: Operator = (operation) => {
  const { attributes, inputs, refuse } = operation;
  const value = operation.held(0);
  const numberOf = (index: number, what: string): number => {
    const { data } = operation.constant(index, what);
    if (data.length === 1 && Number.isFinite(data[0])) return data[0];
    throw refuse(`has ${data.length} values as its ${what}; only one is supported`);
  };
  const hasScale = inputs.length > 5;
  const [scale, zeroPoint, width] = [
    numberOf(1, 'scale'),
    numberOf(2, 'zero point'),
    numberOf(3, 'bit width'),
  ];
  const outScale = hasScale ? numberOf(4, 'scale of the result') : scale;
  const outWidth = numberOf(hasScale ? 5 : 4, 'bit width of the result');
  const shift = hasScale ? Math.round(Math.log2(outScale / scale)) : width - outWidth;
  const fits = [width, outWidth, shift].every(Number.isInteger) && outWidth >= 1 && width <= 64 && shift >= 0;
  if (!fits || !(scale > 0) || !(outScale > 0)) throw refuse(`leaves ${outWidth} of ${width} bits`);
  const signed = !hasScale || attributes.flag('signed', true);
  const narrow = attributes.flag('narrow');
  const rounding = roundingOf(attributes.text('rounding_mode', 'FLOOR'), signed);
  if (typeof rounding === 'string') throw refuse(rounding);
  if (narrow && !signed) throw refuse('is narrow and unsigned, which no fixed-point type is');
  // The first version does not say whether the codes have a sign: a bit for it.
  const codesWidth = width + 1;
  const resultWidth = hasScale ? outWidth : outWidth + 1;
  const codes: Precision = {
    ...{ signed: true, width: codesWidth, integer: codesWidth, quantization: 'RND_CONV', overflow: 'SAT' },
  };
  const result: Precision = {
    ...{ signed, width: resultWidth, integer: resultWidth, quantization: rounding.quantization },
    overflow: signed && narrow ? 'SAT_SYM' : 'SAT',
  };
  const channels = operation.shapeOf(value).at(-1)!;
  const scaled = (input: Held, factor: number, summand: number, suffix: string): Held => {
    const all = (number: number): Float64Array => new Float64Array(channels).fill(number);
    return affine(operation, input, all(factor), all(summand), suffix);
  };
  const whole = typed(operation, scaled(value, 1 / scale, zeroPoint, '_scale'), codes, '_codes');
  const cut = typed(operation, scaled(whole, 2 ** -shift, 0, '_shift'), result, '');
  const zero = hasScale ? zeroPoint / 2 ** shift : zeroPoint;
  return scaled(cut, outScale, -zero * outScale, '_rescale');
};

export const qonnxOperators: readonly (readonly [string, Operator])[] = [
  ['Quant', readQuant],
  ['IntQuant', readQuant],
  ['BipolarQuant', readBipolarQuant],
  ['Trunc', readTrunc],
];
