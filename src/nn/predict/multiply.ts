import type { NdArray } from '../model.js';

/** Some columns of a `[..., columns]` array taken as a matrix. */
export interface Columns {
  readonly kernel: NdArray;
  readonly first: number;
  readonly count: number;
}

/**
 * `into[r, first + c] = bias[first + c] + sum over k of matrix[r, k] * kernel[k, first + c]`, summed in the order of k,
 * bias first. Zeros of the matrix are skipped: behind a ReLU, and in images, most values are.
 * @param into rows as long as the kernel's
 */
export function multiply(
  matrix: Float64Array,
  rows: number,
  { kernel, first, count }: Columns,
  bias: ArrayLike<number>,
  into: Float64Array,
): void {
  const weights = doubles(kernel);
  const stride = kernel.shape.at(-1)!;
  const inner = weights.length / stride;
  const places = new Int32Array(inner);
  for (let row = 0; row < rows; row++) {
    let nonzeros = 0;
    for (let k = 0; k < inner; k++) {
      places[nonzeros] = row * inner + k;
      if (matrix[row * inner + k] !== 0) nonzeros++;
    }
    const start = row * stride + first;
    for (let c = 0; c < count; c++) into[start + c] = bias[first + c];
    let next = 0;
    // Four at a time: each sum is loaded and stored once for four products.
    for (; next + 3 < nonzeros; next += 4) {
      const [p0, p1, p2, p3] = [places[next], places[next + 1], places[next + 2], places[next + 3]];
      const [v0, v1, v2, v3] = [matrix[p0], matrix[p1], matrix[p2], matrix[p3]];
      const offset = first - row * inner * stride;
      const w0 = p0 * stride + offset;
      const w1 = p1 * stride + offset;
      const w2 = p2 * stride + offset;
      const w3 = p3 * stride + offset;
      for (let c = 0; c < count; c++) {
        let sum = into[start + c] + v0 * weights[w0 + c];
        sum += v1 * weights[w1 + c];
        sum += v2 * weights[w2 + c];
        into[start + c] = sum + v3 * weights[w3 + c];
      }
    }
    for (; next < nonzeros; next++) {
      const value = matrix[places[next]];
      const w = (places[next] - row * inner) * stride + first;
      for (let c = 0; c < count; c++) into[start + c] += value * weights[w + c];
    }
  }
}

const widened = new WeakMap<NdArray, Float64Array>();

/** The values as doubles, made once for each array: one type of array keeps the loops fast. */
function doubles(array: NdArray): Float64Array {
  if (array.data instanceof Float64Array) return array.data;
  const known = widened.get(array) ?? Float64Array.from(array.data);
  widened.set(array, known);
  return known;
}
