import { problem } from '../diagnostics/index.js';
import type { KernelLibrary, LayerKindName } from '../hls/index.js';
import type { ResolvedLayer } from './network.js';
import { poolingOf } from './pooling.js';
import { softmaxImplementation } from './tables.js';
import { contains, signalOf } from './wasm/conversion.js';

/**
 * Kinds that Intel's and Siemens's libraries compute as Xilinx's does; tables, pooling, convolutions and recurrent
 * cells have formulas and orders of their own there.
 */
const alikeInAllLibraries: ReadonlySet<LayerKindName> = new Set<LayerKindName>([
  ...(['add', 'average', 'maximum', 'minimum', 'multiply', 'subtract', 'concatenate'] as const),
  ...(['batchNormalization', 'batchNormalizationBinaryTanh', 'batchNormalizationTernaryTanh'] as const),
  ...(['dense', 'linear', 'relu', 'repack', 'zeroPadding', 'cropping'] as const),
]);

const knownOfIntel = [
  ...(['elu', 'selu', 'sigmoid', 'softmax', 'softplus', 'softsign', 'tanh'] as const),
  ...(['gru', 'lstm', 'simpleRnn'] as const),
  ...(['clippedRelu', 'hardSigmoid', 'hardTanh', 'leakyRelu', 'prelu', 'thresholdedRelu'] as const),
  ...(['convolution1d', 'convolution2d', 'dot', 'embedding', 'transpose', 'upSampling'] as const),
  ...(['binaryTanh'] as const),
];

/** Kinds of hls4ml's libraries for ac_fixed that are simulated, besides those. */
const knownOf: Readonly<Record<KernelLibrary, ReadonlySet<LayerKindName>>> = {
  ...{ hlsmith: new Set(), xilinx: new Set() },
  quartus: new Set(knownOfIntel),
  oneapi: new Set([...knownOfIntel, 'depthwiseConvolution1d', 'depthwiseConvolution2d', 'ternaryTanh']),
  // Its activations are piecewise linear functions of a library of Siemens'.
  catapult: new Set([
    ...(['binaryTanh', 'clippedRelu', 'leakyRelu', 'prelu', 'ternaryTanh', 'thresholdedRelu'] as const),
    ...(['convolution1d', 'convolution2d', 'dot', 'embedding', 'transpose', 'upSampling'] as const),
    ...(['depthwiseConvolution1d', 'depthwiseConvolution2d'] as const),
    ...(['separableConvolution1d', 'separableConvolution2d'] as const),
  ]),
};

/**
 * Refuses a layer whose answers are not known exactly.
 *
 * @throws `simulate.channels-first` for images whose channels come first; `simulate.library` for kinds that the library
 *   of `ac_fixed` projects computes otherwise than the one that is simulated.
 */
export function checkSimulated(resolved: ResolvedLayer): void {
  const { layer, inputs, output } = resolved;
  const { name, calls, kind, library } = layer;
  if (calls.endsWith('_cf')) throw problem('simulate.channels-first', { layer: name, calls });
  const isSiemens = [...inputs, output].some(({ family }) => family === 'ac');
  // Our own library computes alike for all targets.
  if (!isSiemens || library === 'hlsmith' || alikeInAllLibraries.has(kind) || isSurrogate(resolved)) return;
  if (isReordered(resolved)) throw problem('simulate.library', { layer: name, kind });
  const isKnown = library && (knownOf[library].has(kind) || (isPooling(kind) && poolsAlike(resolved)));
  if (!isKnown) throw problem('simulate.library', { layer: name, kind });
}

/**
 * Catapult's library adds the products of a convolution of arrays channel by channel, which tells where sums saturate.
 */
function isReordered(layer: ResolvedLayer): boolean {
  const { library, kind } = layer.layer;
  if (library !== 'catapult' || layer.streams || !/[cC]onvolution/.test(kind)) return false;
  return layer.role('accumulator').overflow !== 'WRAP';
}

const isPooling = (kind: LayerKindName): boolean => kind === 'pooling' || kind === 'globalPooling';

/**
 * Streams of Quartus are pooled by code that is not simulated. In those of oneAPI the greatest of a whole image is an
 * accumulator value from the first pixel on, which tells only where that type does not hold the inputs.
 */
function poolsAlike(layer: ResolvedLayer): boolean {
  const { library, kind } = layer.layer;
  if (!layer.streams || library === 'catapult') return true;
  if (library !== 'oneapi') return false;
  const { operation, accumulator } = poolingOf(layer);
  if (kind === 'pooling' || operation === 'average') return true;
  const { fraction, range } = signalOf(layer.input);
  const held = signalOf(accumulator);
  return (
    held.fraction >= fraction &&
    contains(held.range, {
      min: range.min * 2 ** (held.fraction - fraction),
      max: range.max * 2 ** (held.fraction - fraction),
    })
  );
}

/** Softmax surrogates have no tables, whose indices the libraries compute in ways of their own. */
function isSurrogate(layer: ResolvedLayer): boolean {
  return layer.layer.kind === 'softmax' && ['argmax', 'clippedLinear'].includes(softmaxImplementation(layer));
}
