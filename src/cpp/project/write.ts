import { statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFilesAtomically, writeFolderAtomically } from '../../text/index.js';
import type { FileUnit } from './file-unit.js';

export interface WriteOptions {
  /** Replace a folder that has content; default false. */
  readonly overwrite?: boolean;
  /** Which files of the root are copied along (paths relative to it); default all but `.git`, `node_modules`. */
  readonly include?: (path: string) => boolean;
  /** More files to write with the project, by path relative to it. */
  readonly more?: ReadonlyMap<string, string>;
}

/** Writes the changed files back, all or none. */
export function writeBack(root: string, units: readonly FileUnit[]): void {
  const isFile = statSync(root, { throwIfNoEntry: false })?.isFile();
  const changed = units.filter((unit) => unit.isChanged);
  writeFilesAtomically(
    new Map(changed.map((unit) => [isFile ? root : join(root, unit.path), unit.source.encode()])),
  );
}

/** Writes the whole project to a folder; what its root holds besides is copied. */
export function writeFolder(
  root: string,
  units: readonly FileUnit[],
  folder: string,
  options: WriteOptions,
): void {
  const isOnDisk = statSync(root, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const written = isOnDisk ? units.filter((unit) => unit.isChanged) : units;
  const contents = new Map<string, string | Uint8Array>(options.more);
  for (const unit of written) contents.set(unit.path, unit.source.encode());
  writeFolderAtomically(folder, contents, {
    overwrite: options.overwrite ?? false,
    include: options.include ?? ((path) => !/(^|\/)(\.git|node_modules)(\/|$)/.test(path)),
    ...(isOnDisk ? { copyOf: root } : {}),
  });
}
