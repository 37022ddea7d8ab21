import type { FixedType } from '../../hls/index.js';
import type { ModelLayer, NdArray } from '../../nn/index.js';
import type { Interval } from '../interval.js';

/** What a kind of layer may know when it describes its C++. */
export interface LayerContext {
  /** Its number, from 1 on, the model's inputs counted: `layer2_out`, `config2`, `w2`. */
  readonly index: number;
  /** Shapes of what it reads, in the order of its inputs. */
  readonly inputShapes: readonly (readonly number[])[];
  /** The precision that the user chose for what has no better one. */
  readonly precision: FixedType;
}

/** Constants that a layer's call passes: the array `PREFIX + index` of the type with that key. */
export interface LayerConstants {
  readonly prefix: string;
  readonly typeKey: string;
  readonly array: NdArray;
}

/** The C++ of one layer, as far as its kind decides it. */
export interface LayerDescription {
  /** The config struct: `config2`, `relu_config3`. */
  readonly config: string;
  /**
   * A typedef for each, besides that of the result; the key is hls4ml's word in a `Precision` section, and
   * `fc1` with `weight` makes `fc1_weight_t`.
   */
  readonly types: Readonly<Record<string, FixedType>>;
  readonly constants: readonly LayerConstants[];
  /** Numbers for the config struct's template. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The user may choose between latency and resource; written to the configuration file. */
  readonly hasStrategy: boolean;
}

/** What a layer computes when each input element lies in an interval; all before it is stored in a type. */
export interface LayerRange {
  readonly result: readonly Interval[];
  /** The sums that the accumulator holds, one for each element; null where none can overflow by design. */
  readonly accumulated: readonly Interval[] | null;
}

/**
 * How one kind of layer becomes C++. A new kind is a file beside this one, a line in the registry and two
 * templates: `layers/NAME-config.hbs` and `layers/NAME-call.hbs` (several kinds may share them).
 */
export interface LayerEmitter<L extends ModelLayer = ModelLayer> {
  /** As users call it: `dense`, `relu`. */
  readonly name: string;
  readonly templates: { readonly config: string; readonly call: string };
  /** Headers of the kernel library that declare its function and its config struct. */
  readonly headers: readonly string[];
  emits(layer: ModelLayer): layer is L;
  /** @throws codegen.bad-layer if its sizes do not fit together. */
  describe(layer: L, context: LayerContext): LayerDescription;
  /** @param types its types by their keys. */
  range(layer: L, input: readonly Interval[], types: Readonly<Record<string, FixedType>>): LayerRange;
}
