import type { SourceText } from '../../text/index.js';
import { problem } from '../../diagnostics/index.js';
import type { ChangeSet } from '../../text/index.js';
import type { Capture, Reading } from './backend.js';
import { carry, Offsets } from './carry.js';
import { readMacro, type Directive, type Macro } from './directives.js';
import type { FlatTree } from './flat-tree.js';
import { isHarmless } from './harmless.js';
import type { MacroTable } from './macro-table.js';
import { inactiveMasks } from './branches.js';
import { readOutline } from './outline.js';
import type { Outline } from './outline-tree.js';
import { flattened, parser } from './parser.js';
import { repairMasks } from './repair.js';
import { applyMasks, makeShadow, mergeMasks, type Mask, type Shadow } from './shadow.js';

/** What the parser makes of a file. */
interface Parse {
  /** After an edit it is made when first asked for. */
  readonly tree: FlatTree;
  /** Errors and invented tokens in the tree; at least 1 where the parser only says that there is one. */
  readonly errors: number;
  readonly masks: readonly Mask[];
  /** Which way to read it left the fewest errors, as an index into `waysToRead`. */
  readonly way: number;
}

/**
 * One file and what is known of it; what costs is worked out when first asked for. It never says anything else, so
 * forks share it.
 */
export class ParsedFile {
  private outlined: Outline | null | undefined;
  private macrosFound: readonly Macro[] | null = null;
  private parse: Parse | null = null;

  constructor(
    readonly source: SourceText,
    readonly shadow: Shadow,
    private readonly makeParse: () => Parse,
  ) {}

  get directives(): readonly Directive[] {
    return this.shadow.directives;
  }

  get macros(): readonly Macro[] {
    return (this.macrosFound ??= this.directives.map(readMacro).filter((macro) => macro !== null));
  }

  /** Its loops, without the parser; null where that is not sure to give what the tree has. */
  get outline(): Outline | null {
    if (this.outlined === undefined) this.outlined = outlineOf(this.shadow);
    return this.outlined;
  }

  isOutline(tree: FlatTree): boolean {
    return tree === this.outlined?.tree;
  }

  /** True once something asked for what only the parser knows. */
  get isParsed(): boolean {
    return this.parse !== null;
  }

  get tree(): FlatTree {
    return this.parsed.tree;
  }

  get errors(): number {
    return this.parsed.errors;
  }

  get masks(): readonly Mask[] {
    return this.parsed.masks;
  }

  get way(): number {
    return this.parsed.way;
  }

  private get parsed(): Parse {
    return (this.parse ??= this.makeParse());
  }
}

function outlineOf({ text, directives }: Shadow): Outline | null {
  const outline = readOutline(text);
  if (!outline) return null;
  // Where the branches of a condition make no C++ together, the parser sees the first one only.
  const hidden = inactiveMasks(directives, 'first');
  const isHidden = (offset: number): boolean =>
    hidden.some(({ start, end }) => start <= offset && offset < end);
  return hidden.length > 0 && outline.tree.start.subarray(1).some(isHidden) ? null : outline;
}

/** What a file was before edits, and the edits. */
export interface Edited {
  readonly file: ParsedFile;
  readonly changes: ChangeSet;
}

export const parse = (source: SourceText, macros: MacroTable): ParsedFile =>
  parseLater(source, makeShadow(source.text, macros));

const parseLater = (source: SourceText, shadow: Shadow): ParsedFile =>
  new ParsedFile(source, shadow, () => read(source, shadow));

/** A file read after edits. */
export interface Reread {
  readonly parsed: ParsedFile;
  /** The index that a node has now, -1 where it must be looked for; null where that holds for all. */
  readonly indexOf: ((node: number) => number) | null;
}

/** Reads only what the edits touch, where that is sure to be enough. */
export function parseAgain(source: SourceText, macros: MacroTable, edited: Edited): Reread {
  const { file, changes } = edited;
  const shadow = makeShadow(source.text, macros);
  const seen = { text: file.shadow.text, outline: file.isParsed ? null : file.outline };
  if (!file.isParsed && isHarmless(seen, shadow.text, changes))
    return { parsed: parseLater(source, shadow), indexOf: null };
  const carried = carryOver(source, shadow, edited);
  if (carried) return carried;
  return { parsed: new ParsedFile(source, shadow, () => read(source, shadow, file)), indexOf: null };
}

/** @param before what helped the file before an edit is tried first, and is enough if it helps again */
function read(source: SourceText, shadow: Shadow, before?: ParsedFile): Parse {
  const ways = waysToRead(source.text, shadow);
  const order = [before?.way ?? 0, ...ways.keys()].filter((way) => way < ways.length);
  const enough = before?.errors ?? 0;
  const tried = new Set<string>();
  let best: { way: number; masks: readonly Mask[]; reading: Reading } | null = null;
  for (const way of order) {
    const masks = ways[way]!();
    const text = masks === shadow.masks ? shadow.text : applyMasks(source.text, masks);
    if (tried.has(text)) continue;
    tried.add(text);
    const reading = parser.read(text);
    if (!best || reading.errors < best.reading.errors) {
      best?.reading.release();
      best = { way, masks, reading };
    } else reading.release();
    if (best.reading.errors <= enough) break;
  }
  const { way, masks, reading } = best!;
  return { way, masks, errors: reading.errors, tree: flattened(reading) };
}

/** The tree and the masks that the file had, where the edits leave both as they are. */
function carryOver(source: SourceText, shadow: Shadow, { file, changes }: Edited): Reread | null {
  const { way, errors } = file;
  if (errors > 0) return null;
  // Guesses at what the parser stumbles over are as good as before.
  const masks = way === 0 ? shadow.masks : mergeMasks(shadow.masks, movedMasks(file.masks, changes));
  const before = applyMasks(file.source.text, file.masks);
  const after = way === 0 ? shadow.text : applyMasks(source.text, masks);
  const carried = carry({ tree: file.tree, before, after, changes });
  if (!carried) return null;
  const { tree, indexOf } = carried;
  const parse: Parse = {
    ...{ way, masks, errors },
    get tree() {
      return tree();
    },
  };
  return { parsed: new ParsedFile(source, shadow, () => parse), indexOf };
}

/** Masks at their new places; those that an edit changes are left out. */
function movedMasks(masks: readonly Mask[], { edits }: ChangeSet): Mask[] {
  const offsets = new Offsets(edits);
  const moved: Mask[] = [];
  let next = 0;
  for (const mask of masks) {
    while (next < edits.length && edits[next]!.end <= mask.start) next++;
    if (next < edits.length && edits[next]!.start < mask.end) continue;
    const start = offsets.start(mask.start);
    moved.push({ ...mask, start, end: start + mask.end - mask.start });
  }
  return moved;
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
