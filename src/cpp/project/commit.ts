import { problem } from '../../diagnostics/index.js';
import { unifiedDiff, type ChangeSet, type Edit, type SourceText } from '../../text/index.js';
import type { DirectiveNode } from '../nodes/directive-node.js';
import type { Node } from '../nodes/node.js';
import type { FlatTree } from '../parse/flat-tree.js';
import type { ParsedFile, Reread } from '../parse/parse.js';
import type { FileUnit } from './file-unit.js';

/** What a commit did. */
export interface Commit {
  /** Paths of the files that changed. */
  readonly files: readonly string[];
  /** Number of edits. */
  readonly edits: number;
  /** Unified diff of this commit alone. */
  readonly diff: string;
  /** Takes the commit back. @throws cpp.undo when a later commit changed one of its files */
  undo(): void;
}

/** One file's part of a commit, worked out before anything changes. */
export interface FileChange {
  readonly unit: FileUnit;
  readonly changes: ChangeSet;
  readonly before: ParsedFile | null;
  readonly source: SourceText;
  readonly parsed: ParsedFile | null;
  /** The new index of a node, -1 where it must be looked for; null where that holds for all. */
  readonly indexOf: Reread['indexOf'];
}

/** Works out what pending edits make of a file; reparses it only if something had parsed it. */
export function prepare(unit: FileUnit, allowErrors: boolean): FileChange {
  const changes = unit.pending!;
  const before = unit.isParsed ? unit.parsed : null;
  const source = unit.source.withText(changes.apply());
  if (!before) return { unit, changes, before, source, parsed: null, indexOf: null };
  const { parsed, indexOf } = unit.project.parseAgain(source, { file: before, changes });
  if (!allowErrors && parsed.errors > before.errors) refuseNewErrors(before, parsed, changes);
  return { unit, changes, before, source, parsed, indexOf };
}

function refuseNewErrors(
  before: ParsedFile,
  { tree, source, errors }: ParsedFile,
  changes: ChangeSet,
): never {
  const firstNew = tree.errors.find((node) => !hadErrorAt(before.tree, changes, tree, node));
  const offset = tree.start[firstNew ?? tree.errors[0] ?? 0]!;
  const authors = [...new Set(changes.edits.map((edit) => edit.author))].join(', ');
  throw problem(
    'cpp.commit.breaks',
    { author: authors, before: before.tree.errors.length, found: errors },
    source.placeAt(offset),
  );
}

function hadErrorAt(before: FlatTree, changes: ChangeSet, after: FlatTree, node: number): boolean {
  return before.errors.some((old) => changes.map(before.start[old]!, 'right') === after.start[node]);
}

/** Which node each handle stood for, to be put back by an undo. */
export interface Handles {
  readonly nodes: ReadonlyMap<number, Node>;
  readonly directives: ReadonlyMap<number, DirectiveNode>;
}

export const handlesOf = ({ handles, directiveHandles }: FileUnit): Handles => ({
  nodes: new Map(handles),
  directives: new Map(directiveHandles),
});

/**
 * Moves a file's handles to the new tree; those whose node is gone end with the reason.
 * @param settled handles that are put back first, for an undo: what was a node's handle is again
 */
export function forwardHandles(change: FileChange, settled?: Handles): void {
  const { unit, changes, before, parsed } = change;
  if (!before || !parsed) return;
  const nodes = [...unit.handles];
  const directives = [...unit.directiveHandles];
  const kept = new Set<Node>();
  unit.handles.clear();
  unit.directiveHandles.clear();
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
  for (const [index, handle] of nodes) {
    if (kept.has(handle)) continue;
    const known = index === 0 ? 0 : (change.indexOf?.(index) ?? -1);
    const next = known >= 0 ? known : newIndex(before.tree, index, changes, parsed.tree);
    if (next >= 0 && !unit.handles.has(next)) {
      handle.forward(next);
      unit.handles.set(next, handle);
    } else handle.endHandle(reasonOfEnd(before, index, changes));
  }
  const others = directives.filter(([, handle]) => !kept.has(handle));
  forwardDirectives(change, others, before, parsed);
}

function forwardDirectives(
  { unit, changes }: FileChange,
  handles: readonly [number, DirectiveNode][],
  before: ParsedFile,
  after: ParsedFile,
): void {
  for (const [position, handle] of handles) {
    const { start, end, keyword } = before.directives[position]!;
    const removed = changes.editCovering(start, end);
    const newStart = changes.map(start, 'right');
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

function reasonOfEnd({ tree, source }: ParsedFile, index: number, changes: ChangeSet): string {
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

export function diffOf(changes: readonly { path: string; before: string; after: string }[]): string {
  return changes.map(({ path, before, after }) => unifiedDiff(path, before, after)).join('');
}
