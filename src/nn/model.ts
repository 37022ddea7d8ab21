import type { ActivationLayer, FixedPointQuantizerLayer } from './layers/activation.js';
import type { LayerBase } from './layers/base.js';
import type { ConcatenateLayer, DotLayer, MergeLayer } from './layers/merge.js';
import type { BidirectionalLayer, RecurrentLayer } from './layers/recurrent.js';
import type {
  CroppingLayer,
  PermuteLayer,
  RepeatVectorLayer,
  ReshapeLayer,
  UpSamplingLayer,
  ZeroPaddingLayer,
} from './layers/shape.js';
import type {
  BatchNormalizationLayer,
  ConvolutionLayer,
  DenseLayer,
  DepthwiseConvolutionLayer,
  EinsumDenseLayer,
  EinsumLayer,
  EmbeddingLayer,
  GlobalPoolingLayer,
  PoolingLayer,
} from './layers/weighted.js';

export type * from './layers/activation.js';
export type * from './layers/base.js';
export type * from './layers/merge.js';
export type * from './layers/recurrent.js';
export type * from './layers/shape.js';
export type * from './layers/weighted.js';

/**
 * A network as data: layers in topological order, weights as arrays. What a file calls one layer with an
 * activation inside is two layers here (`fc1`, `fc1_relu`), as HLS sees it. A layer that the file applies several
 * times is a layer for each (`fc1`, `fc1_2`, with the same arrays); a model inside a model is its layers.
 */
export interface Model {
  readonly name: string;
  /** Names of the input layers, in the model's order. */
  readonly inputs: readonly string[];
  /** Names of the layers whose results are the model's outputs. */
  readonly outputs: readonly string[];
  /** Topological: a layer comes after every layer that it reads. */
  readonly layers: readonly ModelLayer[];
}

export interface InputLayer extends LayerBase {
  readonly kind: 'input';
  /**
   * For each axis the one that it is in the model's file, counted from 0 without the batch axis, where the orders
   * differ: `[1, 2, 0]` for an image whose channels come first there.
   */
  readonly fileAxes?: readonly number[];
}

/** Applies another layer to each step of a sequence; only where that differs from the layer on the whole. */
export interface TimeDistributedLayer extends LayerBase {
  readonly kind: 'timeDistributed';
  /** Reads one step: its shapes are without the first axis. */
  readonly layer: ModelLayer;
}

export type ModelLayer =
  | InputLayer
  | DenseLayer
  | BatchNormalizationLayer
  | ConvolutionLayer
  | DepthwiseConvolutionLayer
  | PoolingLayer
  | GlobalPoolingLayer
  | ActivationLayer
  | FixedPointQuantizerLayer
  | RecurrentLayer
  | BidirectionalLayer
  | TimeDistributedLayer
  | ReshapeLayer
  | PermuteLayer
  | ZeroPaddingLayer
  | CroppingLayer
  | UpSamplingLayer
  | RepeatVectorLayer
  | MergeLayer
  | ConcatenateLayer
  | DotLayer
  | EmbeddingLayer
  | EinsumDenseLayer
  | EinsumLayer;
