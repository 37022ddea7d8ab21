import type { SourceText } from '../../text/index.js';
import { problem } from '../../diagnostics/index.js';
import type { ChangeSet } from '../../text/index.js';
import type { Capture, Reading } from './backend.js';
import { carry, type Carried } from './carry.js';
import { readMacro, type Directive, type Macro } from './directives.js';
import type { FlatTree } from './flat-tree.js';
import type { MacroTable } from './macro-table.js';
import { inactiveMasks } from './branches.js';
import { flattened, parser } from './parser.js';
import { repairMasks } from './repair.js';
import { applyMasks, makeShadow, mergeMasks, type Mask, type Shadow } from './shadow.js';

/** One file, read: its tree, and what the tree does not show. Immutable, so forks share it. */
export interface ParsedFile {
  readonly source: SourceText;
  /** After an edit it is made when first asked for. */
  readonly tree: FlatTree;
  /** Errors and invented tokens in the tree; at least 1 where the parser only says that there is one. */
  readonly errors: number;
  readonly directives: readonly Directive[];
  readonly masks: readonly Mask[];
  readonly macros: readonly Macro[];
  /** Which way to read it left the fewest errors, as an index into `waysToRead`. */
  readonly way: number;
}

/** What a file was before edits, and the edits. */
export interface Edited {
  readonly file: ParsedFile;
  readonly changes: ChangeSet;
}

export const parse = (source: SourceText, macros: MacroTable): ParsedFile => read(source, macros).parsed;

/** A file read after edits. */
export interface Reread {
  readonly parsed: ParsedFile;
  /** The index that a node has now, -1 where it must be looked for; null where that holds for all. */
  readonly indexOf: ((node: number) => number) | null;
}

/** What helped the file before the edits is tried first, and is enough if it helps again. */
export const parseAgain = (source: SourceText, macros: MacroTable, edited: Edited): Reread =>
  read(source, macros, edited);

function read(source: SourceText, macros: MacroTable, edited?: Edited): Reread {
  const shadow = makeShadow(source.text, macros);
  const ways = waysToRead(source.text, shadow);
  const order = [edited?.file.way ?? 0, ...ways.keys()].filter((way) => way < ways.length);
  const enough = edited?.file.errors ?? 0;
  const { directives } = shadow;
  const lines = { source, directives, macros: macrosOf(directives) };
  const tried = new Set<string>();
  let best: { way: number; masks: readonly Mask[]; reading: Reading } | null = null;
  for (const way of order) {
    const masks = ways[way]!();
    const text = masks === shadow.masks ? shadow.text : applyMasks(source.text, masks);
    if (tried.has(text)) continue;
    const carried = tried.size === 0 && edited ? carriedOver(edited, text) : null;
    if (carried) {
      const { tree, indexOf } = carried;
      const parsed = {
        ...lines,
        way,
        masks,
        errors: 0,
        get tree() {
          return tree();
        },
      };
      return { parsed, indexOf };
    }
    tried.add(text);
    const reading = parser.read(text);
    if (!best || reading.errors < best.reading.errors) {
      best?.reading.release();
      best = { way, masks, reading };
    } else reading.release();
    if (best.reading.errors <= enough) break;
  }
  const { way, masks, reading } = best!;
  const parsed = { ...lines, way, masks, errors: reading.errors, tree: flattened(reading) };
  return { parsed, indexOf: null };
}

function carriedOver({ file, changes }: Edited, after: string): Carried | null {
  if (file.errors > 0) return null;
  const before = applyMasks(file.source.text, file.masks);
  return carry({ tree: file.tree, before, after, changes });
}

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

/** Runs a tree-sitter query over a parsed file. @throws cpp.tree-query */
export function queryTree(parsed: ParsedFile, query: string): Capture[][] {
  try {
    return parser.query(applyMasks(parsed.source.text, parsed.masks), query);
  } catch (error) {
    throw problem('cpp.tree-query', {
      query,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}

export const macrosOf = (directives: readonly Directive[]): Macro[] =>
  directives.map(readMacro).filter((macro) => macro !== null);
