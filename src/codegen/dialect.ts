import { readFileSync } from 'node:fs';
import { templateFiles, templatePath } from '../templates/index.js';

/** A loop of the kernel library whose body begins with a pragma of Vitis HLS. */
const loop = /^([ \t]*)(for \(.*\{)\n([ \t]*#pragma HLS (\w+))/gm;

/**
 * The kernel library for another vendor: the one header that knows numbers is replaced, and before each loop stands
 * what that vendor calls its pragma (`pragmas.json`), since its tools read pragmas there and not in the body. Tools
 * pass over pragmas that they do not know.
 */
export function inDialect(library: readonly [string, string][], folder: string): [string, string][] {
  const own = new Map(
    templateFiles(folder)
      .filter((path) => path.endsWith('.h'))
      .map((path) => [`nnet_utils/${path}`, readFileSync(templatePath(`${folder}/${path}`), 'utf8')]),
  );
  const pragmas = JSON.parse(readFileSync(templatePath(`${folder}/pragmas.json`), 'utf8')) as Record<
    string,
    string
  >;
  const translated = (text: string): string =>
    text.replace(loop, (whole: string, indent: string, head: string, pragma: string, name: string) => {
      const there = pragmas[name];
      return there === undefined ? whole : `${indent}${there}\n${indent}${head}\n${pragma}`;
    });
  return library.map(([path, text]) => [path, own.get(path) ?? translated(text)]);
}
