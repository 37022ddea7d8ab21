import { existsSync, readFileSync } from 'node:fs';
import { templateFiles, templatePath } from '../templates/index.js';

/** A loop of the kernel library whose body begins with a pragma of Vitis HLS. */
const loop = /^([ \t]*)(for \(.*\{)\n([ \t]*#pragma HLS (\w+)(?: II=(\S+))?)/gm;

/**
 * The kernel library for another vendor: the headers that know numbers and streams come from the folders of its
 * dialect, and before each loop stands what that vendor calls its pragma (`pragmas.json`), since its tools read
 * pragmas there and not in the body. Tools pass over pragmas that they do not know.
 */
export function inDialect(
  library: readonly [string, string][],
  folders: readonly string[],
): [string, string][] {
  const own = folders.flatMap(headersIn);
  const replaced = new Set(own.map(([path]) => path));
  const pragmas: Pragmas = Object.assign({}, ...folders.map(pragmasIn));
  const translated = (text: string): string =>
    text.replace(loop, (whole: string, ...found: readonly (string | undefined)[]) => {
      const [indent = '', head = '', pragma = '', name = '', interval] = found;
      const there = pragmas[interval === undefined ? name : `${name} II`];
      if (there === undefined) return whole;
      const lines = [there].flat().map((line) => line.replace('{II}', interval ?? '1'));
      return [...[...lines, head].map((line) => indent + line), pragma].join('\n');
    });
  const shared = library.filter(([path]) => !replaced.has(path));
  return [...shared.map(([path, text]): [string, string] => [path, translated(text)]), ...own];
}

function headersIn(folder: string): [string, string][] {
  return templateFiles(folder)
    .filter((path) => path.endsWith('.h'))
    .map((path) => [`nnet_utils/${path}`, readFileSync(templatePath(`${folder}/${path}`), 'utf8')]);
}

/** By the name of Vitis's pragma, with ` II` where it gives an initiation interval: a line or several. */
type Pragmas = Readonly<Record<string, string | readonly string[] | undefined>>;

function pragmasIn(folder: string): Pragmas {
  const path = templatePath(`${folder}/pragmas.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Pragmas) : {};
}
