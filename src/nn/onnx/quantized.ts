import type { Precision } from '../model.js';
import { broadcastIndices } from '../predict/tensor.js';
import { rounder } from '../predict/round.js';
import type { Constant } from './values.js';

/** The rounding of a QONNX quantizer in the words of `ap_fixed`, or why there is none. */
export function roundingOf(mode: string, signed: boolean): Pick<Precision, 'quantization'> | string {
  switch (mode.toUpperCase()) {
    case 'ROUND':
    case 'HALF_EVEN':
      return { quantization: 'RND_CONV' };
    case 'FLOOR':
      return { quantization: 'TRN' };
    // What is below zero is limited to zero: rounding towards zero and away from it is down and up there.
    case 'DOWN':
      return signed ? unsupported(mode) : { quantization: 'TRN' };
    case 'HALF_UP':
      return signed ? unsupported(mode) : { quantization: 'RND' };
    default:
      return unsupported(mode);
  }
}

const unsupported = (mode: string): string =>
  `rounds by ${JSON.stringify(mode.slice(0, 40))}; ROUND and FLOOR are supported, and without a sign DOWN and HALF_UP`;

/**
 * Weights, rounded to codes times scale.
 * @param areCodes they are codes already
 */
export function quantizedConstant(
  { shape, data }: Constant,
  codes: Precision,
  scale: Constant,
  zeroPoint: Constant,
  refuse: (reason: string) => Error,
  areCodes = false,
): Constant {
  const spread = ({ shape: own, data: numbers }: Constant): ((at: number) => number) => {
    if (numbers.length === 1) return () => numbers[0];
    const missing = shape.length - own.length;
    const fits =
      missing >= 0 && own.every((length, axis) => length === 1 || length === shape[axis + missing]);
    if (!fits)
      throw refuse(`has a scale or zero point of shape ${own.join(' x ')} for ${shape.join(' x ')} weights`);
    const indices = broadcastIndices(shape, own);
    return (at) => numbers[indices[at]];
  };
  const [scaleOf, zeroOf] = [spread(scale), spread(zeroPoint)];
  const round = areCodes ? (value: number) => value : rounder(codes);
  const result = data.map((value, at) => {
    const own = scaleOf(at);
    const zero = zeroOf(at);
    // In single precision, as the frameworks do: it decides what lies half way.
    const code = areCodes ? value : round(Math.fround(Math.fround(value / own) + zero));
    return (code - zero) * own;
  });
  const isCentred = zeroPoint.data.every((zero) => zero === 0);
  // A bit more for codes that a zero point moves.
  const own = isCentred
    ? codes
    : { ...codes, signed: true, width: codes.width + 2, integer: codes.integer + 2 };
  const factors =
    scale.data.length === 1
      ? { shape: shape.map(() => 1), data: scale.data }
      : {
          shape: [...new Array<number>(shape.length - scale.shape.length).fill(1), ...scale.shape],
          data: scale.data,
        };
  return { shape, data: result, isInteger: false, quantized: { codes: own, scale: factors } };
}
