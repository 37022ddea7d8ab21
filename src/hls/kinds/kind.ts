import type { LayerKindName, TypeRole } from '../graph/graph.js';

/**
 * What shared code asks of a kind of layer, so that it never branches on kinds. A new kind is a new file
 * beside this one.
 */
export interface LayerKind {
  readonly name: LayerKindName;
  /** Qualified names of the library functions that compute it. */
  readonly functions: readonly string[];
  /**
   * How many weights and biases its calls pass after the input and the output, from the sizes in its config
   * struct; null for a layer without. What its input is multiplied by counts as weights, whatever its name.
   */
  readonly constants: ((size: (parameter: string) => number) => { weights: number; bias: number }) | null;
  /**
   * The values of `strategy` in its config struct that are understood, by their last name; a config struct without
   * one means `latency`. Empty for a layer whose answer does not depend on it.
   */
  readonly strategies: Readonly<Record<string, StrategyFacts>>;
  /** Member typedefs of the config struct, and what each is for. */
  readonly typeMembers: Readonly<Record<string, TypeRole>>;
  /** Values of config members that are enumerators of the kernel library, by their last name. */
  readonly enumerators: Readonly<Record<string, number>>;
  /**
   * Its place in a virtual layer (MetaML-Pro, section 4.2): a weight layer opens one; batch normalisation,
   * activations and pooling on its output join it; anything else stands alone.
   */
  readonly grouping: 'opens' | 'joins' | 'alone';
  /**
   * Whether its result carries the same values as its input, only fewer, clipped or brought to a common size,
   * so that both are given the same bits. Softmax turns logits into probabilities: a precision that keeps the order of the logits may
   * round every probability to 0, and accuracy on logits would not notice.
   */
  readonly resultFollowsInput: boolean;
}

/** What a strategy of the kernel library changes in the answers of a layer. */
export interface StrategyFacts {
  /** Whether its weights are stored output by output (`weights[out * n_in + in]`) instead of input by input. */
  readonly outputMajor: boolean;
  /** Whether a reuse factor above 1 adds the products in another order, which a saturating sum can tell. */
  readonly reuseReorders: boolean;
}
