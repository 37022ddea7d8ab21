import type { ChangeSet, Edit, SourceText } from '../../text/index.js';
import type { DirectiveNode } from '../nodes/directive-node.js';
import type { Node } from '../nodes/node.js';
import type { FlatTree } from '../parse/flat-tree.js';
import { sameInOutline, type Outline } from '../parse/outline-tree.js';
import type { ParsedFile } from '../parse/parse.js';
import type { FileChange } from './commit.js';
import type { FileUnit } from './file-unit.js';
import { landing, type Move } from './move.js';

/** Which node each handle stood for, to be put back by an undo. */
export interface Handles {
  readonly nodes: ReadonlyMap<number, Node>;
  readonly directives: ReadonlyMap<number, DirectiveNode>;
  readonly outlined: ReadonlyMap<number, Node>;
}

export const handlesOf = ({ handles, directiveHandles, outlineHandles }: FileUnit): Handles => ({
  nodes: new Map(handles),
  directives: new Map(directiveHandles),
  outlined: new Map(outlineHandles),
});

/**
 * Moves a file's handles to the new tree; those whose node is gone end with the reason.
 * @param settled handles that are put back first, for an undo: what was a node's handle is again
 */
export function forwardHandles(change: FileChange, settled?: Handles): void {
  const { unit, changes, before, parsed } = change;
  if (!before || !parsed) return;
  const outlines = outlinesOf(before, parsed);
  // What both outlines show needs no parser.
  if (!outlines && unit.outlineHandles.size > 0) void unit.tree;
  const nodes = [...unit.handles];
  const outlined = [...unit.outlineHandles];
  const directives = [...unit.directiveHandles];
  const kept = new Set<Node>();
  unit.handles.clear();
  unit.directiveHandles.clear();
  unit.outlineHandles.clear();
  for (const [index, handle] of settled?.nodes ?? []) {
    handle.revive(index);
    unit.handles.set(index, handle);
    kept.add(handle);
  }
  for (const [position, handle] of settled?.directives ?? []) {
    handle.revive(position);
    unit.directiveHandles.set(position, handle);
    kept.add(handle);
  }
  for (const [index, handle] of settled?.outlined ?? []) {
    // As it was: the file is parsed again when something asks for more.
    handle.revive(index, true);
    unit.outlineHandles.set(index, handle);
    kept.add(handle);
  }
  for (const [index, handle] of outlined) {
    if (kept.has(handle)) continue;
    const next = sameInOutline(outlines!.before, index, outlines!.after);
    if (next >= 0 && !unit.outlineHandles.has(next)) {
      handle.forward(next, true);
      unit.outlineHandles.set(next, handle);
    } else handle.endHandle(reasonOfEnd(outlines!.before.tree, before.source, index, changes));
  }
  for (const [index, handle] of nodes) {
    if (kept.has(handle)) continue;
    const next = newPlace(change, before, index, parsed);
    if (next >= 0 && !unit.handles.has(next)) {
      handle.forward(next);
      unit.handles.set(next, handle);
    } else handle.endHandle(reasonOfEnd(before.tree, before.source, index, changes));
  }
  const others = directives.filter(([, handle]) => !kept.has(handle));
  forwardDirectives(change, others, before, parsed);
}

/** Both outlines, if neither text was parsed and nothing needs that. */
function outlinesOf(before: ParsedFile, after: ParsedFile): { before: Outline; after: Outline } | null {
  if (before.isParsed || after.isParsed || !before.outline || !after.outline) return null;
  return { before: before.outline, after: after.outline };
}

/** The index that a node has now, or -1. */
function newPlace(
  { changes, indexOf, moves }: FileChange,
  file: ParsedFile,
  index: number,
  after: ParsedFile,
): number {
  if (index === 0) return 0;
  const before = file.tree;
  const start = before.start[index]!;
  const end = before.end[index]!;
  const move = moveOf(moves, start, end);
  if (move) {
    const landed = landing(move, changes, start, end);
    return landed ? after.tree.find(landed.start, landed.end, before.kind[index]!) : -1;
  }
  const known = indexOf?.(index) ?? -1;
  return known >= 0 ? known : newIndex(before, index, changes, after.tree);
}

const moveOf = (moves: readonly Move[], start: number, end: number): Move | undefined =>
  moves.find((move) => move.start <= start && end <= move.end);

function forwardDirectives(
  { unit, changes, moves }: FileChange,
  handles: readonly [number, DirectiveNode][],
  before: ParsedFile,
  after: ParsedFile,
): void {
  for (const [position, handle] of handles) {
    const { start, end, keyword } = before.directives[position]!;
    const move = moveOf(moves, start, end);
    const removed = move ? null : changes.editCovering(start, end);
    const newStart = move ? landing(move, changes, start, end)?.start : changes.map(start, 'right');
    const next = after.directives.findIndex((d) => d.start === newStart && d.keyword === keyword);
    const isNew = next >= 0 && !unit.directiveHandles.has(next);
    if (isNew && (!removed || isExactly(removed, start, end))) {
      handle.forward(next);
      unit.directiveHandles.set(next, handle);
    } else handle.endHandle(`an edit ${removed ? `by ${removed.author} ` : ''}removed it`);
  }
}

const isExactly = (edit: Edit, start: number, end: number): boolean =>
  edit.start === start && edit.end === end && edit.text !== '';

/**
 * The node that a node has become: same kind, at the place to which its ends map. Insertions at an end may
 * belong to it or not (a function's first word is also the function's), so both readings are tried.
 */
function newIndex(before: FlatTree, index: number, changes: ChangeSet, after: FlatTree): number {
  const start = before.start[index]!;
  const end = before.end[index]!;
  const kind = before.kind[index]!;
  // What stands in replaced text is new, unless it is this very node that was replaced.
  const covering = changes.editCovering(start, end);
  if (covering && !isExactly(covering, start, end)) return -1;
  const starts = [changes.map(start, 'right'), changes.map(start, 'left')];
  const ends = [changes.map(end, 'left'), changes.map(end, 'right')];
  for (const newStart of new Set(starts)) {
    for (const newEnd of new Set(ends)) {
      const found = newEnd > newStart || start === end ? after.find(newStart, newEnd, kind) : -1;
      if (found >= 0) return found;
    }
  }
  return -1;
}

function reasonOfEnd(tree: FlatTree, source: SourceText, index: number, changes: ChangeSet): string {
  const start = tree.start[index]!;
  const end = tree.end[index]!;
  const covering = changes.editCovering(start, end);
  const place = source.positionAt(start);
  const where = `${source.path}:${place.line}:${place.column}`;
  if (covering) return `the edit by ${covering.author} at ${where} ${verb(covering)} it`;
  const touching = changes.edits.find((edit) => edit.start <= end && edit.end >= start);
  return `after ${touching ? `the edit by ${touching.author}` : 'the commit'} the text at ${where} reads as something else`;
}

const verb = (edit: Edit): string => (edit.text.trim() === '' ? 'removed' : 'replaced');
