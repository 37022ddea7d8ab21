import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HlsmithError } from '../../diagnostics/index.js';
import { readHistory } from './history.js';
import { RunLock } from './lock.js';
import { lockName } from './run-folder.js';
import type { Store } from './store.js';

export interface Garbage {
  /** Runs that were removed. */
  readonly runs: readonly string[];
  /** Stored files that no run refers to any more. */
  readonly objects: number;
  readonly bytes: number;
}

export interface CollectOptions {
  /** Runs to remove; a run that a process works on is never removed. */
  readonly runs: readonly string[];
  /** Only tell what would go; default false. */
  readonly dryRun?: boolean;
}

/**
 * Removes runs, and the stored files that no run refers to. What a run that goes on may be about to refer to stays.
 * @throws run.missing, run.held; journal.damaged of any run: nothing is removed then, since what it refers to is unknown
 */
export function collectGarbage(store: Store, { runs, dryRun = false }: CollectOptions): Garbage {
  const lock = RunLock.take(store.collecting, 'runs gc');
  try {
    const going = runs.map((run) => store.runFolder(run));
    const others = store.runs().filter((run) => !runs.includes(run));
    const kept = others.map((run) => keptBy(store.runFolder(run)));
    const used = new Set(kept.flatMap(({ objects }) => objects));
    const oldest = Math.min(Infinity, ...kept.map(({ allSince }) => allSince));
    if (!dryRun) runs.forEach((run, index) => remove(store, run, going[index]!));
    let objects = 0;
    let bytes = 0;
    for (const { path, name, stats } of filesIn(store.objects.folder)) {
      // File systems keep times more coarsely than clocks tell them.
      if (used.has(name) || stats.mtimeMs >= oldest - 2000) continue;
      if (!dryRun) rmSync(path, { force: true });
      objects++;
      bytes += stats.size;
    }
    return { runs, objects, bytes };
  } finally {
    lock.release();
  }
}

/** What a run refers to, and the time since when it may have stored what it will refer to. */
function keptBy(folder: string): { objects: string[]; allSince: number } {
  try {
    const { models, status, begun } = readHistory(folder);
    const objects = models.flatMap(({ files }) => files.map(({ sha256 }) => sha256));
    return { objects, allSince: status === 'running' ? begun.at : Infinity };
  } catch (error) {
    if (!(error instanceof HlsmithError) || error.code !== 'run.empty') throw error;
    return { objects: [], allSince: statSync(folder).mtimeMs };
  }
}

/** A run goes at once or not at all: no one sees half of it. */
function remove(store: Store, run: string, folder: string): void {
  const lock = RunLock.take(join(folder, lockName), run);
  const aside = join(store.folder, `.removed-${process.pid}-${run}`);
  renameSync(folder, aside);
  lock.release();
  rmSync(aside, { recursive: true, force: true });
}

/** The stored files with their SHA-256, and what a process that died has left half written. */
function* filesIn(
  folder: string,
): Iterable<{ path: string; name: string; stats: { mtimeMs: number; size: number } }> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const stats = statSync(path, { throwIfNoEntry: false });
    const name = path.slice(folder.length).replaceAll(/[/\\]/g, '');
    if (stats) yield { path, name, stats };
  }
}
