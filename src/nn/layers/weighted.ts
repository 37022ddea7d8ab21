import type { LayerBase, NdArray } from './base.js';

/** x * kernel + bias over the last axis; on `[steps, features]` that is what TimeDistributed(Dense) does, too. */
export interface DenseLayer extends LayerBase {
  readonly kind: 'dense';
  /** `[in, out]`. */
  readonly kernel: NdArray;
  /** `[out]`; zeros where the model has no bias. */
  readonly bias: NdArray;
}

/** `x * scale + bias` over the last axis: what batch normalisation does once it is trained. */
export interface BatchNormalizationLayer extends LayerBase {
  readonly kind: 'batchNormalization';
  /** `[channels]`. */
  readonly scale: NdArray;
  /** `[channels]`. */
  readonly bias: NdArray;
}

/** How a window moves: each list has one entry for 1D (steps), two for 2D (rows, columns). */
export interface Window {
  readonly strides: readonly number[];
  /** Zeros before and after, as the file says or as 'same' and 'causal' come to on this input's shape. */
  readonly padding: readonly (readonly [before: number, after: number])[];
}

/** Cross-correlation, channels last. */
export interface ConvolutionLayer extends LayerBase, Window {
  readonly kind: 'conv1d' | 'conv2d';
  /** `[width, in / groups, filters]` or `[height, width, in / groups, filters]`. */
  readonly kernel: NdArray;
  /** `[filters]`; zeros where the model has no bias. */
  readonly bias: NdArray;
  readonly dilation: readonly number[];
  /** 1 unless the file says otherwise. Filter f reads the channels of group floor(f * groups / filters). */
  readonly groups: number;
}

/**
 * Each channel by itself; result channel `c * multiplier + m` reads channel c. A separable convolution is this
 * (`NAME_depthwise`) and a convolution with a window of 1 behind it (`NAME`).
 */
export interface DepthwiseConvolutionLayer extends LayerBase, Window {
  readonly kind: 'depthwiseConv1d' | 'depthwiseConv2d';
  /** `[width, channels, multiplier]` or `[height, width, channels, multiplier]`. */
  readonly kernel: NdArray;
  /** `[channels * multiplier]`; zeros where the model has no bias. */
  readonly bias: NdArray;
  readonly dilation: readonly number[];
}

/** The largest or the mean value in each window, channel by channel; padding counts for neither. */
export interface PoolingLayer extends LayerBase, Window {
  readonly kind: 'pooling1d' | 'pooling2d';
  readonly mode: 'max' | 'average';
  readonly size: readonly number[];
}

/** The largest or the mean value of each channel. The result is `[channels]`, or `[1, 1, channels]` (`[1, channels]`). */
export interface GlobalPoolingLayer extends LayerBase {
  readonly kind: 'globalPooling1d' | 'globalPooling2d';
  readonly mode: 'max' | 'average';
}

/** Row `x` of the table for each element x, an index from 0. */
export interface EmbeddingLayer extends LayerBase {
  readonly kind: 'embedding';
  /** `[vocabulary, features]`. */
  readonly table: NdArray;
}

/** An Einstein sum over the input and a kernel, plus a bias. */
export interface EinsumDenseLayer extends LayerBase {
  readonly kind: 'einsumDense';
  /** With the batch axis: `abc,cd->abd`; no ellipsis. */
  readonly equation: string;
  readonly kernel: NdArray;
  /** Of as many axes as the result; axes of length 1 are shared. Absent where the model has none. */
  readonly bias?: NdArray;
}

/** An Einstein sum over two inputs: multi-head attention is einsumDense, einsum and softmax layers. */
export interface EinsumLayer extends LayerBase {
  readonly kind: 'einsum';
  /** With the batch axis: `aecd,abcd->acbe`; no ellipsis. */
  readonly equation: string;
}
