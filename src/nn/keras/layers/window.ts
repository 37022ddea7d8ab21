import { z } from 'zod';
import type { LayerContext } from './context.js';

export const padding = z.enum(['valid', 'same', 'causal']).or(
  z
    .string()
    .toLowerCase()
    .pipe(z.enum(['valid', 'same'])),
);

/** How a window of a convolution or pooling moves along the spatial axes. */
export interface Movement {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
}

/** Places in all windows on one sample: a bound on memory, far above what an FPGA can compute. */
const mostSeen = 2 ** 26;

/**
 * The padding in numbers, and how many places the result has along each axis. `same`: TensorFlow's rule, so many zeros
 * that a result has ceil(length / stride) places, the odd one at the end.
 * @param lengths the input's spatial axes
 */
export function resolve(
  layer: LayerContext,
  lengths: readonly number[],
  { size, strides, dilation, padding }: Movement,
): { places: number[]; padding: (readonly [number, number])[] } {
  const found = lengths.map((length, axis) => {
    const reach = (size[axis] - 1) * dilation[axis] + 1;
    const stride = strides[axis];
    let around: readonly [number, number] = [0, 0];
    if (padding === 'causal') around = [reach - 1, 0];
    if (padding === 'same') {
      const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach - length);
      around = [Math.floor(total / 2), Math.ceil(total / 2)];
    }
    const places = Math.floor((length + around[0] + around[1] - reach) / stride) + 1;
    if (places < 1) throw layer.refuse(`has a window of ${reach} on an input of ${length}`);
    return { places, around };
  });
  const seen = [...found.map(({ places }) => places), ...size].reduce((product, count) => product * count, 1);
  if (seen > mostSeen)
    throw layer.refuse(`sees ${seen} places of a sample in its windows, more than ${mostSeen}`);
  return { places: found.map(({ places }) => places), padding: found.map(({ around }) => around) };
}
