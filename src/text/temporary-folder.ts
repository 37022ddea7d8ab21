import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs something that needs a folder of its own and removes the folder afterwards, also when the process
 * exits early (Ctrl-C ends in `process.exit`).
 *
 * @param use what it is for; part of the folder's name.
 */
export async function inTemporaryFolder<T>(use: string, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `hlsmith-${use}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  try {
    return await run(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
