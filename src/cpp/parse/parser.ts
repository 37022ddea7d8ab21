import { loadBackend, type Reading } from './backend.js';
import type { FlatTree } from './flat-tree.js';

/** The parser of this process. */
export const parser = await loadBackend();

/** Which parser runs here. */
export const parserName = parser.name;

/** Copies what was read, and gives the parser's memory back. */
export function flattened(reading: Reading): FlatTree {
  try {
    return reading.flatten();
  } finally {
    reading.release();
  }
}

/** The tree of a piece of C++ that belongs to no project: a pattern, a piece to insert. */
export const parseSnippet = (text: string): FlatTree => flattened(parser.read(text));
