import type { SourceText } from '../../text/index.js';
import { problem } from '../../diagnostics/index.js';
import { loadBackend, type Capture } from './backend.js';
import { readMacro, type Directive, type Macro } from './directives.js';
import type { FlatTree } from './flat-tree.js';
import type { MacroTable } from './macro-table.js';
import { applyMasks, makeShadow, type Mask } from './shadow.js';

/** One file, read: its tree, and what the tree does not show. Immutable, so forks share it. */
export interface ParsedFile {
  readonly source: SourceText;
  readonly tree: FlatTree;
  readonly directives: readonly Directive[];
  readonly masks: readonly Mask[];
  readonly macros: readonly Macro[];
}

const backend = await loadBackend();

/** Which parser runs here. */
export const parserName = backend.name;

export function parse(source: SourceText, macros: MacroTable): ParsedFile {
  const shadow = makeShadow(source.text, macros);
  return {
    source,
    tree: backend.parse(shadow.text),
    directives: shadow.directives,
    masks: shadow.masks,
    macros: macrosOf(shadow.directives),
  };
}

/** The tree of a piece of C++ that belongs to no project: a pattern, a piece to insert. */
export const parseSnippet = (text: string): FlatTree => backend.parse(text);

/** Runs a tree-sitter query over a parsed file. @throws cpp.tree-query */
export function queryTree(parsed: ParsedFile, query: string): Capture[][] {
  try {
    return backend.query(applyMasks(parsed.source.text, parsed.masks), query);
  } catch (error) {
    throw problem('cpp.tree-query', {
      query,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}

export const macrosOf = (directives: readonly Directive[]): Macro[] =>
  directives.map(readMacro).filter((macro) => macro !== null);
