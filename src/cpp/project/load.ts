import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
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
  const paths = await glob([...files], { cwd: root, ignore: [...exclude], dot: false });
  return paths.sort().map((path) => originOfFile(join(root, path), path));
}

function originOfFile(absolute: string, path: string): Origin {
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
