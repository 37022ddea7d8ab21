import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { problem } from '../diagnostics/index.js';
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
  const target = resolve(directory);
  if (isForeign(target)) throw problem('codegen.foreign-folder', { path: directory });
  const tag = join(dirname(target), `.${basename(target)}.${process.pid}.${randomBytes(4).toString('hex')}`);
  const [stage, old] = [`${tag}.new`, `${tag}.old`];
  try {
    mkdirSync(stage, { recursive: true });
    if (existsSync(target)) {
      const filter = (source: string): boolean => relative(target, source).split('/')[0] !== 'firmware';
      cpSync(target, stage, { recursive: true, filter });
    }
    for (const [path, text] of project.files) {
      mkdirSync(dirname(join(stage, path)), { recursive: true });
      writeFileSync(join(stage, path), text);
    }
    chmodSync(join(stage, 'build_lib.sh'), 0o755);
    if (existsSync(target)) renameSync(target, old);
    renameSync(stage, target);
  } catch (error) {
    if (existsSync(old) && !existsSync(target)) renameSync(old, target);
    rmSync(stage, { recursive: true, force: true });
    throw problem('file.unwritable', { path: directory, reason: (error as Error).message });
  }
  rmSync(old, { recursive: true, force: true });
}

function isForeign(folder: string): boolean {
  if (!existsSync(folder)) return false;
  if (!statSync(folder).isDirectory()) return true;
  return readdirSync(folder).length > 0 && !existsSync(join(folder, configFileName));
}
