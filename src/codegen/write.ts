import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '../diagnostics/index.js';
import { writeFolderAtomically } from '../text/index.js';
import type { GeneratedProject } from './convert.js';
import { configFileName } from './files.js';

/**
 * Writes a project into a folder, which is made if it is missing: all files or none. A folder that hlsmith wrote
 * before is replaced; what stands beside the generated files (`tb_data/`, a tool's own project) stays, save in
 * `firmware/`.
 *
 * @throws codegen.foreign-folder for a folder with other content; file.unwritable
 */
export function writeProject(directory: string, project: GeneratedProject): void {
  const isThere = existsSync(directory);
  if (isThere && isForeign(directory)) throw problem('codegen.foreign-folder', { path: directory });
  const include = (path: string): boolean => path.split('/')[0] !== 'firmware';
  writeFolderAtomically(directory, project.files, {
    overwrite: true,
    ...(isThere ? { copyOf: directory, include } : {}),
  });
  for (const path of project.files.keys()) {
    if (path.endsWith('.sh')) chmodSync(join(directory, path), 0o755);
  }
}

function isForeign(folder: string): boolean {
  if (!statSync(folder).isDirectory()) return true;
  return readdirSync(folder).length > 0 && !existsSync(join(folder, configFileName));
}
