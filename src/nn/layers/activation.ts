import type { LayerBase, NdArray, Precision } from './base.js';

/** A function of each element by itself; softmax: of each vector along an axis. */
export type ActivationFunction =
  | {
      /**
       * - `selu`: 1.0507009873554805 * elu(x), with alpha 1.6732632423543772 (Klambauer et al., 2017)
       * - `softplus`: ln(1 + exp(x)); `softsign`: x / (1 + |x|)
       * - `hardTanh`: x, limited to [-1, 1]
       * - `binaryTanh`: 1 where x >= 0, else -1
       */
      readonly activation:
        'linear' | 'selu' | 'sigmoid' | 'tanh' | 'hardTanh' | 'softplus' | 'softsign' | 'binaryTanh';
    }
  | ReluFunction
  | {
      /** x where x >= 0, else negativeSlope * x. */
      readonly activation: 'leakyRelu';
      readonly negativeSlope: number;
    }
  | {
      /** x where x > threshold, else 0. */
      readonly activation: 'thresholdedRelu';
      readonly threshold: number;
    }
  | {
      /** x where x > 0, else alpha * (exp(x) - 1). */
      readonly activation: 'elu';
      readonly alpha: number;
    }
  | {
      /** x where x > 0, else alpha * x. */
      readonly activation: 'prelu';
      /** Of as many axes as the input; an axis of length 1 is shared by all places along it. */
      readonly alpha: NdArray;
    }
  | {
      /** slope * x + shift, limited to [0, 1]. Keras 2: 0.2 and 0.5; Keras 3: 1/6 and 0.5; QKeras: 0.5 and 0.5. */
      readonly activation: 'hardSigmoid';
      readonly slope: number;
      readonly shift: number;
    }
  | {
      /** 1 where x > threshold, -1 where x < -threshold, else 0. */
      readonly activation: 'ternaryTanh';
      readonly threshold: number;
      /** QKeras: 1 and -1 at the thresholds themselves, too. */
      readonly inclusive?: boolean;
    }
  | {
      readonly activation: 'softmax';
      /** Counted from 0 without the batch axis; the last where absent. */
      readonly axis?: number;
    };

/**
 * x where x > threshold, but at most maxValue; else negativeSlope * (x - threshold). What is absent is 0, maxValue
 * infinity. With a slope alone the reader makes it a `leakyRelu`, with a threshold alone a `thresholdedRelu`.
 */
export interface ReluFunction {
  readonly activation: 'relu';
  readonly maxValue?: number;
  readonly threshold?: number;
  readonly negativeSlope?: number;
}

/** With `precisions.result` where the file quantises it: QKeras' quantized_bits is a `linear` with one. */
export type ActivationLayer = LayerBase & { readonly kind: 'activation' } & ActivationFunction;

/** An activation inside a recurrent layer, and what it is rounded to where the file says so. */
export interface InnerActivation {
  readonly function: ActivationFunction;
  readonly precision?: Precision;
}

/** Rounds each element to a fixed-point type of its own (HGQ). Where they are all the same there is no such layer. */
export interface FixedPointQuantizerLayer extends LayerBase {
  readonly kind: 'fixedPointQuantizer';
  /** The shape of the three arrays; as many axes as the input, an axis of length 1 is shared. */
  readonly shape: readonly number[];
  /** Total bits; 0 makes the element 0. */
  readonly widths: readonly number[];
  /** The sign included. */
  readonly integers: readonly number[];
  readonly signed: readonly boolean[];
  readonly quantization: Precision['quantization'];
  readonly overflow: Precision['overflow'];
}
