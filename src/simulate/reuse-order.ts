import { problem } from '../diagnostics/index.js';
import type { FixedType } from '../hls/index.js';
import type { ResolvedConfig } from './network.js';

/** `nnet::strategy` of the kernel library. */
const resource = 1;

/** Whether products are added in another order than that of the inputs, and the accumulator can tell. */
export function orderTells(config: ResolvedConfig, { overflow, saturationBits }: FixedType): boolean {
  if (config.parameter('strategy', 0) !== resource || config.parameter('reuse_factor', 1) === 1) return false;
  return overflow !== 'WRAP' || saturationBits !== 0;
}

/**
 * The order in which `nnet::dense_resource` adds the products of an output to its accumulator: null for that of the
 * inputs; `by output` where each output has another one.
 *
 * A reuse factor r below the number of inputs takes every r-th input first, then those after them; multiples of it
 * keep the order; any other starts each output's round somewhere else. Only sums that saturate can tell.
 *
 * @throws `simulate.reuse` for factors that the kernel library's own assertions refuse.
 */
export function reuseOrder(
  config: ResolvedConfig,
  inputs: number,
  outputs: number,
  accumulator: FixedType,
): Int32Array | 'by output' | null {
  if (!orderTells(config, accumulator)) return null;
  const reuse = config.size('reuse_factor');
  if (reuse > inputs) return reuse % inputs === 0 ? null : 'by output';
  if (inputs % reuse !== 0) {
    throw problem('simulate.reuse', { layer: config.name, reuse, inputs, outputs });
  }
  const rounds = inputs / reuse;
  return Int32Array.from({ length: inputs }, (_, at) => (at % rounds) * reuse + Math.floor(at / rounds));
}

/** The order of one output where each has its own: products are visited by the remainder of their number. */
export function reuseOrderOf(output: number, inputs: number, reuse: number): Int32Array {
  const first = output * inputs;
  const order = Int32Array.from({ length: inputs }, (_, input) => input);
  return order.sort((a, b) => ((first + a) % reuse) - ((first + b) % reuse));
}
