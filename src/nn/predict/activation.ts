import type { ActivationFunction } from '../model.js';
import { broadcastIndices, sizeOf, type Tensor } from './tensor.js';

/** What each element becomes, or undefined for a function that needs to know where the element is. */
function elementwise(
  wanted: Exclude<ActivationFunction, { activation: 'softmax' | 'prelu' }>,
): (x: number) => number {
  switch (wanted.activation) {
    case 'linear':
      return (x) => x;
    case 'relu': {
      const { maxValue = Infinity, threshold = 0, negativeSlope = 0 } = wanted;
      if (maxValue === Infinity && threshold === 0 && negativeSlope === 0) return (x) => (x > 0 ? x : 0);
      if (negativeSlope === 0) return (x) => (x > threshold ? Math.min(x, maxValue) : 0);
      return (x) => (x > threshold ? Math.min(x, maxValue) : negativeSlope * (x - threshold));
    }
    case 'leakyRelu': {
      const { negativeSlope } = wanted;
      return (x) => (x >= 0 ? x : negativeSlope * x);
    }
    case 'thresholdedRelu': {
      const { threshold } = wanted;
      return (x) => (x > threshold ? x : 0);
    }
    case 'elu': {
      const { alpha } = wanted;
      return (x) => (x > 0 ? x : alpha * Math.expm1(x));
    }
    case 'selu':
      return (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x));
    case 'sigmoid':
      return (x) => 1 / (1 + Math.exp(-x));
    case 'hardSigmoid': {
      const { slope, shift } = wanted;
      return (x) => Math.max(0, Math.min(1, slope * x + shift));
    }
    case 'tanh':
      return Math.tanh;
    case 'hardTanh':
      return (x) => Math.max(-1, Math.min(1, x));
    case 'softplus':
      // exp(x) alone overflows from 710 on.
      return (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    case 'softsign':
      return (x) => x / (1 + Math.abs(x));
    case 'binaryTanh':
      return (x) => (x >= 0 ? 1 : -1);
    case 'ternaryTanh': {
      const { threshold, inclusive = false } = wanted;
      return (x) => {
        const magnitude = Math.abs(x);
        return magnitude > threshold || (inclusive && magnitude === threshold) ? Math.sign(x) : 0;
      };
    }
  }
}

/** Klambauer et al. (2017), "Self-Normalizing Neural Networks". */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

export function activate(wanted: ActivationFunction, input: Tensor): Float64Array {
  switch (wanted.activation) {
    case 'linear':
      return input.data;
    case 'softmax':
      return softmax(input, wanted.axis ?? input.shape.length - 1);
    case 'prelu': {
      const alpha = wanted.alpha.data;
      const indices = broadcastIndices(input.shape, wanted.alpha.shape);
      return input.data.map((x, at) => (x > 0 ? x : alpha[indices[at % indices.length]] * x));
    }
    default:
      return input.data.map(elementwise(wanted));
  }
}

/** The largest value is taken off first, so that no exponential overflows. */
function softmax({ shape, data }: Tensor, axis: number): Float64Array {
  const classes = shape[axis];
  const step = sizeOf(shape.slice(axis + 1));
  const result = new Float64Array(data.length);
  for (let block = 0; block < data.length; block += classes * step) {
    for (let start = block; start < block + step; start++) {
      const end = start + classes * step;
      let largest = -Infinity;
      for (let at = start; at < end; at += step) largest = Math.max(largest, data[at]);
      let sum = 0;
      for (let at = start; at < end; at += step) sum += result[at] = Math.exp(data[at] - largest);
      for (let at = start; at < end; at += step) result[at] /= sum;
    }
  }
  return result;
}
