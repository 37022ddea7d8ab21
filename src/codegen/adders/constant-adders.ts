import { problem } from '../../diagnostics/index.js';
import { fromDouble, type FixedType } from '../../hls/index.js';
import type { NdArray } from '../../nn/index.js';
import { adderGraph, type AdderGraph } from './adder-graph.js';
import { canonicalSignedDigits } from './signed-digits.js';

/** Pairs of terms that are looked at: beyond, the search takes minutes and its C++ longer still in any tool. */
const mostPairs = 2 ** 24;

/**
 * The adders for a layer's weights as their type holds them.
 *
 * @param kernel the last axis is that of the outputs
 * @throws codegen.too-many-adders
 */
export function constantAdders(layer: string, kernel: NdArray, weight: FixedType): AdderGraph {
  const outputs = kernel.shape[kernel.shape.length - 1];
  const inputs = kernel.data.length / outputs;
  const matrix = Array.from(kernel.data, (value) => fromDouble(value, weight));
  const digits = new Array<number>(outputs).fill(0);
  matrix.forEach((value, at) => (digits[at % outputs] += canonicalSignedDigits(value).length));
  const pairs = digits.reduce((sum, count) => sum + count ** 2, 0);
  if (pairs > mostPairs) {
    const total = digits.reduce((a, b) => a + b, 0);
    throw problem('codegen.too-many-adders', { layer, inputs, outputs, digits: total });
  }
  return adderGraph(matrix, inputs, outputs);
}
