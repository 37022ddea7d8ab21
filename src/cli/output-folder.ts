import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { configFileName } from '../codegen/index.js';
import { problem } from '../diagnostics/index.js';

/**
 * Whether a command's output folder replaces one that is there: one that hlsmith wrote before, or with
 * `--force` any.
 *
 * @throws folder.not-empty if the folder has content that is not hlsmith's.
 */
export function mayWriteFolder(folder: string, force = false): boolean {
  if (!existsSync(folder)) return false;
  const isOwn = statSync(folder).isDirectory() && existsSync(join(folder, configFileName));
  if (!force && !isOwn && readdirSync(folder).length > 0) throw problem('folder.not-empty', { path: folder });
  return true;
}
