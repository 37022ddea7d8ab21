import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { HlsmithError, problem } from '../diagnostics/index.js';
import { reasonOf } from './write-files.js';

export interface WriteFolderOptions {
  /** A folder whose content is there first; `files` then replace or add. */
  readonly copyOf?: string;
  /** Which of the copied folder's paths (relative, `/` between parts) are taken; default all. */
  readonly include?: (path: string) => boolean;
  /** Replace a folder that has content; default false. */
  readonly overwrite?: boolean;
}

/**
 * Writes a whole folder or nothing: it is built beside the target and moved into place when complete.
 * @param files contents by path relative to the folder; a path that leads out of it is refused
 * @throws folder.not-empty unless told to overwrite; file.unwritable
 */
export function writeFolderAtomically(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  options: WriteFolderOptions = {},
): void {
  const target = resolve(folder);
  // Below a file nothing exists, and statSync would throw instead of saying so.
  const existing = existsSync(target) ? statSync(target) : undefined;
  if (existing && !existing.isDirectory()) {
    throw problem('file.unwritable', { path: folder, reason: 'it is a file, not a folder' });
  }
  if (existing && !options.overwrite && readdirSync(target).length > 0) {
    throw problem('folder.not-empty', { path: folder });
  }
  const tag = `.${basename(target)}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const stage = join(dirname(target), `${tag}.new`);
  const old = join(dirname(target), `${tag}.old`);
  try {
    mkdirSync(dirname(target), { recursive: true });
    mkdirSync(stage);
    if (options.copyOf !== undefined) copyFolder(resolve(options.copyOf), stage, target, options.include);
    for (const [path, content] of files) {
      const at = resolve(stage, path);
      if (!at.startsWith(stage + sep)) throw problem('file.outside', { path, folder });
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, content);
    }
    if (existing) renameSync(target, old);
    renameSync(stage, target);
  } catch (error) {
    if (existsSync(old) && !existsSync(target)) renameSync(old, target);
    if (existsSync(stage)) rmSync(stage, { recursive: true, force: true });
    if (error instanceof HlsmithError) throw error;
    throw problem('file.unwritable', { path: folder, reason: reasonOf(error) });
  }
  rmSync(old, { recursive: true, force: true });
}

/** Links are copied as links; a target or stage inside the folder is not copied into itself. */
function copyFolder(
  from: string,
  stage: string,
  target: string,
  include: (path: string) => boolean = () => true,
): void {
  const copy = (folder: string): void => {
    for (const entry of readdirSync(join(from, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const source = join(from, path);
      if (source === stage || source === target || !include(path)) continue;
      if (entry.isDirectory()) {
        mkdirSync(join(stage, path));
        copy(path);
      } else if (entry.isSymbolicLink()) {
        symlinkSync(readlinkSync(source), join(stage, path));
      } else if (entry.isFile()) {
        copyFileSync(source, join(stage, path));
      }
    }
  };
  copy('');
}
