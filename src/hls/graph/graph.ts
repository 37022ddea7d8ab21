import type { FixedType } from '../fixed-point/type.js';

/** A place in the C++ that holds a precision: the typedef to rewrite, and what it says now. */
export interface TypeSlot {
  /** The typedef's name, or for a precision that has no typedef, its canonical spelling. */
  readonly typedef: string;
  readonly type: FixedType;
}

/** An array of values between layers: an argument of the top function or one of its local arrays. */
export interface Tensor {
  /** The C++ variable. */
  readonly name: string;
  readonly slot: TypeSlot;
  readonly shape: readonly number[];
}

/** Constants of a layer: `w2[1024]`, or the factors `s4[64]` of a batch normalisation. */
export interface WeightArray {
  readonly name: string;
  readonly slot: TypeSlot;
  readonly length: number;
  /**
   * The numbers as the source writes them, before quantisation; read from the file when first asked. Weights are
   * in the order `[in * n_out + out]`, also where the source has them the other way round.
   */
  values(): Float64Array;
}

/** What a layer's types are for; the C++ name is in the config struct (`accum_t`). */
export type TypeRole =
  'weight' | 'bias' | 'accumulator' | 'table' | 'expTable' | 'invTable' | 'invInput' | 'norm';

export type LayerKindName = 'batchNormalization' | 'dense' | 'linear' | 'relu' | 'softmax';

export interface Layer {
  /** The name that the model gave it. */
  readonly name: string;
  readonly kind: LayerKindName;
  /** The config struct that its call names: `config2`. */
  readonly config: string;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly weights: WeightArray | null;
  readonly bias: WeightArray | null;
  /** Types named by the config struct, weights and biases included. */
  readonly types: Readonly<Partial<Record<TypeRole, TypeSlot>>>;
  /** Numeric constants of the config struct, by their C++ names: `n_in`, `n_out`, `exp_table_size`. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** The layers of a generated project, in the order in which the top function calls them. */
export interface LayerGraph {
  /** The top function's name. */
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly layers: readonly Layer[];
}

/** Types by typedef name; a typedef that is not named keeps its type. */
export type PrecisionAssignment = ReadonlyMap<string, FixedType>;
