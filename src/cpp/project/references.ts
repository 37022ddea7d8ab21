import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { collectMacros } from '../parse/collect-macros.js';
import { MacroTable } from '../parse/macro-table.js';
import { parse, type ParsedFile } from '../parse/parse.js';
import type { Origin } from './file-unit.js';
import { includesOf, isFile, originOfFile } from './load.js';

/**
 * Headers that a project's files include and that are not its own: they are asked what names mean, and not edited.
 * They are found as a compiler finds them, beside the file that includes them and in the folders. Those that are
 * not there are not missed, nor are tables of weights.
 * @param root the project's folder, or its only file
 */
export function findReferences(
  root: string,
  origins: readonly Origin[],
  folders: readonly string[],
): Origin[] {
  // The path of a project's only file is its root.
  const absoluteOf = ({ path }: Origin): string => (path === root ? resolve(root) : resolve(root, path));
  const own = new Map(origins.map((origin) => [absoluteOf(origin), origin]));
  const found = new Map<string, Origin>();
  const waiting = [...own];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [includer, origin] = next;
    if (origin.isDeferred) continue;
    for (const { name, isQuoted } of includesOf(origin)) {
      const beside = { absolute: resolve(dirname(includer), name), path: join(dirname(origin.path), name) };
      const inFolders = folders.map((folder) => ({
        absolute: resolve(folder, name),
        path: join(folder, name),
      }));
      const header = [...(isQuoted ? [beside] : []), ...inFolders].find(({ absolute }) => isFile(absolute));
      if (!header || own.has(header.absolute) || found.has(header.absolute)) continue;
      const reference = referenceTo(header.absolute, header.path);
      found.set(header.absolute, reference);
      waiting.push([header.absolute, reference]);
    }
  }
  return [...found.values()].filter(({ isDeferred }) => !isDeferred);
}

/** Headers that this process has read, the latest last: the files of a batch include the same ones. */
const known = new Map<string, Origin & { readonly stamp: string }>();
const mostKnown = 100;

function referenceTo(absolute: string, path: string): Origin {
  const { mtimeMs, size } = statSync(absolute);
  const stamp = `${mtimeMs} ${size} ${path}`;
  const before = known.get(absolute);
  known.delete(absolute);
  let parsed: ParsedFile | null = null;
  const origin = originOfFile(absolute, path);
  const readParsed = (): ParsedFile => {
    const source = origin.read();
    return (parsed ??= parse(source, new MacroTable(collectMacros(source.text))));
  };
  const reference = before?.stamp === stamp ? before : { ...origin, stamp, parsed: readParsed };
  known.set(absolute, reference);
  const [oldest] = known.keys();
  if (known.size > mostKnown) known.delete(oldest!);
  return reference;
}
