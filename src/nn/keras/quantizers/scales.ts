/** Keras adds this to divisors, and takes logarithms above it. */
export const epsilon = 1e-7;

/** The power of two that QKeras takes for a scale. */
export function nearestPowerOfTwo(scale: number): number {
  return 2 ** Math.round(Math.log2(scale + epsilon));
}

/**
 * The scale that brings quantised values `q` nearest to `x` in each group, by least squares: sum(x q) / sum(q q).
 * @param groupOf the group of each element
 */
export function leastSquares(
  x: ArrayLike<number>,
  q: ArrayLike<number>,
  groups: number,
  groupOf: (index: number) => number,
  toPowersOfTwo: boolean,
): Float64Array {
  const products = new Float64Array(groups);
  const squares = new Float64Array(groups);
  const counts = new Float64Array(groups);
  for (let at = 0; at < x.length; at++) {
    const group = groupOf(at);
    products[group] += x[at] * q[at];
    squares[group] += q[at] * q[at];
    counts[group] += 1;
  }
  return products.map((product, group) => {
    const scale = product / counts[group] / (squares[group] / counts[group] + epsilon);
    return toPowersOfTwo ? nearestPowerOfTwo(scale) : scale;
  });
}

/** The largest magnitude in each group. */
export function largest(
  x: ArrayLike<number>,
  groups: number,
  groupOf: (index: number) => number,
): Float64Array {
  const found = new Float64Array(groups);
  for (let at = 0; at < x.length; at++) {
    const group = groupOf(at);
    found[group] = Math.max(found[group], Math.abs(x[at]));
  }
  return found;
}
