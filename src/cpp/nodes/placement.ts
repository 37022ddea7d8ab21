import { problem } from '../../diagnostics/index.js';
import type { Edit } from '../../text/index.js';
import { kindSet } from '../parse/kinds.js';
import {
  endOfLine,
  indentationStep,
  innerIndentation,
  ownIndentation,
  reindent,
  reindentLines,
  withLineEnds,
} from './indentation.js';
import type { FileUnit } from '../project/file-unit.js';
import type { Node } from './node.js';

/** Where inserted code goes: text only, no knowledge of what the code means. */

const containers = new Set([
  ...['compound_statement', 'translation_unit', 'declaration_list', 'field_declaration_list'],
]);
const lists = kindSet(
  ...['parameter_list', 'argument_list', 'template_argument_list', 'template_parameter_list'],
  ...['initializer_list', 'enumerator_list', 'subscript_argument_list'],
);
const controls = new Set([
  ...['for_statement', 'for_range_loop', 'while_statement', 'do_statement', 'if_statement', 'else_clause'],
]);

export function insertBefore(node: Node, code: string): Edit {
  const { unit } = node;
  if (isListElement(node)) return unit.record(node.start, node.start, `${code}, `, 'before');
  const anchor = statementOf(node);
  braceBody(anchor);
  const isSoleBody = !isContainer(anchor) && anchor.parent !== null && controls.has(anchor.parent.syntax);
  return insertInFront(node, anchor.start, isSoleBody, code);
}

/** @param isSoleBody of a loop or branch that gets braces: it goes one step further in than its line */
function insertInFront({ unit, source }: Node, at: number, isSoleBody: boolean, code: string): Edit {
  const lineStart = source.lineStart(at);
  const indentation = source.text.slice(lineStart, at);
  if (/^[ \t]*$/.test(indentation)) {
    return unit.record(at, at, reindentLines(source, code, indentation) + indentation, 'before');
  }
  const own = source.indentationAt(at) + (isSoleBody ? indentationStep(source) : '');
  const needsLine = /^\s*#/.test(code) || code.includes('\n');
  const text = needsLine ? source.lineEnd + own + reindentLines(source, code, own) + own : `${code.trim()} `;
  return unit.record(at, at, text, 'before');
}

export function insertAfter(node: Node, code: string): Edit {
  const { unit, source } = node;
  if (isListElement(node)) return unit.record(node.end, node.end, `, ${code}`, 'after');
  const anchor = statementOf(node);
  braceBody(anchor);
  const rest = source.text.slice(anchor.end, source.lineEndOffset(anchor.end));
  const indentation = source.indentationAt(anchor.start);
  if (/^[ \t;]*(\/\/.*|\/\*[^*]*\*\/\s*)?$/.test(rest)) {
    const at = anchor.end + rest.length;
    return unit.record(at, at, source.lineEnd + indentation + reindent(source, code, indentation), 'after');
  }
  const needsLine = code.includes('\n') || /^\s*#/.test(code);
  const text = needsLine
    ? source.lineEnd + indentation + reindentLines(source, code, indentation) + indentation
    : ` ${code.trim()}`;
  return unit.record(anchor.end, anchor.end, text, 'after');
}

export function insertAtStart(node: Node, code: string): void {
  const { unit, source } = node;
  const { bareBody } = node;
  if (bareBody) {
    putBraces(node, bareBody);
    return void insertInFront(node, bareBody.start, true, code);
  }
  const block = blockOf(node);
  if (!isContainer(block)) return void insertBefore(block, code);
  if (block.parent === null) {
    return unit.edit(0, 0, withLineEnds(source, code.endsWith('\n') ? code : `${code}\n`), 'after');
  }
  if (!block.text.includes('\n')) return openOneLine(block, code, 'start');
  const indentation = innerIndentation(block);
  const open = block.start + 1;
  const rest = source.text.slice(open, source.lineEndOffset(open));
  const text = source.lineEnd + indentation + reindent(source, code, indentation);
  // A comment stays with the brace; code behind it gets a line of its own, or a pragma would swallow it.
  if (endOfLine.test(rest)) return unit.edit(open + rest.length, open + rest.length, text, 'after');
  unit.edit(open, open, text, 'after');
  breakBehind(unit, open, indentation);
}

/** Puts what stands behind a place on a line of its own, its blanks into the indentation. */
function breakBehind(unit: FileUnit, at: number, indentation: string): void {
  if (!unit.claim('line behind brace', at)) return;
  const { source } = unit;
  const blanks = /^[ \t]*/.exec(source.text.slice(at))![0];
  const missing = indentation.startsWith(blanks) ? indentation.slice(blanks.length) : indentation;
  unit.edit(at, at, source.lineEnd + missing, 'before');
}

export function insertAtEnd(node: Node, code: string): void {
  const { unit, source } = node;
  const block = blockOf(node);
  if (!isContainer(block)) return void insertAfter(block, code);
  if (block.parent === null) {
    const { text } = source;
    const glue = text === '' || text.endsWith('\n') ? '' : source.lineEnd;
    const lines = withLineEnds(source, code.endsWith('\n') ? code : `${code}\n`);
    return unit.edit(text.length, text.length, glue + lines, 'before');
  }
  if (!block.text.includes('\n')) return openOneLine(block, code, 'end');
  const close = block.end - 1;
  const lineStart = source.lineStart(close);
  const indentation = innerIndentation(block);
  const closesOwnLine = /^[ \t]*$/.test(source.text.slice(lineStart, close));
  const at = closesOwnLine ? lineStart : close;
  const lead = closesOwnLine ? indentation : source.lineEnd + indentation;
  const tail = closesOwnLine ? '' : source.indentationAt(block.start);
  unit.edit(at, at, lead + reindentLines(source, code, indentation) + tail, 'before');
}

export function remove(node: Node): void {
  const { unit, source } = node;
  if (isListElement(node)) {
    const [from, to] = withComma(source.text, node.start, node.end);
    return unit.edit(from, to, '');
  }
  const anchor = isExpressionStatementCall(node) ? node.parent! : node.anchor;
  if (anchor.parent && controls.has(anchor.parent.syntax) && isBody(anchor)) {
    return unit.edit(anchor.start, anchor.end, ';');
  }
  removeExtent(node, anchor.start, anchor.end);
}

/** Removes text, and its lines if nothing else stands on them. */
function removeExtent({ unit, source }: Node, start: number, end: number): void {
  const lineStart = source.lineStart(start);
  const lineEnd = source.lineEndOffset(end);
  const isAlone =
    /^[ \t]*$/.test(source.text.slice(lineStart, start)) && /^[ \t]*$/.test(source.text.slice(end, lineEnd));
  if (!isAlone) return unit.edit(start, end, '');
  const { text } = source;
  const next = text.startsWith('\r\n', lineEnd) ? lineEnd + 2 : Math.min(lineEnd + 1, text.length);
  unit.edit(lineStart, next, '');
}

/** Takes a statement (with the comment that ends its line) from its place and puts it beside another. */
export function move(node: Node, target: Node, side: 'before' | 'after'): void {
  const { source } = node;
  const anchor = statementOf(node);
  if (anchor.encloses(target)) {
    throw problem(
      'cpp.not-editable',
      { what: `this ${node.kind}`, reason: 'it would be moved into itself' },
      node.at,
    );
  }
  const lineEnd = source.lineEndOffset(anchor.end);
  const comment =
    /^[ \t]*(?:\/\/.*|\/\*[^*]*\*\/\s*)$/.exec(source.text.slice(anchor.end, lineEnd))?.[0] ?? '';
  const own = source.indentationAt(anchor.start);
  const code = (own + anchor.text + comment).replace(/\s+$/, '');
  const insertion = side === 'before' ? insertBefore(target, code) : insertAfter(target, code);
  const end = anchor.end + comment.length;
  removeExtent(node, anchor.start, end);
  if (target.unit === node.unit) node.unit.recordMove({ start: anchor.start, end, insertion });
}

/** Puts a statement into braces behind a header, one step further in. */
export function enclose(node: Node, header: string): void {
  const { unit, source } = node;
  const anchor = statementOf(node);
  const own = source.indentationAt(anchor.start);
  const step = indentationStep(source);
  const open = `${withLineEnds(source, header)} {${source.lineEnd}${own}${step}`;
  unit.edit(anchor.start, anchor.start, open, 'before');
  // Each further line goes in by one step; what is inside may be edited all the same.
  for (let feed = source.text.indexOf('\n', anchor.start); feed >= 0 && feed < anchor.end;) {
    const next = feed + 1;
    const isBlank = /^\s*$/.test(source.text.slice(next, source.lineEndOffset(next)));
    if (!isBlank) unit.edit(next, next, step, 'before');
    feed = source.text.indexOf('\n', next);
  }
  const rest = source.text.slice(anchor.end, source.lineEndOffset(anchor.end));
  const at = /^[ \t]*(\/\/.*|\/\*[^*]*\*\/\s*)?$/.test(rest) ? anchor.end + rest.length : anchor.end;
  unit.edit(at, at, `${source.lineEnd}${own}}`, 'after');
}

/** The statement, declaration or member that holds the node (or the node itself), label and template included. */
export function statementOf(node: Node): Node {
  let at = node.anchor;
  while (at.parent) {
    const kind = at.parent.syntax;
    if (containers.has(kind) || (controls.has(kind) && isBody(at))) return at;
    at = at.parent.anchor.encloses(at) ? at.parent.anchor : at.parent;
  }
  return at;
}

/** The braces that hold a node's content, or its only statement. @throws cpp.not-editable when it has none */
function blockOf(node: Node): Node {
  if (containers.has(node.syntax)) return node;
  const body = node.field('body') ?? node.field('consequence');
  if (!body) {
    throw problem('cpp.not-editable', { what: `this ${node.kind}`, reason: 'it has no body' }, node.at);
  }
  return body;
}

const isContainer = (node: Node): boolean => containers.has(node.syntax);

/** Gives the body of a loop or `if` braces before something is put beside its only statement. */
function braceBody(statement: Node): void {
  const parent = statement.parent;
  if (!parent || !controls.has(parent.syntax) || !isBody(statement)) return;
  if (isContainer(statement)) return;
  const { tree, start, end } = statement;
  const header = tree
    .children(parent.index)
    .filter((child) => child < statement.index && tree.name(child) !== 'comment')
    .at(-1)!;
  putBraces(parent, { headerEnd: tree.end[header]!, start, end });
}

/** The only statement of a loop or branch, and where what is in front of it ends. */
export interface BareBody {
  readonly headerEnd: number;
  readonly start: number;
  readonly end: number;
}

function putBraces(owner: Node, { headerEnd, start, end }: BareBody): void {
  const { unit, source } = owner;
  if (!unit.claim('braces', start)) return;
  // On the header's line its blank goes in front of the brace, or it would end the line.
  const isBehindBlanks = /^[ \t]+$/.test(source.text.slice(headerEnd, start));
  if (isBehindBlanks) unit.edit(start, start, '{', 'before');
  else unit.edit(headerEnd, headerEnd, ' {', 'before');
  const rest = source.text.slice(end, source.lineEndOffset(end));
  // Behind what `insertAfter` puts at the same place.
  const ownLine = /^[ \t]*(\/\/.*|\/\*[^*]*\*\/\s*)?$/.test(rest);
  const at = end + (ownLine ? rest.length : 0);
  unit.edit(at, at, ownLine ? `${source.lineEnd}${source.indentationAt(owner.start)}}` : ' }', 'before');
}

function isBody(node: Node): boolean {
  const parent = node.parent!;
  const field = node.tree.child(parent.index, 'body');
  if (field === node.index) return true;
  if (parent.syntax === 'else_clause') return true;
  return node.tree.child(parent.index, 'consequence') === node.index;
}

function isExpressionStatementCall(node: Node): boolean {
  return node.parent?.syntax === 'expression_statement' && node.anchor === node;
}

function isListElement(node: Node): boolean {
  const parent = node.tree.parent[node.index]!;
  return parent >= 0 && lists.has(node.tree.kind[parent]!);
}

/** The extent of a list element with the comma that goes when it goes. */
function withComma(text: string, start: number, end: number): [number, number] {
  const behind = /^\s*,\s*/.exec(text.slice(end));
  if (behind) return [start, end + behind[0].length];
  const before = /\s*,\s*$/.exec(text.slice(0, start));
  return before ? [start - before[0].length, end] : [start, end];
}

/** `{ a; }` on one line: the inserted code gets its own line only if it must. */
function openOneLine(block: Node, code: string, where: 'start' | 'end'): void {
  const { unit, source } = block;
  const own = ownIndentation(block);
  const inner = own + indentationStep(source);
  const lines = /^\s*#/m.test(code) || code.trim().includes('\n');
  const lineEnd = source.lineEnd;
  const isEmpty = /^\{\s*\}$/.test(block.text);
  const breaks = lines || isEmpty;
  if (where === 'start') {
    const open = block.start + 1;
    if (!breaks) return unit.edit(open, open, ` ${code.trim()}`, 'after');
    unit.edit(open, open, lineEnd + inner + reindent(source, code, inner), 'after');
    breakBehind(unit, open, isEmpty ? own : inner);
  } else {
    const text = breaks ? lineEnd + inner + reindentLines(source, code, inner) + own : `${code.trim()} `;
    unit.edit(block.end - 1, block.end - 1, text, 'before');
  }
}
