import { problem } from '../../diagnostics/index.js';
import type { ModelLayer } from '../../nn/index.js';
import { batchNormalization } from './batch-normalization.js';
import { dense } from './dense.js';
import { linear, relu } from './elementwise.js';
import type { LayerEmitter } from './kind.js';
import { softmax } from './softmax.js';

const emitters: readonly LayerEmitter[] = [dense, batchNormalization, relu, linear, softmax];

/** @throws codegen.unsupported-layer */
export function emitterOf(layer: ModelLayer): LayerEmitter {
  const emitter = emitters.find((candidate) => candidate.emits(layer));
  if (emitter) return emitter;
  const kind = layer.kind === 'activation' ? `activation ${layer.activation}` : layer.kind;
  const known = emitters.map(({ name }) => name);
  throw problem('codegen.unsupported-layer', { layer: layer.name, kind, known });
}
