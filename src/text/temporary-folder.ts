import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own, which goes with the process (Ctrl-C ends in `process.exit`) or before. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** @param use what it is for; part of the folder's name. */
export function temporaryFolder(use: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), `hlsmith-${use}-`));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', remove);
  return { path, remove };
}

/**
 * Runs something that needs a folder of its own and removes the folder afterwards, also when the process
 * exits early (Ctrl-C ends in `process.exit`).
 *
 * @param use what it is for; part of the folder's name.
 */
export async function inTemporaryFolder<T>(use: string, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = temporaryFolder(use);
  try {
    return await run(folder.path);
  } finally {
    folder.remove();
  }
}
