import type { LayerKindName } from '../../hls/index.js';
import { batchNormalization } from './batch-normalization.js';
import { dense } from './dense.js';
import { linear, relu } from './elementwise.js';
import type { LayerKind } from './kind.js';
import { softmax } from './softmax.js';

export type { LayerPlan, TensorSignal, WeightSource } from './kind.js';

/** How each kind of layer that is simulated becomes WebAssembly. */
export const layerKinds: Readonly<Partial<Record<LayerKindName, LayerKind>>> = {
  batchNormalization,
  dense,
  linear,
  relu,
  softmax,
};
