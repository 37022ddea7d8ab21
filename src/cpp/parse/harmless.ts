import type { ChangeSet, Edit } from '../../text/index.js';
import { abutsDeletion, isBlank, isBlankForBlank, Offsets, sameBetweenEdits } from './carry.js';
import type { Outline } from './outline-tree.js';
import { withoutComments } from './repair.js';

/** A text as the parser sees it, and its loops. */
interface Seen {
  readonly text: string;
  readonly outline: Outline | null;
}

/**
 * Whether edits cannot make a syntax error, told without the parser: they leave every token as it is, or put braces
 * around a loop's only statement. What was an error still is one. If in doubt they can.
 */
export function isHarmless({ text: before, outline }: Seen, after: string, { edits }: ChangeSet): boolean {
  if (rawString.test(before) || !sameBetweenEdits(before, after, edits)) return false;
  const { shifts } = new Offsets(edits);
  const braces: Edit[] = [];
  for (const [i, edit] of edits.entries()) {
    const { start, end, text } = edit;
    if (abutsDeletion(edits, i) || mayStandInLiteral(before, edit)) return false;
    const put = after.slice(start + shifts[i]!, start + shifts[i]! + text.length);
    if (start === end && /^\s*[{}]\s*$/.test(put)) braces.push({ ...edit, text: put });
    else if (!isBlankForBlank(before, after, edit, shifts[i]!)) return false;
  }
  return braces.length === 0 || (outline !== null && encloseBodies(before, outline, braces));
}

const rawString = /(?<!\w)(?:u8|[uUL])?R"/;

/** A literal ends with its line, unless that is continued. */
function mayStandInLiteral(text: string, { start, end }: Edit): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  return /["']/.test(text.slice(lineStart, end)) || /\\\r?\n$/.test(text.slice(0, lineStart).slice(-3));
}

/** Whether the braces come in pairs around what are bodies of loops without any. */
function encloseBodies(text: string, outline: Outline, braces: readonly Edit[]): boolean {
  const opening = braces.filter((brace) => brace.text.includes('{'));
  const closing = braces.filter((brace) => brace.text.includes('}'));
  const used = new Set<Edit>();
  const isEnclosed = opening.every(({ start }) => {
    const { headerEnd, bodyStart } = outline;
    const loop = headerEnd.findIndex(
      (end, index) => end > 0 && (end === start || bodyStart[index] === start),
    );
    if (loop < 0 || text.charCodeAt(bodyStart[loop]!) === 123 /* { */) return false;
    const bodyEnd = outline.bodyEnd[loop]!;
    const close = closing.find((brace) => !used.has(brace) && mayClose(text, bodyEnd, brace));
    if (close) used.add(close);
    return close !== undefined;
  });
  return isEnclosed && used.size === closing.length;
}

/** Directly behind the body, or on the line behind the comment that ends the body's. */
function mayClose(text: string, bodyEnd: number, { start, text: put }: Edit): boolean {
  if (start === bodyEnd) return true;
  const between = text.slice(bodyEnd, Math.max(start, bodyEnd));
  return (
    start > bodyEnd && !between.includes('\n') && /^\r?\n/.test(put) && isBlank(withoutComments(between))
  );
}
