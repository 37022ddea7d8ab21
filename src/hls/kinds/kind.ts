import type { FixedType } from '../fixed-point/type.js';
import type { Layer, LayerKindName, PrecisionAssignment, TypeRole, TypeSlot } from '../graph/graph.js';

/**
 * What shared code asks of a kind of layer, so that it never branches on kinds. A new kind is a new entry in a
 * family's file beside this one, or a new file.
 */
export interface LayerKind {
  readonly name: LayerKindName;
  /** Qualified names of the library functions that compute it. */
  readonly functions: readonly string[];
  /** The ways in which it is called; the first whose numbers of arguments fit is taken. */
  readonly calls: readonly CallShape[];
  /** The arrays of constants that its calls pass, by role, from the sizes in its config struct. */
  constants(size: Sizes): Readonly<Partial<Record<TypeRole, ConstantShape>>>;
  /** The shape of one sample of its input; null if its config struct does not tell. */
  inputShape(place: ShapePlace): readonly number[] | null;
  /** The shape of one sample of its output; null if neither its config struct nor its inputs tell. */
  outputShape(place: OutputPlace): readonly number[] | null;
  /**
   * The values of `strategy` in its config struct that are understood, by their last name. Empty for a layer whose
   * constants are stored in one way only.
   */
  readonly strategies: Readonly<Record<string, StrategyFacts>>;
  /** Member typedefs of the config struct and of its parts, and what each is for. */
  readonly typeMembers: Readonly<Record<string, TypeRole>>;
  /** Members of the config struct that hold a list of numbers, read as parameters `perm[0]`, `perm[1]`, ... */
  readonly lists: readonly string[];
  /**
   * What a role is called in a part of the config struct, where it is another than in the layer: the second matrix
   * product of a recurrent layer has the recurrent weights as its `weight`. By the part's path.
   */
  readonly partRoles: Readonly<Record<string, Readonly<Partial<Record<TypeRole, TypeRole>>>>>;
  /** Types that must be one C++ type for the kernel to compile. */
  ties(layer: Layer): readonly TypeTie[];
  /** Tensors whose type the library spells out (`ap_uint<1>` for signs), so that no other compiles. */
  readonly spelledOut: readonly ('input' | 'output')[];
  /** What follows from the types that a layer is given, beside the types themselves. */
  dependents(place: DependentPlace): Dependents;
  /**
   * Its place in a virtual layer (MetaML-Pro, section 4.2): a weight layer opens one; batch normalisation,
   * activations and pooling on its output join it; anything else stands alone.
   */
  readonly grouping: 'opens' | 'joins' | 'alone';
  /**
   * What its result's precision is to the one of its input:
   * - `follows`: it carries the same values, only fewer, clipped or brought to a common size, so that both are
   *   given the same bits;
   * - `own`: its values are of another size (a sigmoid, a sum), so that its result has a precision of its own;
   * - `fixed`: not to be narrowed. Softmax turns logits into probabilities: a precision that keeps the order of
   *   the logits may round every probability to 0, and accuracy on logits would not notice. The signs that a
   *   binary activation writes have one bit.
   */
  readonly result: 'follows' | 'own' | 'fixed';
  /** Whether its config struct spells a type for each value: `res[0] = ap_fixed<8, 2>(data[0]);`. */
  readonly typesEachElement: boolean;
  /** Whether its inputs are values of one kind (a sum's terms, a concatenation's pieces), given the same bits. */
  readonly inputsAlike: boolean;
}

/** A word for a template argument: a tensor's type, the config struct, another type, or a number. */
export type TemplateWord = 'input' | 'output' | 'config' | `type:${TypeRole}` | `number:${string}`;

/** A word for an argument: a tensor, an array of constants, a number, or nothing that a layer needs. */
export type ArgumentWord = 'input' | 'output' | TypeRole | `number:${string}` | 'ignored';

/** How a layer is called: what each template argument and each argument is. */
export interface CallShape {
  readonly templates: readonly TemplateWord[];
  /** A role that stands several times is one array in several pieces, in order. */
  readonly arguments: readonly ArgumentWord[];
}

/** An array of constants. */
export interface ConstantShape {
  /** How many numbers. */
  readonly length: number;
  /** Rows of a matrix `[inputs, outputs]`; a strategy may store it transposed. None for a vector. */
  readonly inputs?: number;
  /** Where it is stored in longer rows than it has: how many rows, and how many numbers are between two of them. */
  readonly padded?: { readonly used: number; readonly rows: number; readonly rowLength: number };
  /** Whether the config struct need not name its type, which is then the one that it is declared with. */
  readonly typedByItself?: boolean;
}

/** Numbers of a config struct or its parts: `size('n_in')`, `size('depthwise_config.n_chan')`. */
export interface Sizes {
  /**
   * The first of the names that the config struct has.
   *
   * @throws hls.no-constant if it has none of them.
   */
  (...names: readonly string[]): number;
  /** Whether the config struct has a number of that name. */
  has(name: string): boolean;
}

export interface ShapePlace {
  readonly size: Sizes;
  /** The function as called: `nnet::conv_2d_cf`. */
  readonly calls: string;
}

export interface OutputPlace extends ShapePlace {
  /** Shapes of the inputs. */
  readonly inputs: readonly (readonly number[])[];
  /** Elements in a word of the output stream; null for an array. */
  readonly packed: number | null;
}

/** What a strategy of the kernel library changes in the answers of a layer. */
export interface StrategyFacts {
  /** Whether its weights are stored output by output (`weights[out * n_in + in]`) instead of input by input. */
  readonly outputMajor: boolean;
  /** Whether a reuse factor above 1 adds the products in another order, which a saturating sum can tell. */
  readonly reuseReorders: boolean;
}

/**
 * Types that the library's function takes as one template parameter, or passes to a function that does: giving
 * one of them another format makes the kernel refuse to compile.
 */
export type TypeTie = readonly (TypeRole | 'input' | 'inputs' | 'output')[];

/** A layer whose types are about to change. */
export interface DependentPlace {
  readonly layer: Layer;
  /** The type that a slot will have. */
  type(slot: TypeSlot): FixedType;
  /** Whether the change names that slot. */
  isAssigned(slot: TypeSlot): boolean;
}

/** Types, and numbers of the layer's config struct, that a change of other types brings about. */
export interface Dependents {
  readonly types?: PrecisionAssignment;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** A call with a config struct behind the types of its tensors: `f<in_t, out_t, config>(in, out, ...)`. */
export function configuredCall(...constants: readonly ArgumentWord[]): CallShape {
  return { templates: ['input', 'output', 'config'], arguments: ['input', 'output', ...constants] };
}

/** What most layers declare: a call without constants, in one stored order, that stands alone. */
export const plainLayer = {
  calls: [configuredCall()],
  constants: () => ({}),
  inputShape: () => null,
  outputShape: () => null,
  strategies: {},
  typeMembers: {},
  lists: [],
  partRoles: {},
  ties: () => [],
  spelledOut: [],
  dependents: () => ({}),
  grouping: 'alone',
  result: 'own',
  typesEachElement: false,
  inputsAlike: false,
} as const satisfies Partial<LayerKind>;

/**
 * Weights of a matrix product. hls4ml transposes them for its resource strategies (nnet_dense_resource.h), which
 * walk through them in an order that the reuse factor chooses.
 */
export const productStrategies: Readonly<Record<string, StrategyFacts>> = {
  latency: { outputMajor: false, reuseReorders: false },
  resource: { outputMajor: true, reuseReorders: true },
  resource_unrolled: { outputMajor: true, reuseReorders: true },
  // Exact sums, as the latency strategy has them in an accumulator that drops nothing.
  distributed_arithmetic: { outputMajor: false, reuseReorders: false },
};

/** `[height, width, channels]`, or channels first where the function's name says so (`nnet::conv_2d_cf`). */
export function image(calls: string, extents: readonly number[], channels: number): readonly number[] {
  return /_cf(_|$)/.test(calls) ? [channels, ...extents] : [...extents, channels];
}
