import type { FixedType } from '../hls/index.js';
import type { NdArray } from '../nn/index.js';
import type { PlannedAdders } from './adders/index.js';
import type { Extent } from './interval.js';
import type { LayerDescription, LayerEmitter, LayerRange, TensorRange } from './kinds/kind.js';
import type { LoweredLayer } from './lower/index.js';
import type { ResolvedOptions, Strategy } from './options.js';

export interface PlannedType {
  /** hls4ml's word for it in a `Precision` section: `weight`, `accum`, `result`. */
  readonly key: string;
  /** The typedef's name. */
  readonly name: string;
  readonly type: FixedType;
}

/** An array or a stream between layers. */
export interface PlannedTensor {
  /** The layer whose result it is, as the model names it. */
  readonly layer: string;
  readonly variable: string;
  readonly type: PlannedType;
  readonly shape: readonly number[];
  readonly size: number;
  /** Elements in one word of its stream; null for an array. */
  readonly packed: number | null;
  /** The variable that this is another name of; null for one of its own. */
  readonly alias: string | null;
  /** Whether its type is that of another tensor. */
  readonly sharesType: boolean;
}

/** An array of constants, in a header of its own. */
export interface PlannedConstants {
  readonly variable: string;
  readonly type: PlannedType;
  readonly array: NdArray;
  readonly extent: Extent;
}

/** A layer with every name that its C++ uses. */
export interface PlannedLayer {
  readonly layer: LoweredLayer;
  readonly emitter: LayerEmitter;
  readonly description: LayerDescription;
  /** What stands for the model's name of it in C++, unique in the project. */
  readonly identifier: string;
  readonly config: string;
  /** Names of the structs that its config struct names, by what the template calls them. */
  readonly parts: Readonly<Record<string, string>>;
  readonly strategy: Strategy;
  readonly reuseFactor: number;
  /** As the user chose it; undefined where that is left to the kind. */
  readonly tableSize: number | undefined;
  readonly parallelizationFactor: number;
  /** What stands for its multipliers under distributed arithmetic. */
  readonly adders: PlannedAdders | null;
  readonly inputs: readonly PlannedTensor[];
  readonly outputs: readonly PlannedTensor[];
  /** Without that of the result, which is its output's. */
  readonly types: readonly PlannedType[];
  readonly constants: readonly PlannedConstants[];
  readonly inputRanges: readonly TensorRange[];
  /** Before it is stored. */
  readonly range: LayerRange;
}

/** A model with all its C++ names and types decided: nothing is left but to write it down. */
export interface ProjectPlan {
  readonly options: ResolvedOptions;
  /** In the order of the top function's parameters. */
  readonly inputs: readonly PlannedTensor[];
  readonly outputs: readonly PlannedTensor[];
  /** Every tensor with a variable of its own or another's, in the order of the calls. */
  readonly tensors: readonly PlannedTensor[];
  /** In the order of their calls; the model's inputs and what only renames are not among them. */
  readonly layers: readonly PlannedLayer[];
  /** Lines for the user: what is otherwise than asked for. */
  readonly remarks: readonly string[];
}
