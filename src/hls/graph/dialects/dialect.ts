import type { CallNode, FunctionNode, Project, TypeRef } from '../../../cpp/index.js';
import type { Place } from '../../../diagnostics/index.js';

/** How a backend writes its top function: what shared code asks, so that it never branches on backends. */
export interface ProjectDialect {
  readonly name: string;
  /** Whether a function is written this way. */
  owns(fn: FunctionNode): boolean;
  /** @throws hls.bad-top where the function lacks what makes it one */
  read(project: Project, fn: FunctionNode): TopFunction;
}

/** A function that calls layers, as its dialect tells it. */
export interface TopFunction {
  readonly name: string;
  readonly node: FunctionNode;
  readonly calls: readonly LayerCall[];
  /** What may be declared in it and around it, by name. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Names that stand for another one: `auto& layer4_out = layer3_out;`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** What it is called with and answers into, in order. */
  readonly ends: readonly string[];
  /** How products are stored where a config struct does not say. */
  readonly defaultStrategy: string;
}

/** A call of the kernel library, layer or not. */
export interface LayerCall {
  readonly node: CallNode;
  /** As written: `nnet::dense_resource`. */
  readonly calls: string;
  /** What the model calls the layer; null where the C++ does not say. */
  readonly label: string | null;
  readonly templates: readonly TypeRef[];
  readonly arguments: readonly string[];
  /** Whether the tensors are template arguments, as with pipes, instead of arguments. */
  readonly throughPipes: boolean;
}

/** An array, a stream, a pipe or a struct's member that layers may read and write. */
export interface Variable {
  readonly name: string;
  /** The type of an element of the array, or of a word of the stream. */
  readonly type: TypeRef;
  /** Sizes of the array, products taken apart; null for a stream. */
  readonly extents: readonly number[] | null;
  readonly at: Place;
}
