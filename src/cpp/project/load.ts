import { readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { problem } from '../../diagnostics/index.js';
import { SourceText } from '../../text/index.js';
import type { Origin } from './file-unit.js';

/** C++ sources and headers; `.h` is C++ here, as in every HLS project. */
export const sourceGlobs = ['**/*.{c,cc,cpp,cxx,h,hh,hpp,hxx,inl,ipp,tpp}'];

/** Larger files are tables of weights, not programs. */
const largestParsedUnasked = 256 * 1024;

export async function findOrigins(
  root: string,
  files: readonly string[],
  exclude: readonly string[],
): Promise<Origin[]> {
  const stat = statSync(root, { throwIfNoEntry: false });
  if (!stat) throw problem('file.missing', { path: root, what: 'project folder' });
  if (stat.isFile()) return [originOfFile(root, root)];
  // Not needed where files are run one by one.
  const { glob } = await import('tinyglobby');
  const paths = await glob([...files], { cwd: root, ignore: [...exclude], dot: false });
  return paths.sort().map((path) => originOfFile(join(root, path), path));
}

/**
 * The headers that files include, directly or not, and that stand in one of the folders: the first one that has
 * it, as a compiler's `-I`. What the project has already is not added again. Their paths are relative to the root,
 * `../common/types.h`.
 */
export function findIncluded(root: string, origins: readonly Origin[], folders: readonly string[]): Origin[] {
  const found = new Map<string, Origin>();
  if (folders.length === 0) return [];
  const waiting = origins.filter(({ isDeferred }) => !isDeferred);
  for (let origin = waiting.pop(); origin; origin = waiting.pop()) {
    for (const { name } of includesOf(origin)) {
      if (origins.some(({ path }) => path === name || path.endsWith(`/${name}`))) continue;
      const absolute = folders.map((folder) => join(folder, name)).find(isFile);
      const path = absolute && relative(root, absolute).split(sep).join('/');
      if (!path || found.has(path) || origins.some((other) => other.path === path)) continue;
      const header = originOfFile(absolute, path);
      found.set(path, header);
      if (!header.isDeferred) waiting.push(header);
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const includeLine = /^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/gm;

/** What the lines of a file include, found without parsing it. */
export const includesOf = (origin: Origin): { readonly name: string; readonly isQuoted: boolean }[] =>
  [...origin.read().text.matchAll(includeLine)].map(([, quote, name]) => ({
    name: name!,
    isQuoted: quote === '"',
  }));

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

export function originOfFile(absolute: string, path: string): Origin {
  let source: SourceText | null = null;
  const size = statSync(absolute, { throwIfNoEntry: false })?.size ?? 0;
  return {
    path,
    isDeferred: /(^|\/)weights\//.test(path) || size > largestParsedUnasked,
    read: () => (source ??= SourceText.decode(path, readBytes(absolute))),
  };
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw problem('file.unreadable', {
      path,
      reason: (error as NodeJS.ErrnoException).code ?? String(error),
    });
  }
}

export function originOfText(path: string, text: string): Origin {
  const source = new SourceText(path, text);
  return { path, isDeferred: /(^|\/)weights\//.test(path), read: () => source };
}
