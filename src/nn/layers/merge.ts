import type { LayerBase } from './base.js';

/**
 * Element by element over two or more inputs (`subtract`: two, the first minus the second). Shapes that differ are
 * broadcast: an axis of length 1 is repeated.
 */
export interface MergeLayer extends LayerBase {
  readonly kind: 'add' | 'subtract' | 'multiply' | 'average' | 'maximum' | 'minimum';
}

export interface ConcatenateLayer extends LayerBase {
  readonly kind: 'concatenate';
  /** Counted from 0 without the batch axis. */
  readonly axis: number;
}

/** Sums of products of two inputs along an axis of each; the result has the other axes of the first, then the second. */
export interface DotLayer extends LayerBase {
  readonly kind: 'dot';
  /** Counted from 0 without the batch axis. */
  readonly axes: readonly [number, number];
  /** Divides both by their lengths along their axes first, which gives cosines. */
  readonly normalize: boolean;
}
