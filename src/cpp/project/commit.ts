import { problem } from '../../diagnostics/index.js';
import { unifiedDiff, type ChangeSet, type SourceText } from '../../text/index.js';
import type { FlatTree } from '../parse/flat-tree.js';
import type { ParsedFile, Reread } from '../parse/parse.js';
import type { FileUnit } from './file-unit.js';
import { forwardHandles, handlesOf, type Handles } from './forward.js';
import type { Move } from './move.js';

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
  /** Text that the edits take to another place of the file. */
  readonly moves: readonly Move[];
}

/**
 * Makes the pending edits of files together. Nothing has changed when it throws.
 * @param changed called when texts have changed, back by an undo too
 * @throws cpp.commit.breaks
 */
export function commitPending(units: readonly FileUnit[], allowErrors: boolean, changed: () => void): Commit {
  const changes = units.filter((unit) => unit.pending).map((unit) => prepare(unit, allowErrors));
  const handles = new Map(changes.map(({ unit }) => [unit, handlesOf(unit)]));
  for (const change of changes) {
    forwardHandles(change);
    change.unit.become(change.source, change.parsed);
  }
  if (changes.length > 0) changed();
  let diff: string | null = null;
  return {
    files: changes.map(({ unit }) => unit.path),
    edits: changes.reduce((sum, change) => sum + change.changes.edits.length, 0),
    // Seldom asked for, and not cheap.
    get diff() {
      return (diff ??= diffOf(
        changes.map(({ unit: { path }, changes: { source: before }, source: after }) => ({
          path,
          before: before.text,
          after: after.text,
        })),
      ));
    },
    undo() {
      undo(changes, handles);
      changed();
    },
  };
}

function undo(changes: readonly FileChange[], handles: ReadonlyMap<FileUnit, Handles>): void {
  for (const { unit, source } of changes) {
    if (unit.source !== source || unit.pending) throw problem('cpp.undo', { path: unit.path });
  }
  for (const { unit, changes: made, source, parsed, before } of changes) {
    const back: FileChange = {
      unit,
      changes: made.inverse(source),
      before: parsed,
      source: made.source,
      parsed: before,
      indexOf: null,
      moves: [],
    };
    forwardHandles(back, handles.get(unit)!);
    unit.become(made.source, before);
  }
}

/** Works out what pending edits make of a file; reparses it only if something had parsed it. */
function prepare(unit: FileUnit, allowErrors: boolean): FileChange {
  const changes = unit.pending!;
  const { moves } = unit;
  const before = unit.isParsed ? unit.parsed : null;
  const source = unit.source.withText(changes.apply());
  if (!before) return { unit, changes, before, source, parsed: null, indexOf: null, moves };
  const { parsed, indexOf } = unit.project.parseAgain(source, { file: before, changes });
  if (!allowErrors && before.isParsed && parsed.errors > before.errors)
    refuseNewErrors(before, parsed, changes);
  return { unit, changes, before, source, parsed, indexOf, moves };
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

export function diffOf(changes: readonly { path: string; before: string; after: string }[]): string {
  return changes.map(({ path, before, after }) => unifiedDiff(path, before, after)).join('');
}
