import type { ChangeSet, Edit } from '../../text/index.js';

/** Text that is taken from one place of a file and put, indented for it, at another. */
export interface Move {
  readonly start: number;
  readonly end: number;
  /** What puts it there: the same text but for white space. */
  readonly insertion: Edit;
}

/** Where a piece of moved text is after the edits: its first and last character are counted without white space. */
export function landing(
  { start: from, insertion }: Move,
  changes: ChangeSet,
  start: number,
  end: number,
): { start: number; end: number } | null {
  const { text } = changes.source;
  const before = inkIn(text, from, start);
  const first = inkAt(insertion.text, before);
  const last = inkAt(insertion.text, before + inkIn(text, start, end) - 1);
  if (first < 0 || last < first) return null;
  const at = changes.placeOf(insertion);
  return { start: at + first, end: at + last + 1 };
}

/** The number of characters that are not white space. */
function inkIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (!isBlank(text, i)) count++;
  return count;
}

/** The offset of the n-th such character (the first is 0), or -1. */
function inkAt(text: string, n: number): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (!isBlank(text, i) && count++ === n) return i;
  return -1;
}

const isBlank = (text: string, offset: number): boolean => text.charCodeAt(offset) <= 32;
