import { existsSync, readdirSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { HlsmithError, problem } from '../diagnostics/index.js';
import { isMetaprogram, type Metaprogram } from '../cpp/index.js';
import { sequenceOf } from './sequence.js';
import { importUserModule, ownExtension } from '../modules/index.js';

const shippedRoot = fileURLToPath(new URL('../../metaprograms', import.meta.url));
const shippedFolders = [
  ...readdirSync(shippedRoot, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(shippedRoot, name)),
  shippedRoot,
];

/**
 * Loads a metaprogram, or several with commas between them as one: `pipeline-loops,./mine.ts`.
 * @throws as `loadOne`
 */
export async function loadMetaprogram(names: string): Promise<Metaprogram> {
  const each = names.split(',').map((name) => name.trim());
  if (each.length === 1 || each.includes('') || existsSync(names)) return loadOne(names);
  return sequenceOf(await Promise.all(each.map(loadOne)));
}

/**
 * Loads a metaprogram: a path, or the name of a shipped one. A user's `.ts` or `.js` file needs no build
 * step, no package.json and no installed hlsmith beside it: `hlsmith/cpp` and its like are this one's.
 * @throws metaprogram.unknown, metaprogram.unloadable, metaprogram.none
 */
async function loadOne(nameOrPath: string): Promise<Metaprogram> {
  const shipped = /^[\w-]+$/.test(nameOrPath) ? shippedPath(nameOrPath) : null;
  const path = shipped ?? resolve(nameOrPath);
  if (!existsSync(path)) {
    throw problem('metaprogram.unknown', { name: nameOrPath, known: await shippedMetaprograms() });
  }
  let module: { default?: unknown };
  try {
    module = shipped ? await import(pathToFileURL(path).href) : await importUserModule(path);
  } catch (error) {
    if (error instanceof HlsmithError) throw error;
    throw problem('metaprogram.unloadable', { path: nameOrPath, reason: firstLine(error) });
  }
  if (!isMetaprogram(module.default)) throw problem('metaprogram.none', { path: nameOrPath });
  return module.default;
}

/** The names of the metaprograms that come with hlsmith. */
export async function shippedMetaprograms(): Promise<string[]> {
  const names: string[] = [];
  for (const folder of shippedFolders) {
    for (const file of existsSync(folder) ? readdirSync(folder) : []) {
      if (extname(file) !== ownExtension) continue;
      const module = (await import(pathToFileURL(join(folder, file)).href)) as { default?: unknown };
      if (isMetaprogram(module.default)) names.push(file.slice(0, -ownExtension.length));
    }
  }
  return names.sort();
}

function shippedPath(name: string): string | null {
  const paths = shippedFolders.map((folder) => join(folder, name + ownExtension));
  return paths.find((path) => existsSync(path)) ?? null;
}

/** An error's message in one line. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').find((line) => line.trim() !== '') ?? 'no message';
}
