import type { FixedType } from '../fixed-point/type.js';

/** A place in the C++ that holds a precision: the typedef to rewrite, and what it says now. */
export interface TypeSlot {
  /** The typedef's name, or for a precision that has no typedef, its canonical spelling. */
  readonly typedef: string;
  readonly type: FixedType;
}

/** Values between layers: an array or a stream that is an argument of the top function or local to it. */
export interface Tensor {
  /**
   * The C++ variable or pipe. What only renames it (`auto& layer4_out = layer3_out;`, a copy of a stream) is the
   * same tensor: the reader follows it to the variable that is written.
   */
  readonly name: string;
  /** The type of one element; for a stream of `nnet::array<T, N>`, T, in the typedef that spells it. */
  readonly slot: TypeSlot;
  /**
   * Of one sample: `[features]`, `[time, channels]` or `[height, width, channels]`, as far as the C++ tells. A
   * layer may read it as another shape of the same size, which is how hls4ml flattens and reshapes.
   */
  readonly shape: readonly number[];
  /** Elements that one stream word carries; null for an array. */
  readonly packed: number | null;
}

/** Constants of a layer: `w2[1024]`, or the factors `s4[64]` of a batch normalisation. */
export interface WeightArray {
  readonly name: string;
  readonly slot: TypeSlot;
  readonly length: number;
  /**
   * The numbers as the source writes them, before quantisation; read from the file when first asked. Weights are
   * in the order `[in * n_out + out]` (a convolution's `in` is `[row, column, channel]`; a recurrent layer's
   * `out` is `[gate, state]`), also where the source has them the other way round.
   */
  values(): Float64Array;
  /** Where the C++ holds it in several arrays, one behind the other (a kernel for each gate): these. */
  readonly pieces?: readonly WeightArray[];
}

/** What a layer's types are for; the C++ name is in the config struct (`accum_t`). */
export type TypeRole =
  | 'weight'
  | 'bias'
  | 'recurrentWeight'
  | 'recurrentBias'
  /** Of a GRU whose reset gate works before the matrix: that matrix of the candidate; `recurrentWeight` is the gates'. */
  | 'candidateWeight'
  | 'candidateBias'
  /** Of the cell that a bidirectional layer runs from the end of the sequence to its start. */
  | 'backwardWeight'
  | 'backwardBias'
  | 'backwardRecurrentWeight'
  | 'backwardRecurrentBias'
  /** Of the first half of a separable convolution; `weight` and `bias` are those of its 1x1 kernels. */
  | 'depthwiseWeight'
  | 'depthwiseBias'
  /** What the first half of a separable convolution hands to the second. */
  | 'intermediate'
  /** The number beside the values of an activation: `alpha`, `theta`; for `prelu` one for each value. */
  | 'parameter'
  /** The line of a hard sigmoid or hard tanh. */
  | 'slope'
  | 'shift'
  | 'threshold'
  | 'thresholdHigh'
  | 'thresholdLow'
  | 'accumulator'
  | 'table'
  | 'expTable'
  | 'invTable'
  | 'invInput'
  | 'norm';

export type ActivationKindName =
  | 'binaryTanh'
  /** `nnet::relu1`, `nnet::relu6`: the number in the name is the largest result; `nnet::relu_max`: an argument. */
  | 'clippedRelu'
  | 'elu'
  | 'hardSigmoid'
  | 'hardTanh'
  | 'leakyRelu'
  | 'linear'
  | 'prelu'
  | 'relu'
  | 'selu'
  | 'sigmoid'
  | 'softmax'
  | 'softplus'
  | 'softsign'
  | 'tanh'
  | 'ternaryTanh'
  | 'thresholdedRelu';

export type MergeKindName =
  'add' | 'average' | 'concatenate' | 'dot' | 'maximum' | 'minimum' | 'multiply' | 'subtract';

export type LayerKindName =
  | ActivationKindName
  | MergeKindName
  | 'batchNormalization'
  /** Batch normalisation and the sign of its result in one: `normalize_binary_tanh`, `normalize_ternary_tanh`. */
  | 'batchNormalizationBinaryTanh'
  | 'batchNormalizationTernaryTanh'
  | 'bidirectional'
  /** A stream repeated until it is as large as the one that it is merged with: `nnet::broadcast_stream`. */
  | 'broadcast'
  | 'convolution1d'
  | 'convolution2d'
  | 'cropping'
  | 'dense'
  | 'depthwiseConvolution1d'
  | 'depthwiseConvolution2d'
  | 'einsum'
  | 'einsumDense'
  | 'embedding'
  /** Its constants and inner types are members of its config struct, which are not read. */
  | 'garnet'
  | 'globalPooling'
  | 'gru'
  | 'layerNormalization'
  /** Any function of one value, as a table of its results: `nnet::unary_lut`. */
  | 'lookupTable'
  | 'lstm'
  | 'pooling'
  /** Each value rounded to a type of its own: `nnet::quantize_each` of our converter. */
  | 'quantizer'
  /** Another grouping of the same values in a stream: `nnet::repack_stream`. */
  | 'repack'
  /** A sequence turned round, the last step first: `nnet::reverse` of our converter. */
  | 'reverse'
  | 'separableConvolution1d'
  | 'separableConvolution2d'
  | 'simpleRnn'
  /** One step out of a sequence and back into one, around a layer that is distributed over time. */
  | 'timeStepRead'
  | 'timeStepWrite'
  | 'transpose'
  | 'upSampling'
  | 'zeroPadding';

/** A config struct with its types and numbers. */
export interface LayerConfig {
  /** The struct's name: `config2`, `config2_mult`; '' for a layer without one (a repacked stream). */
  readonly config: string;
  /** Types that it names. */
  readonly types: Readonly<Partial<Record<TypeRole, TypeSlot>>>;
  /**
   * Numeric constants, enumerators included, by their C++ names: `n_in`, `n_out`, `exp_table_size`; elements of a
   * list as `perm[0]`. For a layer also the numbers that its call passes: `alpha` of a leaky ReLU, `size` of a
   * repacked stream.
   */
  readonly parameters: Readonly<Record<string, number>>;
}

/** A library of layers that a project brings along: ours, or that of one of hls4ml's backends. */
export type KernelLibrary = 'hlsmith' | 'xilinx' | 'quartus' | 'oneapi' | 'catapult';

/** Tables of a kernel library, beside it as text. */
export interface LibraryTables {
  /** The numbers of `sigmoid_table`. @throws hls.no-weights, hls.weight-number */
  table(name: string): Float64Array;
}

export interface Layer extends LayerConfig {
  /** The name that the model gave it. */
  readonly name: string;
  readonly kind: LayerKindName;
  /** As the call writes it: `nnet::conv_2d_cl`. */
  readonly calls: string;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly weights: WeightArray | null;
  readonly bias: WeightArray | null;
  /** All constants that the call passes, weights and bias among them. */
  readonly constants: Readonly<Partial<Record<TypeRole, WeightArray>>>;
  /**
   * Config structs that its own names, by member: `mult_config` of a convolution, `mult_config1`, `mult_config2`,
   * `ACT_CONFIG_T` and `ACT_CONFIG_LSTM` of a recurrent layer; those that these name, by both:
   * `depthwise_config.mult_config`.
   */
  readonly parts: Readonly<Record<string, LayerConfig>>;
  /**
   * Functions that its config struct and its parts choose by `template <...> using NAME = nnet::...::FUNCTION<...>`,
   * by the path of the member: `{ activation: 'tanh', activation_recr: 'sigmoid', 'mult_config1.product': 'mult' }`.
   */
  readonly functions: Readonly<Record<string, string>>;
  /**
   * The type that each value of a sample is rounded to, where the C++ spells one for each; null for zero. The
   * result's own type holds them all.
   */
  readonly elementTypes?: readonly (FixedType | null)[];
  /** What computes it, as far as the files beside its config struct tell; hls4ml's compute some layers each its own way. */
  readonly library?: KernelLibrary;
  /** Of hls4ml's libraries for Intel: Quartus and oneAPI. */
  readonly libraryTables?: LibraryTables;
  /** A binary activation that is one above its threshold only, not at it. */
  readonly strictThreshold?: boolean;
  /** A maximum or minimum whose library function compiles for inputs of one type only. */
  readonly sameInputTypes?: boolean;
  /** How a product of an input and a weight is computed: `mult`, `weight_binary`, ..., from `using product`. */
  readonly product: string;
  /** Tables of the approximate multipliers that its products name, by their names. */
  readonly multiplierTables?: Readonly<Record<string, MultiplierTable>>;
}

/** An approximate multiplier as the table of its products. */
export interface MultiplierTable {
  readonly name: string;
  /** Of an operand; the table has 4^bits entries. */
  readonly bits: number;
  /** Operands in two's complement; else magnitudes, whose product takes the operands' signs. */
  readonly isSigned: boolean;
  /** By the bits of the first operand, then those of the second. */
  products(): Float64Array;
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
