import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { templateFiles, templatePath } from '../templates/index.js';
import { pragmasOf, translated, type Pragmas } from './dialect.js';

/** The kernel library as one kind of target has it, read header by header. Paths are relative to `firmware/`. */
interface Library {
  /** The template behind each header. */
  readonly places: ReadonlyMap<string, string>;
  readonly pragmas: Pragmas;
  readonly read: Map<string, Header>;
}

interface Header {
  readonly text: string;
  readonly includes: readonly string[];
}

const libraries = new Map<string, Library>();

/**
 * The headers of the kernel library, and of the types for host simulation, that a project's own files include, directly
 * or through one another. For another vendor the headers that know numbers and streams come from the folders of its
 * dialect.
 * @param own texts by path in the project
 * @param dialects folders of templates, the last one first
 */
export function libraryFiles(
  own: Iterable<readonly [string, string]>,
  dialects: readonly string[],
): [string, string][] {
  const key = dialects.join();
  const library = libraries.get(key) ?? openLibrary(dialects);
  libraries.set(key, library);
  const reached = new Map<string, string>();
  const follow = (from: string, includes: readonly string[]): void => {
    for (const name of includes) {
      // As compilers look for them: beside the file, then in the folders that they are told.
      const candidates = [posix.join(posix.dirname(from), name), name, `ap_types/${name}`];
      const path = candidates.find((candidate) => library.places.has(candidate));
      if (path === undefined || reached.has(path)) continue;
      const header = library.read.get(path) ?? readHeader(library.places.get(path)!, library.pragmas);
      library.read.set(path, header);
      reached.set(path, header.text);
      follow(path, header.includes);
    }
  };
  for (const [path, text] of own) follow(posix.relative('firmware', path), includesOf(text));
  return [...reached.keys()].sort().map((path) => [`firmware/${path}`, reached.get(path)!]);
}

function openLibrary(dialects: readonly string[]): Library {
  const headersIn = (folder: string, below: string): [string, string][] =>
    templateFiles(folder)
      .filter((path) => path.endsWith('.h'))
      .map((path) => [`${below}${path}`, `${folder}/${path}`]);
  const own = dialects.flatMap((folder) => headersIn(folder, 'nnet_utils/'));
  const places = new Map([...headersIn('library', ''), ...own]);
  return { places, pragmas: pragmasOf(dialects), read: new Map() };
}

function readHeader(place: string, pragmas: Pragmas): Header {
  const source = readFileSync(templatePath(place), 'utf8');
  const text = place.startsWith('library/') ? translated(source, pragmas) : source;
  return { text, includes: includesOf(text) };
}

function includesOf(text: string): string[] {
  return Array.from(text.matchAll(/#include ["<]([^">\n]+)/g), ([, name]) => name);
}
