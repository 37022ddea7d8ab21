import type { ConvolutionLayer, DepthwiseConvolutionLayer } from '../model.js';
import { multiply } from './multiply.js';
import { gather, sizeOf, stridesOf, type Tensor } from './tensor.js';

interface Sliding {
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly size: readonly number[];
  readonly dilation: readonly number[];
}

/**
 * For each place of the window, and in it for each place of the result, the index of the input's place (pixel) that
 * it sees; -1 in the padding. In row-major order.
 * @param shape of the input, channels last
 * @param result the result's places along each spatial axis
 */
function windowPlaces(window: Sliding, shape: readonly number[], result: readonly number[]): Int32Array {
  const axes = window.size.length;
  const places = sizeOf(result);
  const taps = sizeOf(window.size);
  const found = new Int32Array(places * taps);
  const resultStrides = stridesOf(result);
  const tapStrides = stridesOf(window.size);
  const strides = stridesOf(shape.slice(0, axes));
  for (let tap = 0, at = 0; tap < taps; tap++) {
    for (let place = 0; place < places; place++) {
      let index = 0;
      for (let axis = 0; axis < axes; axis++) {
        const step = Math.floor(place / resultStrides[axis]) % result[axis];
        const inside = Math.floor(tap / tapStrides[axis]) % window.size[axis];
        const position =
          step * window.strides[axis] + inside * window.dilation[axis] - window.padding[axis][0];
        if (position < 0 || position >= shape[axis]) {
          index = -1;
          break;
        }
        index += position * strides[axis];
      }
      found[at++] = index;
    }
  }
  return found;
}

const known = new WeakMap<object, Int32Array>();

/** As `windowPlaces`, made once for each layer: its input has the same shape for all samples. */
export function placesOf(
  layer: { readonly outputShape: readonly number[] },
  window: Sliding,
  shape: readonly number[],
): Int32Array {
  const found = known.get(layer) ?? windowPlaces(window, shape, layer.outputShape.slice(0, -1));
  known.set(layer, found);
  return found;
}

/** Values of a matrix of windows: more windows than that are multiplied one part after the other. */
const mostWindowValues = 2 ** 16;

/** Each sample as the matrix of its windows (im2col), times the kernel. */
export function convolution(layer: ConvolutionLayer, input: Tensor, samples: number): Float64Array {
  const { kernel, bias, groups } = layer;
  const size = kernel.shape.slice(0, -2);
  const [depth, filters] = kernel.shape.slice(-2);
  const channels = input.shape.at(-1)!;
  const places = sizeOf(layer.outputShape.slice(0, -1));
  const seen = placesOf(layer, { ...layer, size }, input.shape);
  const taps = sizeOf(size);
  const inner = taps * depth;
  const count = filters / groups;
  const from = input.data.length / samples;
  const output = new Float64Array(samples * places * filters);
  const part = Math.max(1, Math.min(places, Math.floor(mostWindowValues / inner)));
  const windows = new Float64Array(part * inner);
  for (let sample = 0; sample < samples; sample++) {
    for (let start = 0; start < places; start += part) {
      const rows = Math.min(part, places - start);
      const into = output.subarray((sample * places + start) * filters);
      for (let group = 0; group < groups; group++) {
        for (let tap = 0; tap < taps; tap++) {
          for (let row = 0; row < rows; row++) {
            const to = row * inner + tap * depth;
            const index = seen[tap * places + start + row];
            const first = sample * from + index * channels + group * depth;
            for (let channel = 0; channel < depth; channel++) {
              windows[to + channel] = index < 0 ? 0 : input.data[first + channel];
            }
          }
        }
        multiply(windows, rows, { kernel, first: group * count, count }, bias.data, into);
      }
    }
  }
  return output;
}

export function depthwiseConvolution(
  layer: DepthwiseConvolutionLayer,
  input: Tensor,
  samples: number,
): Float64Array {
  const { kernel, bias } = layer;
  const size = kernel.shape.slice(0, -2);
  const [channels, multiplier] = kernel.shape.slice(-2);
  const places = sizeOf(layer.outputShape.slice(0, -1));
  const taps = sizeOf(size);
  const seen = placesOf(layer, { ...layer, size }, input.shape);
  const filters = channels * multiplier;
  const from = input.data.length / samples;
  const output = new Float64Array(samples * places * filters);
  for (let sample = 0; sample < samples; sample++) {
    for (let place = 0; place < places; place++) {
      const at = (sample * places + place) * filters;
      for (let filter = 0; filter < filters; filter++) output[at + filter] = bias.data[filter];
      for (let tap = 0; tap < taps; tap++) {
        const index = seen[tap * places + place];
        if (index < 0) continue;
        const start = sample * from + index * channels;
        for (let filter = 0; filter < filters; filter++) {
          const value = input.data[start + Math.floor(filter / multiplier)];
          output[at + filter] += value * kernel.data[tap * filters + filter];
        }
      }
    }
  }
  return output;
}

/** Zeros around, or places left out where negative. */
export function pad(
  input: Tensor,
  padding: readonly (readonly [number, number])[],
  result: readonly number[],
  samples: number,
): Float64Array {
  const channels = input.shape.at(-1)!;
  const ones = padding.map(() => 1);
  const window = { size: ones, strides: ones, dilation: ones, padding };
  const places = windowPlaces(window, input.shape, result.slice(0, -1));
  const indices = new Int32Array(places.length * channels);
  for (const [at, place] of places.entries()) {
    for (let channel = 0; channel < channels; channel++) {
      indices[at * channels + channel] = place < 0 ? -1 : place * channels + channel;
    }
  }
  return gather(input.data, indices, samples);
}
