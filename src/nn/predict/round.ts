import type { FixedPointQuantizerLayer, Precision } from '../model.js';
import { broadcastIndices, type Tensor } from './tensor.js';

/**
 * A function that rounds to a fixed-point type, as `ap_fixed` does (Vitis HLS user guide UG1399, "Arbitrary
 * Precision Fixed-Point Data Types"). Exact for types and values of up to 53 bits.
 */
export function rounder(precision: Precision): (value: number) => number {
  const { signed, width, integer } = precision;
  const step = 2 ** (integer - width);
  const count = 2 ** width;
  const highest = signed ? count / 2 - 1 : count - 1;
  const lowest = signed ? -count / 2 : 0;
  const round = roundings[precision.quantization];
  switch (precision.overflow) {
    case 'WRAP':
      return (value) => {
        const wrapped = round(value / step) % count;
        if (wrapped > highest) return (wrapped - count) * step;
        return (wrapped < lowest ? wrapped + count : wrapped) * step;
      };
    case 'SAT':
      return (value) => Math.max(lowest, Math.min(highest, round(value / step))) * step;
    case 'SAT_SYM':
      return (value) => Math.max(signed ? -highest : 0, Math.min(highest, round(value / step))) * step;
  }
}

const roundings: Readonly<Record<Precision['quantization'], (value: number) => number>> = {
  TRN: Math.floor,
  // Not Math.round or floor(x + 0.5): the sum would round when x is just below a half.
  RND: (value) => {
    const below = Math.floor(value);
    return value - below >= 0.5 ? below + 1 : below;
  },
  RND_CONV: roundToEven,
};

/** To the nearest integer, from the middle to the even one. */
export function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest < 0.5 || (rest === 0.5 && below % 2 === 0)) return below;
  return below + 1;
}

export function roundAll(values: Float64Array, precision: Precision): Float64Array {
  return values.map(rounder(precision));
}

export function quantizeEach(layer: FixedPointQuantizerLayer, { shape, data }: Tensor): Float64Array {
  const { quantization, overflow } = layer;
  const rounders = layer.widths.map((width, index) =>
    width === 0
      ? () => 0
      : rounder({
          signed: layer.signed[index],
          width,
          integer: layer.integers[index],
          quantization,
          overflow,
        }),
  );
  const indices = broadcastIndices(shape, layer.shape);
  return data.map((value, at) => rounders[indices[at % indices.length]](value));
}
