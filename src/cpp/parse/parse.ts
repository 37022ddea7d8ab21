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
}

const backend = await loadBackend();

/** Which parser runs here. */
export const parserName = backend.name;

export function parse(source: SourceText, macros: MacroTable): ParsedFile {
  const shadow = makeShadow(source.text, macros);
  const first: Attempt = { masks: shadow.masks, tree: backend.parse(shadow.text) };
  const { masks, tree } = isClean(first) ? first : repaired(source.text, shadow, first);
  return { source, tree, directives: shadow.directives, masks, macros: macrosOf(shadow.directives) };
}

interface Attempt {
  readonly masks: readonly Mask[];
  readonly tree: FlatTree;
}

const isClean = ({ tree }: Attempt): boolean => !tree.hasError && tree.errors.length === 0;
const errorsOf = ({ tree }: Attempt): number => Math.max(tree.errors.length, tree.hasError ? 1 : 0);

/** Tries what may help a file with errors, the gentlest first, and keeps what leaves the fewest. */
function repaired(text: string, shadow: Shadow, first: Attempt): Attempt {
  let best = first;
  const attempt = (extra: readonly Mask[]): void => {
    if (isClean(best)) return;
    const base = mergeMasks(shadow.masks, extra);
    const plain = applyMasks(text, base);
    const masks = mergeMasks(base, repairMasks(plain));
    for (const candidate of extra.length > 0 ? [base, masks] : [masks]) {
      const next = { masks: candidate, tree: backend.parse(applyMasks(text, candidate)) };
      if (errorsOf(next) < errorsOf(best)) best = next;
      if (isClean(best)) return;
    }
  };
  attempt([]);
  if (shadow.directives.some(({ keyword }) => keyword.startsWith('if'))) {
    for (const choice of ['first', 'last'] as const) attempt(inactiveMasks(shadow.directives, choice));
  }
  return best;
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
