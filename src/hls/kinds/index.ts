import type { LayerKindName } from '../graph/graph.js';
import { activations } from './activations.js';
import { normalizations } from './batch-normalization.js';
import { convolutions } from './convolution.js';
import { dense } from './dense.js';
import type { LayerKind } from './kind.js';
import { merges } from './merges.js';
import { others } from './others.js';
import { poolings } from './pooling.js';
import { recurrences } from './recurrent.js';
import { reshapings } from './reshaping.js';

const kinds: readonly LayerKind[] = [
  ...[dense, ...convolutions, ...recurrences, ...normalizations, ...activations],
  ...[...poolings, ...merges, ...reshapings, ...others],
];

const byName = new Map(kinds.map((kind) => [kind.name, kind]));
const byFunction = new Map(kinds.flatMap((kind) => kind.functions.map((name) => [name, kind])));

export function layerKind(name: LayerKindName): LayerKind {
  return byName.get(name) as LayerKind;
}

/**
 * The kind that a library function (`nnet::dense`) computes, or undefined if it is not known. oneAPI has a second
 * function for streams, `nnet::dense_stream`.
 */
export function layerKindOfFunction(qualifiedName: string): LayerKind | undefined {
  return byFunction.get(qualifiedName) ?? byFunction.get(qualifiedName.replace(/_stream$/, ''));
}

/** The library functions that are read as layers, for messages. */
export const layerFunctions: readonly string[] = [...byFunction.keys()];
