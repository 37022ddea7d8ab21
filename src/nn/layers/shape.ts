import type { LayerBase } from './base.js';

/** The same values in row-major order under another shape: Flatten too. */
export interface ReshapeLayer extends LayerBase {
  readonly kind: 'reshape';
}

/** Axis i of the result is axis `axes[i]` of the input, counted from 0 without the batch axis. */
export interface PermuteLayer extends LayerBase {
  readonly kind: 'permute';
  readonly axes: readonly number[];
}

/** Zeros around each spatial axis. */
export interface ZeroPaddingLayer extends LayerBase {
  readonly kind: 'zeroPadding1d' | 'zeroPadding2d';
  readonly padding: readonly (readonly [before: number, after: number])[];
}

/** Leaves out what lies at the ends of each spatial axis. */
export interface CroppingLayer extends LayerBase {
  readonly kind: 'cropping1d' | 'cropping2d';
  readonly cropping: readonly (readonly [before: number, after: number])[];
}

/** Repeats each place along each spatial axis (nearest neighbour). */
export interface UpSamplingLayer extends LayerBase {
  readonly kind: 'upSampling1d' | 'upSampling2d';
  readonly factors: readonly number[];
}

/** `[features]` to `[count, features]`. */
export interface RepeatVectorLayer extends LayerBase {
  readonly kind: 'repeatVector';
  readonly count: number;
}
