import type { LayerKindName } from '../graph/graph.js';
import { linear, relu, softmax } from './activations.js';
import { batchNormalization } from './batch-normalization.js';
import { dense } from './dense.js';
import type { LayerKind } from './kind.js';

const kinds: readonly LayerKind[] = [dense, batchNormalization, relu, linear, softmax];

const byName = new Map(kinds.map((kind) => [kind.name, kind]));
const byFunction = new Map(kinds.flatMap((kind) => kind.functions.map((name) => [name, kind])));

export function layerKind(name: LayerKindName): LayerKind {
  return byName.get(name) as LayerKind;
}

/** The kind that a library function (`nnet::dense`) computes, or undefined if it is not known. */
export function layerKindOfFunction(qualifiedName: string): LayerKind | undefined {
  return byFunction.get(qualifiedName);
}

/** The library functions that are read as layers, for messages. */
export const layerFunctions: readonly string[] = [...byFunction.keys()];
