import { existsSync, readFileSync } from 'node:fs';
import { templatePath } from '../templates/index.js';

/** A loop of the kernel library whose body begins with a pragma of Vitis HLS. */
const loop = /^([ \t]*)(for \(.*\{)\n([ \t]*#pragma HLS (\w+)(?: II=(\S+))?)/gm;

/** By the name of Vitis's pragma, with ` II` where it gives an initiation interval: a line or several. */
export type Pragmas = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the folders of a dialect say of pragmas (`pragmas.json`). */
export function pragmasOf(folders: readonly string[]): Pragmas {
  const paths = folders
    .map((folder) => templatePath(`${folder}/pragmas.json`))
    .filter((path) => existsSync(path));
  return Object.assign(
    {},
    ...paths.map((path) => JSON.parse(readFileSync(path, 'utf8')) as Pragmas),
  ) as Pragmas;
}

/**
 * A header of the kernel library for another vendor: before each loop stands what that vendor calls its pragma, since
 * its tools read pragmas there and not in the body. Tools pass over pragmas that they do not know.
 */
export function translated(text: string, pragmas: Pragmas): string {
  return text.replace(loop, (whole: string, ...found: readonly (string | undefined)[]) => {
    const [indent = '', head = '', pragma = '', name = '', interval] = found;
    const there = pragmas[interval === undefined ? name : `${name} II`];
    if (there === undefined) return whole;
    const lines = [there].flat().map((line) => line.replace('{II}', interval ?? '1'));
    return [...[...lines, head].map((line) => indent + line), pragma].join('\n');
  });
}
