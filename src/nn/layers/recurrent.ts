import type { InnerActivation } from './activation.js';
import type { LayerBase, NdArray } from './base.js';

interface RecurrentBase extends LayerBase {
  /** `[features, gates * units]`. */
  readonly kernel: NdArray;
  /** `[units, gates * units]`. */
  readonly recurrentKernel: NdArray;
  /** `[gates * units]`, zeros where the model has none. */
  readonly bias: NdArray;
  readonly units: number;
  /** The result is `[steps, units]`, else the last state `[units]`. The first state is zero. */
  readonly returnSequences: boolean;
  /** Reads the last step first; a returned sequence is in the order of reading. */
  readonly goBackwards: boolean;
  readonly activation: InnerActivation;
}

/** h = activation(x kernel + h recurrentKernel + bias). */
export interface SimpleRnnLayer extends RecurrentBase {
  readonly kind: 'simpleRnn';
}

/**
 * Gates in the order i, f, c, o, each a block of `units` columns: c = f c + i activation(...), h = o activation(c);
 * i, f and o with the recurrent activation (Hochreiter and Schmidhuber, 1997).
 */
export interface LstmLayer extends RecurrentBase {
  readonly kind: 'lstm';
  readonly recurrentActivation: InnerActivation;
}

/**
 * Gates in the order z (update), r (reset), h; h' = z h + (1 - z) candidate (Cho et al., 2014). The candidate is
 * activation(x kernel + bias + (r h) recurrentKernel), or with `resetAfter`
 * activation(x kernel + bias + r (h recurrentKernel + recurrentBias)).
 */
export interface GruLayer extends RecurrentBase {
  readonly kind: 'gru';
  readonly recurrentActivation: InnerActivation;
  readonly resetAfter: boolean;
  /** `[gates * units]`; zeros unless `resetAfter` and the model has biases. */
  readonly recurrentBias: NdArray;
}

export type RecurrentLayer = SimpleRnnLayer | LstmLayer | GruLayer;

/** Two recurrent layers on the same input; a sequence of the one that goes backwards is turned round before merging. */
export interface BidirectionalLayer extends LayerBase {
  readonly kind: 'bidirectional';
  readonly forward: RecurrentLayer;
  /** With `goBackwards` opposite to the other's. */
  readonly backward: RecurrentLayer;
  /** `concat`: along the last axis, forward first. */
  readonly mergeMode: 'concat' | 'sum' | 'mul' | 'ave';
}
