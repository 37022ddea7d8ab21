import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A new folder with these files in it. */
export function scratchFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-batch-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export const metaprogramPath = (name: string): string =>
  fileURLToPath(new URL(`./metaprograms/${name}.ts`, import.meta.url));

/** Children run the built hlsmith (`npm run build`), as they do for users. */
export const script = new URL('../../dist/src/batch/worker.js', import.meta.url);
