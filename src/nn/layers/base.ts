/** Row-major. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** A fixed-point type, in the words of `ap_fixed`; whoever knows HLS types can pass it to `fixedType`. */
export interface Precision {
  readonly signed: boolean;
  /** Total bits, at least 1. */
  readonly width: number;
  /** Bits left of the binary point, the sign included; may exceed `width` or be negative. */
  readonly integer: number;
  readonly quantization: 'TRN' | 'RND' | 'RND_CONV';
  readonly overflow: 'WRAP' | 'SAT' | 'SAT_SYM';
}

/**
 * Precisions that the model's file fixes (QKeras quantizers, HGQ). The keys are hls4ml's words. Weights are already
 * rounded: every value of `kernel` is exact in `weight`. A `result` belongs to what the layer computes: the float
 * forward pass rounds to it too, as the framework that trained the model does.
 */
export interface LayerPrecisions {
  readonly result?: Precision;
  readonly weight?: Precision;
  readonly bias?: Precision;
  readonly accum?: Precision;
  /** The recurrent kernel of a recurrent layer, and its state between steps. */
  readonly recurrent_weight?: Precision;
  readonly recurrent_bias?: Precision;
  readonly state?: Precision;
}

export interface LayerBase {
  /** As the model's file spells it: any text. Whoever writes C++ sanitises it. */
  readonly name: string;
  /** Names of the layers whose results this one reads. */
  readonly inputs: readonly string[];
  /** Without the batch axis. Images are `[height, width, channels]`, sequences `[steps, features]`. */
  readonly outputShape: readonly number[];
  /** Absent where the file fixes none. */
  readonly precisions?: LayerPrecisions;
  /** The layer before this one that has the same weights, where the file applies one layer several times. */
  readonly sharedWith?: string;
}
