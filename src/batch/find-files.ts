import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { globby, isDynamicPattern } from 'globby';
import ignore, { type Ignore } from 'ignore';
import { problem } from '../diagnostics/index.js';
import type { Unit } from './protocol.js';

const extensions = ['c', 'cc', 'cpp', 'cxx', 'h', 'hh', 'hpp', 'hxx', 'inl', 'ipp', 'tcc', 'tpp'];
const isSource = (path: string): boolean => extensions.includes(extname(path).slice(1).toLowerCase());
const ownIgnoreFile = '.hlsmithignore';

/** What one word of the command line means. */
export interface Target {
  /** The folder that was named, or null for a file or a glob. */
  readonly folder: string | null;
  /** As shown to people: the word itself, or a path that starts with it; sorted. */
  readonly files: readonly string[];
  /** The word is a file's own path. */
  readonly named?: boolean;
}

/**
 * Finds the C++ files that paths, folders and globs name. In folders and globs, files that a `.gitignore` or
 * `.hlsmithignore` leaves out are left out, as are `.git` and `node_modules`; a file named itself is taken. What
 * is no C++ by its extension is passed over, since shells expand `src/*` to all that is there.
 * @throws file.missing; batch.no-files
 */
export async function findTargets(words: readonly string[]): Promise<Target[]> {
  const targets: Target[] = [];
  for (const word of words) {
    const stat = statSync(word, { throwIfNoEntry: false });
    if (stat?.isFile()) targets.push({ folder: null, files: [word].filter(isSource), named: true });
    else if (stat?.isDirectory()) targets.push({ folder: word, files: await search(word, allSources) });
    else if (isDynamicPattern(word)) {
      const { folder, pattern } = splitGlob(word);
      targets.push({ folder: null, files: await search(folder, pattern) });
    } else throw problem('file.missing', { path: word, what: 'file or folder' });
  }
  if (targets.every(({ files }) => files.length === 0)) throw problem('batch.no-files', { paths: words });
  return targets;
}

/** What is run one by one: each file, or each folder with all its files. Nothing twice. */
export function unitsOf(targets: readonly Target[], scope: 'file' | 'project'): Unit[] {
  const units: Unit[] = [];
  const seen = new Set<string>();
  const add = (unit: Unit): void => {
    const key = resolve(unit.path);
    if (!seen.has(key)) units.push(unit);
    seen.add(key);
  };
  for (const { folder, files, named = false } of targets) {
    if (folder !== null && scope === 'project') {
      if (files.length > 0)
        add({ path: folder, files: files.map((file) => slashed(relative(folder, file))) });
    } else for (const path of files) add(named ? { path, files: null, named } : { path, files: null });
  }
  return units;
}

const allSources = `**/*.{${extensions.join(',')}}`;

async function search(folder: string, pattern: string): Promise<string[]> {
  const found = await globby(pattern, {
    cwd: folder,
    gitignore: true,
    ignoreFiles: `**/${ownIgnoreFile}`,
    ignore: ['**/.git/**', '**/node_modules/**'],
    followSymbolicLinks: false,
    suppressErrors: true,
  });
  const isIgnored = ignoredByAncestors(resolve(folder));
  return found
    .filter((path) => isSource(path) && !isIgnored(path))
    .sort()
    .map((path) => join(folder, path));
}

/** globby reads our ignore files from the folder down; those above it, up to the repository's root, are read here. */
function ignoredByAncestors(folder: string): (path: string) => boolean {
  const rules: { readonly prefix: string; readonly ignore: Ignore }[] = [];
  let at = folder;
  while (!existsSync(join(at, '.git')) && dirname(at) !== at) {
    at = dirname(at);
    const file = join(at, ownIgnoreFile);
    if (!existsSync(file)) continue;
    const prefix = slashed(relative(at, folder));
    rules.push({ prefix, ignore: ignore().add(readFileSync(file, 'utf8')) });
  }
  return (path) => rules.some((rule) => rule.ignore.ignores(`${rule.prefix}/${path}`));
}

/** `src/nn/**` + `/*.h`: the folder before the first part with a wildcard, and the rest. */
function splitGlob(glob: string): { folder: string; pattern: string } {
  let folder = glob;
  const rest: string[] = [];
  while (isDynamicPattern(folder)) {
    rest.unshift(basename(folder));
    folder = dirname(folder);
  }
  return { folder, pattern: rest.join('/') };
}

const slashed = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'));
