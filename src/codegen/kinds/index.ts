import { problem } from '../../diagnostics/index.js';
import type { LoweredLayer } from '../lower/layers.js';
import { batchNormalization } from './batch-normalization.js';
import { convolution, depthwiseConvolution } from './convolution.js';
import { dense } from './dense.js';
import { einsum } from './einsum.js';
import { elementwise, relu } from './elementwise.js';
import { embedding } from './embedding.js';
import type { LayerEmitter } from './kind.js';
import { concatenate, dot, merge } from './merges.js';
import { parametrised } from './parametrised.js';
import { globalPooling, pooling } from './pooling.js';
import { quantizer } from './quantizer.js';
import { recurrent } from './recurrent.js';
import { reverse } from './reverse.js';
import { cropping, permute, upSampling, zeroPadding } from './reshaping.js';
import { binaryTanh, ternaryTanh } from './signs.js';
import { softmax } from './softmax.js';
import { broadcast, clone, repack } from './streams.js';

const emitters: readonly LayerEmitter[] = [
  ...[dense, convolution, depthwiseConvolution, recurrent, batchNormalization],
  ...[pooling, globalPooling, zeroPadding, cropping, upSampling, permute],
  ...[relu, ...elementwise, ...parametrised, binaryTanh, ternaryTanh, softmax],
  ...[merge, concatenate, dot, einsum, embedding, quantizer],
  ...[clone, repack, broadcast, reverse],
] as readonly LayerEmitter[];

/** @throws codegen.unsupported-layer */
export function emitterOf(layer: LoweredLayer): LayerEmitter {
  const emitter = emitters.find((candidate) => candidate.emits(layer));
  if (emitter) return emitter;
  const kind = layer.kind === 'activation' ? `activation ${layer.activation}` : layer.kind;
  const known = ['reshape', ...emitters.map(({ name }) => name)];
  throw problem('codegen.unsupported-layer', { layer: layer.name, kind, known });
}
