import type { LayerBase, ModelLayer } from '../../nn/index.js';

/** A stream can be read once: this copies it for several readers, each of which names one copy. */
export interface CloneLayer extends LayerBase {
  readonly kind: 'clone';
  readonly copies: readonly string[];
}

/** The same values in the same order, in words of another size. */
export interface RepackLayer extends LayerBase {
  readonly kind: 'repack';
}

/** A stream's pixel, or its only channel, repeated until it has the shape of another. */
export interface BroadcastLayer extends LayerBase {
  readonly kind: 'broadcast';
}

/** A sequence `[steps, channels]`, the last step first. */
export interface ReverseLayer extends LayerBase {
  readonly kind: 'reverse';
}

/** What the C++ is made of: the model's layers after lowering, and what only streams need. */
export type LoweredLayer = ModelLayer | CloneLayer | RepackLayer | BroadcastLayer | ReverseLayer;

export interface LoweredModel {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly layers: readonly LoweredLayer[];
}
