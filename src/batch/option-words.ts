import { parseArgs } from 'node:util';
import { problem } from '../diagnostics/index.js';
import type { Metaprogram, OptionDeclaration } from '../cpp/index.js';

/**
 * Reads a metaprogram's options from words: `--factor 4`, `--factor=4`, `--no-check`; `--loop-name` is
 * `loopName`. Values get the declared types; they are checked when the options are completed.
 * @throws metaprogram.option
 */
export function optionsFromWords(
  { name: metaprogram, options }: Pick<Metaprogram, 'name' | 'options'>,
  words: readonly string[],
): Record<string, unknown> {
  const known = Object.keys(options);
  const refuse = (option: string, reason: string): Error =>
    problem('metaprogram.option', { metaprogram, option, reason, known: known.map(asWord) });
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type }]) => [
        asWord(name).slice(2),
        { type: type === 'boolean' ? 'boolean' : 'string' },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') throw refuse(token.value, 'is not an option: options begin with --');
    if (token.kind !== 'option') continue;
    const exact = known.find((name) => asWord(name) === token.rawName);
    const negated = known.find(
      (name) => options[name]!.type === 'boolean' && `--no-${asWord(name).slice(2)}` === token.rawName,
    );
    const name = exact ?? negated;
    if (name === undefined) throw refuse(token.rawName, 'there is no such option');
    const declaration = options[name]!;
    if (declaration.type === 'boolean' && token.value !== undefined && !/^(true|false)$/.test(token.value)) {
      throw refuse(token.rawName, 'it takes no value');
    }
    if (declaration.type !== 'boolean' && token.value === undefined) {
      throw refuse(token.rawName, 'it takes a value');
    }
    given[name] = negated !== undefined && exact === undefined ? false : valueOf(declaration, token.value);
  }
  return given;
}

/** `loopName` as `--loop-name`. */
export const asWord = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function valueOf({ type }: OptionDeclaration, word: string | undefined): unknown {
  if (type === 'boolean') return word !== 'false';
  // What is no number stays a text, for the check to name it.
  const number = Number(word);
  return type === 'number' && word!.trim() !== '' && !Number.isNaN(number) ? number : word;
}
