import { problem } from '../diagnostics/index.js';
import type { LayerKindName } from '../hls/index.js';
import type { ResolvedLayer } from './network.js';
import { softmaxImplementation } from './tables.js';

/**
 * Kinds that Intel's and Siemens's libraries compute as Xilinx's does; tables, pooling, convolutions and recurrent
 * cells have formulas and orders of their own there.
 */
const alikeInAllLibraries: ReadonlySet<LayerKindName> = new Set<LayerKindName>([
  ...(['add', 'average', 'maximum', 'minimum', 'multiply', 'subtract', 'concatenate'] as const),
  ...(['batchNormalization', 'batchNormalizationBinaryTanh', 'batchNormalizationTernaryTanh'] as const),
  ...(['dense', 'linear', 'relu', 'repack', 'zeroPadding', 'cropping'] as const),
]);

/** Kinds of hls4ml's Quartus library that are simulated, besides these: from the tables beside it, or as Xilinx's. */
const knownOfQuartus: ReadonlySet<LayerKindName> = new Set<LayerKindName>([
  ...(['binaryTanh', 'elu', 'selu', 'sigmoid', 'softmax', 'softplus', 'softsign', 'tanh'] as const),
  ...(['gru', 'lstm', 'simpleRnn'] as const),
  ...(['clippedRelu', 'hardSigmoid', 'hardTanh', 'leakyRelu', 'prelu', 'thresholdedRelu'] as const),
  ...(['convolution1d', 'convolution2d', 'dot', 'embedding', 'transpose', 'upSampling'] as const),
]);

/**
 * Refuses a layer whose answers are not known exactly.
 *
 * @throws `simulate.channels-first` for images whose channels come first; `simulate.library` for kinds that the library
 *   of `ac_fixed` projects computes otherwise than the one that is simulated.
 */
export function checkSimulated(resolved: ResolvedLayer): void {
  const { layer, inputs, output } = resolved;
  const { name, calls, kind } = layer;
  if (calls.endsWith('_cf')) throw problem('simulate.channels-first', { layer: name, calls });
  const isSiemens = [...inputs, output].some(({ family }) => family === 'ac');
  // Our own library computes alike for all targets.
  if (!isSiemens || layer.library === 'hlsmith') return;
  const ofQuartus =
    layer.library === 'quartus' && (knownOfQuartus.has(kind) || (isPooling(kind) && !resolved.streams));
  const isKnown = alikeInAllLibraries.has(kind) || ofQuartus;
  if (!isKnown && !isSurrogate(resolved)) throw problem('simulate.library', { layer: name, kind });
}

const isPooling = (kind: LayerKindName): boolean => kind === 'pooling' || kind === 'globalPooling';

/** Softmax surrogates have no tables, whose indices the libraries compute in ways of their own. */
function isSurrogate(layer: ResolvedLayer): boolean {
  return layer.layer.kind === 'softmax' && ['argmax', 'clippedLinear'].includes(softmaxImplementation(layer));
}
