/** The results of one layer for a block of samples, row-major. */
export interface Tensor {
  /** Without the batch axis. */
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, axis) => product * axis, 1);

/** How far apart neighbours along each axis are in row-major order. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/**
 * For each element of `shape` in row-major order, the element of an array of shape `from` that is broadcast to it:
 * shapes are aligned at their ends, an axis of length 1 (or none) is repeated.
 */
export function broadcastIndices(shape: readonly number[], from: readonly number[]): Int32Array {
  const missing = shape.length - from.length;
  const own = stridesOf(from);
  const strides = shape.map((_, axis) =>
    axis < missing || from[axis - missing] === 1 ? 0 : own[axis - missing],
  );
  return gatherIndices(shape, strides, 0);
}

/** For each element of `shape` in row-major order, `offset` plus the sum of its indices times `strides`. */
export function gatherIndices(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): Int32Array {
  let indices = Int32Array.of(offset);
  for (const [axis, length] of shape.entries()) {
    const next = new Int32Array(indices.length * length);
    for (let i = 0, at = 0; i < indices.length; i++) {
      for (let k = 0; k < length; k++) next[at++] = indices[i] + k * strides[axis];
    }
    indices = next;
  }
  return indices;
}

/** Element `indices[i]` of each sample becomes its element i; -1 stands for zero. */
export function gather(data: Float64Array, indices: Int32Array, samples: number): Float64Array {
  const from = data.length / samples;
  const result = new Float64Array(samples * indices.length);
  for (let sample = 0, at = 0; sample < samples; sample++) {
    const start = sample * from;
    for (const index of indices) {
      if (index >= 0) result[at] = data[start + index];
      at++;
    }
  }
  return result;
}
