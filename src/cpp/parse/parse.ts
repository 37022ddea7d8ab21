import type { SourceText } from '../../text/index.js';
import { problem } from '../../diagnostics/index.js';
import { loadBackend, type Capture } from './backend.js';
import { readMacro, type Directive, type Macro } from './directives.js';
import type { FlatTree } from './flat-tree.js';
import type { MacroTable } from './macro-table.js';
import { inactiveMasks } from './branches.js';
import { repairMasks } from './repair.js';
import { applyMasks, makeShadow, mergeMasks, type Mask, type Shadow } from './shadow.js';

/** One file, read: its tree, and what the tree does not show. Immutable, so forks share it. */
export interface ParsedFile {
  readonly source: SourceText;
  readonly tree: FlatTree;
  readonly directives: readonly Directive[];
  readonly masks: readonly Mask[];
  readonly macros: readonly Macro[];
  /** Which way to read it left the fewest errors, as an index into `waysToRead`. */
  readonly way: number;
}

const backend = await loadBackend();

/** Which parser runs here. */
export const parserName = backend.name;

/** @param before the file before an edit: what helped it then is tried first, and is enough if it helps again */
export function parse(source: SourceText, macros: MacroTable, before?: ParsedFile): ParsedFile {
  const shadow = makeShadow(source.text, macros);
  const ways = waysToRead(source.text, shadow);
  const order = [before?.way ?? 0, ...ways.keys()].filter((way) => way < ways.length);
  const enough = before ? errorsOf(before.tree) : 0;
  const tried = new Set<readonly Mask[]>();
  let best: { way: number; masks: readonly Mask[]; tree: FlatTree } | null = null;
  for (const way of new Set(order)) {
    const masks = ways[way]!();
    if (tried.has(masks)) continue;
    tried.add(masks);
    const tree = backend.parse(masks === shadow.masks ? shadow.text : applyMasks(source.text, masks));
    if (!best || errorsOf(tree) < errorsOf(best.tree)) best = { way, masks, tree };
    if (errorsOf(best.tree) <= enough) break;
  }
  const { directives } = shadow;
  return { source, ...best!, directives, macros: macrosOf(directives) };
}

const errorsOf = (tree: FlatTree): number => Math.max(tree.errors.length, tree.hasError ? 1 : 0);

/**
 * The masks to try, the gentlest first: those of the shadow; with guesses at what the parser stumbled over; and
 * where there are conditional lines, with all but their first or last branches masked, without guesses and with.
 */
function waysToRead(text: string, shadow: Shadow): (() => readonly Mask[])[] {
  const guessed = (base: readonly Mask[]): readonly Mask[] => {
    const guesses = repairMasks(applyMasks(text, base));
    return guesses.length > 0 ? mergeMasks(base, guesses) : base;
  };
  const ways = [() => shadow.masks, () => guessed(shadow.masks)];
  if (!shadow.directives.some(({ keyword }) => keyword.startsWith('if'))) return ways;
  for (const choice of ['first', 'last'] as const) {
    const chosen = (): readonly Mask[] => mergeMasks(shadow.masks, inactiveMasks(shadow.directives, choice));
    ways.push(chosen, () => guessed(chosen()));
  }
  return ways;
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
