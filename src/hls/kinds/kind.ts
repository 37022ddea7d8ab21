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
