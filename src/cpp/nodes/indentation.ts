import type { SourceText } from '../../text/index.js';
import type { Node } from './node.js';

/** How inserted code is indented, and ends its lines, as the place wants it. */

/** Code with the line ends of the text that it goes into. */
export function withLineEnds(source: SourceText, code: string): string {
  return code.includes('\n') ? code.replace(/\r?\n/g, source.lineEnd) : code;
}

/**
 * Code with its common indentation replaced and the line ends of the place that it goes to; the first line gets no
 * indentation, since it is put behind some, and the last no line end.
 */
export function reindent(source: SourceText, code: string, indentation: string): string {
  const lines = code
    .replace(/\r\n/g, '\n')
    .replace(/^\n+|\s+$/g, '')
    .split('\n');
  if (lines.length === 1) return lines[0]!.trimStart();
  const margins = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length);
  const margin = Math.min(...margins);
  return lines
    .map((line, index) => (line.trim() === '' ? '' : (index === 0 ? '' : indentation) + line.slice(margin)))
    .join(source.lineEnd);
}

/** The same with a line end behind the last line. */
export const reindentLines = (source: SourceText, code: string, indentation: string): string =>
  reindent(source, code, indentation) + source.lineEnd;

/** Nothing, or a comment that ends with the line. */
export const endOfLine = /^[ \t]*(?:\/\/.*|\/\*(?:[^*]|\*(?!\/))*\*\/[ \t]*)?$/;

/** The indentation of a block's content: that of its first line of code, else one step more than its own. */
export function innerIndentation(block: Node): string {
  const { source } = block;
  const own = ownIndentation(block);
  const first = firstLine(block);
  if (first >= 0) {
    const inner = source.indentationAt(first);
    if (inner.length > own.length || block.parent === block.file) return inner;
  }
  return own + indentationStep(source);
}

/** Where the first statement or comment begins that stands on a line behind the opening brace's; -1 if none does. */
function firstLine(block: Node): number {
  const { source, unit, start, end } = block;
  const { text } = unit.parsed.shadow;
  const lineEnd = source.lineEndOffset(start);
  if (endOfLine.test(text.slice(start + 1, lineEnd))) {
    let at = lineEnd;
    while (text.charCodeAt(at) <= 32) at++;
    return at < end - 1 ? at : -1;
  }
  const first = block.children.find((child) => child.start > lineEnd);
  return first ? first.start : -1;
}

/** That of the line which the block begins, else of what it belongs to: parameters may be aligned further in. */
export function ownIndentation(block: Node): string {
  const { source, start } = block;
  const beginsLine = /^[ \t]*$/.test(source.text.slice(source.lineStart(start), start));
  return source.indentationAt(beginsLine ? start : (block.parent ?? block).start);
}

/** One step of indentation as this file does it; four spaces where it shows none. */
export function indentationStep(source: SourceText): string {
  const match = /\{[ \t]*\r?\n(?:[ \t]*\r?\n)*([ \t]+)\S/.exec(source.text);
  if (!match) return '    ';
  const opening = source.indentationAt(match.index);
  return match[1]!.startsWith(opening) && match[1]! !== opening ? match[1]!.slice(opening.length) : '    ';
}
