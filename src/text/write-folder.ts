import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
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
 * Writes a whole folder or nothing: it is built aside and moved into place when complete. A folder that is there
 * stays the same folder (it may be a shell's working directory, a mount or the end of a link): only what it
 * holds is replaced.
 * @param files contents by path relative to the folder; a path that leads out of it is refused
 * @throws folder.not-empty unless told to overwrite; file.unwritable
 */
export function writeFolderAtomically(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  options: WriteFolderOptions = {},
): void {
  // resolve('') is the working directory, which nobody meant who left a shell variable unset.
  if (folder === '') throw problem('file.unwritable', { path: '""', reason: 'it is no path' });
  // Below a file nothing exists, and statSync would throw instead of saying so.
  const existing = existsSync(folder) ? statSync(folder) : undefined;
  if (existing && !existing.isDirectory()) {
    throw problem('file.unwritable', { path: folder, reason: 'it is a file, not a folder' });
  }
  if (existing && !options.overwrite && readdirSync(folder).length > 0) {
    throw problem('folder.not-empty', { path: folder });
  }
  const target = existing ? realpathSync(folder) : resolve(folder);
  const tag = `.hlsmith.${process.pid}.${process.hrtime.bigint().toString(36)}`;
  // Moves must not cross file systems: what goes into a folder is built in it, a new folder beside its place.
  const stage = join(existing ? target : dirname(target), `${tag}.new`);
  let madeParent: string | undefined;
  try {
    madeParent = mkdirSync(dirname(stage), { recursive: true });
    mkdirSync(stage);
    const copyOf = options.copyOf === undefined ? undefined : realpathSync(options.copyOf);
    if (copyOf !== undefined) copyFolder(copyOf, stage, { files, target, include: options.include });
    const made = new Set([stage]);
    for (const [path, content] of files) {
      const at = resolve(stage, path);
      if (!at.startsWith(stage + sep)) throw problem('file.outside', { path, folder });
      const parent = dirname(at);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      writeFileSync(at, content);
    }
    if (existing) exchange(target, stage, join(target, `${tag}.old`));
    else renameSync(stage, target);
  } catch (error) {
    if (existsSync(stage)) rmSync(stage, { recursive: true, force: true });
    if (madeParent !== undefined) rmSync(madeParent, { recursive: true, force: true });
    if (error instanceof HlsmithError) throw error;
    throw problem('file.unwritable', { path: folder, reason: reasonOf(error) });
  }
}

/** Puts what `stage` holds in the place of what `folder` holds, or leaves all as it was. */
function exchange(folder: string, stage: string, old: string): void {
  const aside = new Set([basename(stage), basename(old)]);
  const leaving = readdirSync(folder).filter((name) => !aside.has(name));
  const moved: [from: string, to: string][] = [];
  const move = (from: string, to: string): void => {
    renameSync(from, to);
    moved.push([from, to]);
  };
  mkdirSync(old);
  try {
    for (const name of leaving) move(join(folder, name), join(old, name));
    for (const name of readdirSync(stage)) move(join(stage, name), join(folder, name));
  } catch (error) {
    for (const [from, to] of moved.reverse()) renameSync(to, from);
    rmdirSync(old);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
  rmSync(stage, { recursive: true, force: true });
}

interface CopyOptions {
  /** What will be written into the copy. */
  readonly files: ReadonlyMap<string, unknown>;
  /** Not copied into itself. */
  readonly target: string;
  readonly include?: (path: string) => boolean;
}

/**
 * Links are copied as links, except those on the way to a file that will be written: writing through a link would
 * change what it leads to.
 */
function copyFolder(root: string, stage: string, { files, target, include = () => true }: CopyOptions): void {
  const isWritten = (path: string): boolean =>
    [...files.keys()].some((file) => file === path || file.startsWith(`${path}/`));
  const copy = (from: string, folder: string): void => {
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const source = join(from, entry.name);
      if (source === stage || source === target || !include(path)) continue;
      const isLink = entry.isSymbolicLink();
      if (isLink && !isWritten(path)) {
        symlinkSync(movedLink(root, source), join(stage, path));
        continue;
      }
      const kind = isLink ? statSync(source) : entry;
      if (kind.isDirectory()) {
        mkdirSync(join(stage, path));
        copy(source, path);
      } else if (kind.isFile() && !files.has(path)) {
        copyFileSync(source, join(stage, path));
      }
    }
  };
  copy(root, '');
}

/** What a link says once it is elsewhere: a relative one that leads out of the folder becomes absolute. */
function movedLink(root: string, link: string): string {
  const says = readlinkSync(link);
  const leadsTo = resolve(dirname(link), says);
  return leadsTo === root || leadsTo.startsWith(root + sep) ? says : leadsTo;
}
