import type { ChangeSet, Edit } from '../../text/index.js';
import { char } from './characters.js';
import type { FlatTree } from './flat-tree.js';
import { graft, NodeShifts, readAgain, touchedParts, type Part } from './graft.js';
import { kindSet } from './kinds.js';

/** What an edit leaves of a file's tree. */
export interface Carried {
  /** Made when first asked for. */
  tree(): FlatTree;
  /** The index that a node has now; -1 for one in a part that was read again. */
  indexOf(node: number): number;
}

/** A text before and after edits, as the parser sees it. */
export interface SeenChange {
  /** Of the text before; without errors. */
  readonly tree: FlatTree;
  readonly before: string;
  readonly after: string;
  readonly changes: ChangeSet;
}

/**
 * The tree of an edited text, from the one that it had: what the parser does not see (pragmas and other
 * directives are blanks to it) only moves nodes; of the rest, only the statements and declarations are read again
 * that the edits touch. Null where that is not sure to give what reading the whole text gives.
 */
export function carry(change: SeenChange): Carried | null {
  const { tree, before, after, changes } = change;
  const { edits } = changes;
  const offsets = new Offsets(edits);
  if (!sameBetweenEdits(before, after, edits)) return null;
  const seen = edits.filter(
    (edit, i) => abutsDeletion(edits, i) || !isBlankToParser(tree, before, after, edit, offsets.shifts[i]!),
  );
  const parts = seen.length === 0 ? [] : touchedParts(tree, before, seen);
  if (!parts) return null;
  const read: Part[] = [];
  for (const part of parts) {
    const text = after.slice(offsets.start(part.start, 'left'), offsets.end(part.end, 'right'));
    const again = readAgain(tree, part, text, after.charCodeAt(offsets.end(part.end, 'right')));
    if (!again) return null;
    read.push(again);
  }
  const shifts = new NodeShifts(read);
  return {
    tree: once(() => graft(tree, read, offsets, after.length)),
    indexOf: (node) => (read.some(({ first, last }) => first <= node && node < last) ? -1 : shifts.of(node)),
  };
}

/** Makes a value when it is first asked for, and then forgets how. */
function once<T>(make: () => T): () => T {
  let state: { readonly make: () => T } | { readonly value: T } = { make };
  return () => {
    if ('make' in state) state = { value: state.make() };
    return state.value;
  };
}

/** Where offsets land. */
export class Offsets {
  /** How far what stands behind the edits before each one has moved; at the end, behind all. */
  readonly shifts: Int32Array;
  private readonly starts: Int32Array;

  constructor(edits: readonly Edit[]) {
    this.starts = Int32Array.from(edits, ({ start }) => start);
    this.shifts = new Int32Array(edits.length + 1);
    for (const [i, { start, end, text }] of edits.entries()) {
      this.shifts[i + 1] = this.shifts[i]! + text.length - (end - start);
    }
  }

  /** The start of a node or part; what is inserted there comes before it (`left`: belongs to it). */
  start(offset: number, insertion: 'left' | 'right' = 'right'): number {
    return offset + this.shifts[this.before(insertion === 'right' ? offset + 1 : offset)]!;
  }

  /** The end of a node or part; what is inserted there comes behind it (`right`: belongs to it). */
  end(offset: number, insertion: 'left' | 'right' = 'left'): number {
    return this.start(offset, insertion);
  }

  /** The number of edits that begin before an offset. */
  private before(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** An edit may change what the parser sees elsewhere: a macro's name, a quote, an open comment. */
export function sameBetweenEdits(before: string, after: string, edits: readonly Edit[]): boolean {
  let at = 0;
  let shift = 0;
  for (const { start, end, text } of edits) {
    if (before.slice(at, start) !== after.slice(at + shift, start + shift)) return false;
    at = end;
    shift += text.length - (end - start);
  }
  return before.slice(at) === after.slice(at + shift);
}

const closed = kindSet(
  ...['string_literal', 'raw_string_literal', 'char_literal', 'system_lib_string', 'user_defined_literal'],
);

/** An edit beside a deletion may put together what both leave. */
export function abutsDeletion(edits: readonly Edit[], i: number): boolean {
  const { start, end, text } = edits[i]!;
  const abuts = edits[i - 1]?.end === start || edits[i + 1]?.start === end;
  return abuts && text.length < end - start;
}

/** Blanks for blanks, where more or fewer of them change nothing: between two tokens, and not joining them. */
function isBlankToParser(tree: FlatTree, before: string, after: string, edit: Edit, shift: number): boolean {
  if (!isBlankForBlank(before, after, edit, shift)) return false;
  const { start, end } = edit;
  const around = tree.innermost(Math.max(start - 1, 0), Math.min(end + 1, before.length));
  if (around > 0 && tree.last[around] === around + 1) return false;
  for (let node = around; node > 0; node = tree.parent[node]!) {
    if (closed.has(tree.kind[node]!)) return false;
  }
  return true;
}

/** The part of that which can be told without a tree. */
export function isBlankForBlank(
  before: string,
  after: string,
  { start, end, text }: Edit,
  shift: number,
): boolean {
  const put = after.slice(start + shift, start + shift + text.length);
  if (!isBlank(put) || !isBlank(before.slice(start, end))) return false;
  const left = before.charCodeAt(start - 1);
  const right = before.charCodeAt(end);
  const joins = (put === '' || start === end) && start > 0 && end < before.length;
  if (joins && !isApart(left) && !isApart(right)) return false;
  return left !== char.backslash && (!endsLineComment(before, start) || /^\r?\n/.test(put));
}

export const isBlank = (text: string): boolean => !/\S/.test(text);

/** Never part of a longer token. */
const isApart = (code: number): boolean =>
  code <= char.space || code === char.semicolon || code === char.openBrace || code === char.closeBrace;

/** Whether a line comment may reach up to an offset: a look at the line is enough to be careful. */
const endsLineComment = (text: string, offset: number): boolean =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).includes('//');
