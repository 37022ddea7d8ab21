/**
 * A network as data: layers in topological order, weights as arrays. What a file calls one layer with an
 * activation inside is two layers here (`fc1`, `fc1_relu`), as HLS sees it.
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

/** Row-major. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

interface LayerBase {
  /** As the model's file spells it: any text. Whoever writes C++ sanitises it. */
  readonly name: string;
  /** Names of the layers whose results this one reads. */
  readonly inputs: readonly string[];
  /** Without the batch axis. */
  readonly outputShape: readonly number[];
}

export interface InputLayer extends LayerBase {
  readonly kind: 'input';
}

export interface DenseLayer extends LayerBase {
  readonly kind: 'dense';
  /** `[in, out]`. */
  readonly kernel: NdArray;
  /** `[out]`; zeros where the model has no bias. */
  readonly bias: NdArray;
}

export interface ActivationLayer extends LayerBase {
  readonly kind: 'activation';
  readonly activation: 'linear' | 'relu' | 'softmax';
}

/** `x * scale + bias` over the last axis: what batch normalisation does once it is trained. */
export interface BatchNormalizationLayer extends LayerBase {
  readonly kind: 'batchNormalization';
  /** `[channels]`. */
  readonly scale: NdArray;
  /** `[channels]`. */
  readonly bias: NdArray;
}

export type ModelLayer = InputLayer | DenseLayer | ActivationLayer | BatchNormalizationLayer;
