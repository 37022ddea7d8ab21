import type { FixedType } from '../../hls/index.js';
import type { NdArray } from '../../nn/index.js';
import type { Interval } from '../interval.js';
import type { LoweredLayer } from '../lower/layers.js';
import type { Strategy } from '../options.js';

/** What a layer reads, as far as its C++ depends on it. */
export interface InputTensor {
  readonly shape: readonly number[];
  readonly type: FixedType;
  /** Elements in one word of its stream; null for an array. */
  readonly packed: number | null;
}

/** What a kind of layer may know when it describes its C++. */
export interface LayerContext {
  /** Its number, from 1 on, the model's inputs counted: `layer2_out`, `config2`, `w2`. */
  readonly index: number;
  /** What it reads, in the order of its inputs. */
  readonly inputs: readonly InputTensor[];
  readonly isStream: boolean;
  readonly reuseFactor: number;
  readonly strategy: Strategy;
  /** Results of a convolution that are computed at the same time. */
  readonly parallelizationFactor: number;
  /** Entries of a table; undefined where the user leaves it to the kind. */
  readonly tableSize: number | undefined;
  /**
   * The type for one of hls4ml's words in a `Precision` section: what the user asked for, or what the model's file
   * says, or `usual`, or where that is left out the precision that the user chose for everything.
   */
  type(key: string, usual?: FixedType): FixedType;
  /** As `type`, for constants: where nothing is asked for, integer bits that hold them all. */
  constantType(key: string, values: NdArray): FixedType;
  /** The accumulator of products of the two types: what was asked for, or null, which means that it is inferred. */
  accumulatorType(): FixedType | null;
}

/** Constants that a layer's call passes: the array `PREFIX + index` of the type with that key. */
export interface LayerConstants {
  readonly prefix: string;
  readonly typeKey: string;
  readonly array: NdArray;
}

/** Names and numbers that a call is made of. */
export interface CallNames {
  readonly config: string;
  /** Typedefs and variables of what it reads and writes. */
  readonly inputs: readonly { readonly type: string; readonly variable: string }[];
  readonly outputs: readonly { readonly type: string; readonly variable: string; readonly size: number }[];
  readonly types: Readonly<Record<string, string>>;
  /** In the description's order. */
  readonly constants: readonly string[];
}

export interface Call {
  /** Between the angle brackets. */
  readonly types: readonly (string | number)[];
  readonly arguments: readonly (string | number)[];
}

/** The C++ of one layer, as far as its kind decides it. */
export interface LayerDescription {
  /** The library's function, without its namespace: `conv_2d_cl`. */
  readonly function: string;
  /** The config struct's template under `layers/`; null for a call without one. */
  readonly template: string | null;
  /** The config struct: `config2`, `relu_config3`. */
  readonly config: string;
  /** Structs that it names: by what the template calls them. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Headers of the kernel library that declare its function and its config struct. */
  readonly headers: readonly string[];
  /**
   * A typedef for each, besides that of the result; the key is hls4ml's word in a `Precision` section, and
   * `fc1` with `weight` makes `fc1_weight_t`. Null: inferred from what it accumulates.
   */
  readonly types: Readonly<Record<string, FixedType | null>>;
  /** Bits right of the point with which an inferred accumulator loses nothing. */
  readonly exactFraction?: number;
  readonly constants: readonly LayerConstants[];
  /** Numbers and words for the config struct's template. */
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  /** A list for the config struct's template. */
  readonly rows?: readonly Readonly<Record<string, number | string | null>>[];
  /**
   * What its result is stored in where nobody asks for a type: a type; `input`: that of its (first) input;
   * `inputTypedef`: the input's very typedef, for library functions that know one type only. Left out: the
   * precision that was chosen, or inferred.
   */
  readonly result?: FixedType | 'input' | 'inputTypedef';
  /** Whether each result is an element of the input or a whole number. */
  readonly onlyClips?: true;
  /** The constant matrix that distributed arithmetic makes adders for; its last axis is that of the outputs. */
  readonly matrix?: NdArray;
  /** The user may choose between latency and resource; written to the configuration file. */
  readonly hasStrategy: boolean;
  /** As written to the configuration file, where it is not what was asked for. */
  readonly reuseFactor?: number;
  /** Where it is not inputs, output and config; inputs, output and constants. */
  call?(names: CallNames): Call;
}

/**
 * Intervals of a tensor's elements: element i lies in number `i % length`. One for all, one for each channel (the
 * last axis) or one for each element.
 */
export type TensorRange = readonly Interval[];

/** What a layer computes when each input element lies in an interval; all before it is stored in a type. */
export interface LayerRange {
  readonly result: TensorRange;
  /** The sums that the accumulator holds; null where none can overflow by design. */
  readonly accumulated: TensorRange | null;
  /** Whether the result's type holds more than the results: the cell state of an LSTM. */
  readonly hasHiddenState?: boolean;
}

/**
 * How one kind of layer becomes C++. A new kind is a file beside this one, a line in the registry and a
 * template `layers/NAME-config.hbs` (several kinds may share it).
 */
export interface LayerEmitter<L extends LoweredLayer = LoweredLayer> {
  /** As users call it: `dense`, `relu`. */
  readonly name: string;
  /** Whether it has a `matrix` that adders can stand for. */
  readonly hasMatrix?: boolean;
  emits(layer: LoweredLayer): layer is L;
  /** @throws codegen.bad-layer if its sizes do not fit together. */
  describe(layer: L, context: LayerContext): LayerDescription;
  /**
   * @param types its types by their keys; an inferred one is not there yet.
   * @param shapes those of what it reads
   */
  range(
    layer: L,
    inputs: readonly TensorRange[],
    types: Readonly<Record<string, FixedType>>,
    shapes: readonly (readonly number[])[],
  ): LayerRange;
}
