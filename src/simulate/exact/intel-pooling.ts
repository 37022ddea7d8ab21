import { fixedArithmetic, type FixedType, type FixedValue } from '../../hls/index.js';
import { poolingOf } from '../pooling.js';
import { integer, type ExactKind } from './exact.js';

const { add, convert, divide, multiply } = fixedArithmetic;

/**
 * nnet::pooling1d_cl, pooling2d_cl and the global ones of Intel's backends, of arrays: in the data's type; a mean is
 * that of the whole window, and then multiplied by the window over what of it lies in the image.
 */
export const intelPooling: ExactKind = (layer) => {
  const { operation, windows, channels, padding, divisors } = poolingOf(layer);
  const { positions, taps, pixels } = windows;
  const type = layer.input;
  const isGlobal = layer.layer.kind === 'globalPooling';
  const values = (inputs: readonly bigint[], position: number, channel: number): FixedValue[] =>
    Array.from(pixels.subarray(position * taps, (position + 1) * taps), (pixel) => ({
      raw: pixel < 0 ? padding : inputs[pixel * channels + channel]!,
      type,
    }));
  const rescaled = (mean: FixedValue, position: number): bigint => {
    const found = convert(mean, layer.output);
    if (isGlobal) return found.raw;
    const factor = divide(convert(integer(taps), type), integer(divisors[position]!));
    return convert(multiply(found, factor), layer.output).raw;
  };
  return ([inputs]) =>
    Array.from({ length: positions * channels }, (_, at) => {
      const [position, channel] = [Math.floor(at / channels), at % channels];
      const window = values(inputs!, position, channel);
      if (operation === 'average') return rescaled(mean(window, type), position);
      return convert(
        window.reduce((best, x) => (x.raw > best.raw ? x : best)),
        layer.output,
      ).raw;
    });
};

/** In a type wide enough for the sum, where the data's is one that the library knows how to widen. */
function mean(window: readonly FixedValue[], type: FixedType): FixedValue {
  const bits = Math.ceil(Math.log2(window.length));
  const { signed, quantization, overflow } = type;
  const widens = signed && quantization === 'TRN' && overflow === 'WRAP';
  const wide = widens ? { ...type, width: type.width + bits, integer: type.integer + bits } : type;
  const sum = window.reduce((total, x) => convert(add(total, x), wide), convert(integer(0), wide));
  return convert(convert(divide(sum, integer(window.length)), wide), type);
}
