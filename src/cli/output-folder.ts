import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { configFileName } from '../codegen/index.js';
import { problem } from '../diagnostics/index.js';

/**
 * Whether a command's output folder replaces one that is there: one that hlsmith wrote before, or with
 * `--force` any.
 *
 * @param from.project the folder that the command reads, which nothing may replace by accident
 * @throws folder.holds-project if the project would be lost with the folder; folder.is-project if both are one
 *   folder and nobody said --force; folder.not-empty if the folder has content that is not hlsmith's.
 */
export function mayWriteFolder(folder: string, from: { project: string; force?: boolean }): boolean {
  if (!existsSync(folder)) return false;
  if (existsSync(from.project)) {
    const [target, project] = [realpathSync(folder), realpathSync(from.project)];
    if (target === project && !from.force) throw problem('folder.is-project', { path: folder });
    if (project.startsWith(target.endsWith(sep) ? target : target + sep))
      throw problem('folder.holds-project', { path: folder });
  }
  const isOwn = statSync(folder).isDirectory() && existsSync(join(folder, configFileName));
  if (!from.force && !isOwn && readdirSync(folder).length > 0)
    throw problem('folder.not-empty', { path: folder });
  return true;
}
