import type { Model } from '../../nn/index.js';
import type { LoweredModel } from './layers.js';
import { withoutOutputReshapes } from './outputs.js';
import { splitLayers } from './split.js';
import { forStreams } from './streams.js';

export { foldBatchNormalization } from './fold.js';
export type { LoweredLayer, LoweredModel } from './layers.js';

/**
 * The model in layers that the kernel library has functions for: what the library computes in several steps
 * becomes several layers, what it cannot be told (dilation, groups) becomes zeros in a kernel.
 *
 * @throws codegen.bad-layer for what has no such form
 */
export function lowerModel(model: Model, isStream: boolean): LoweredModel {
  const split = splitLayers(model, isStream);
  return isStream ? forStreams(split) : withoutOutputReshapes(split);
}
