import type { Fold } from './fold.js';
import { shapeFolds } from './shapes.js';
import { valueFolds } from './values.js';

/** By the operator of the standard. */
export const folds: ReadonlyMap<string, Fold> = new Map([...shapeFolds, ...valueFolds]);
