import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { problem } from '../diagnostics/index.js';

interface Staged {
  readonly target: string;
  readonly temporary: string;
  /** Where the old file waits while the new ones move in; null where there was none, or where it is the only one. */
  readonly kept: string | null;
}

/**
 * Writes all files or none: everything is written beside its target first, and only then moved into place;
 * when a move fails, those already made are taken back. Folders are made as needed. Mode bits are kept.
 * @throws file.unwritable naming the file
 */
export function writeFilesAtomically(files: ReadonlyMap<string, string | Uint8Array>): void {
  const staged: Staged[] = [];
  const madeFolders: string[] = [];
  const tag = `.${process.pid}.${randomBytes(4).toString('hex')}`;
  let moved = 0;
  let current = '';
  try {
    for (const [target, content] of files) {
      current = target;
      makeFolder(dirname(target), madeFolders);
      const old = statSync(target, { throwIfNoEntry: false });
      if (old && !old.isFile()) throw new Error('it is not a file');
      const stem = join(dirname(target), `.${basename(target)}${tag}`);
      staged.push({ target, temporary: `${stem}.new`, kept: old && files.size > 1 ? `${stem}.old` : null });
      writeFileSync(`${stem}.new`, content, { mode: old ? old.mode : 0o666 });
    }
    for (const { target, temporary, kept } of staged) {
      current = target;
      if (kept) {
        renameSync(target, kept);
        moved++;
        renameSync(temporary, target);
      } else {
        // It either replaces what was there or changes nothing.
        renameSync(temporary, target);
        moved++;
      }
    }
  } catch (error) {
    takeBack(staged, moved);
    for (const folder of madeFolders.reverse()) ignoreFailure(() => rmdirSync(folder));
    throw problem('file.unwritable', { path: current, reason: reasonOf(error) });
  }
  for (const { kept } of staged) if (kept) rmSync(kept, { force: true });
}

function takeBack(staged: readonly Staged[], moved: number): void {
  for (const [index, { target, temporary, kept }] of staged.entries()) {
    if (index < moved) {
      if (kept) ignoreFailure(() => renameSync(kept, target));
      else ignoreFailure(() => rmSync(target, { force: true }));
    }
    ignoreFailure(() => rmSync(temporary, { force: true }));
  }
}

/** Like `mkdir -p`, remembering what it made. */
function makeFolder(folder: string, made: string[]): void {
  if (statSync(folder, { throwIfNoEntry: false })) return;
  makeFolder(dirname(folder), made);
  mkdirSync(folder);
  made.push(folder);
}

function ignoreFailure(action: () => void): void {
  try {
    action();
  } catch {
    // The first failure is the one to report.
  }
}

/** The system's reason in a few words: `ENOSPC: no space left on device`. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split(',')[0]! : String(error);
}
