import type { Dialect, DirectiveSpec, Options, Reading } from '../dialect.js';
import { directiveKey, itemsOf, readDirective, unreadable, writeOption } from '../dialect.js';
import type { PayloadItem } from '../payload.js';
import type { Spelled } from '../site.js';

type Directives = Readonly<Record<string, DirectiveSpec>>;

/** Pragmas that begin with a vendor's word and then the directive's: `#pragma HLS PIPELINE`. */
export function readFamily(directives: Directives, words: readonly string[], site: Spelled): Reading | null {
  if (site.form !== 'line' && site.form !== 'operator') return null;
  const lead = /^(\w+)(?:\s+|\\\r?\n)*(\w*)(?:\s+(\w+))?/.exec(site.payload);
  if (!lead || !words.includes(lead[1]!.toUpperCase())) return null;
  const [, , word, second] = lead;
  const one = directiveKey(directives, word!);
  // Older tools read `array partition` as well.
  const two = one === null && second !== undefined ? directiveKey(directives, `${word}_${second}`) : null;
  const key = one ?? two;
  const { items, complaint } = itemsOf(site);
  if (complaint !== null)
    return unreadable(site, key ?? word!, key === null ? null : directives[key]!, complaint);
  const [head, ...rest] = items.slice(two === null ? 1 : 2);
  return readDirective({ directives }, site, { key, word: word!, rest: [...argumentOf(head), ...rest] });
}

/** `async(1)`, `unroll(4)`: the directive's own word has its argument with it. */
const argumentOf = (head: PayloadItem | undefined): PayloadItem[] =>
  head?.form === 'call'
    ? [{ ...head, form: 'value', name: null, start: head.valueStart, end: head.valueEnd }]
    : [];

/** Pragmas that begin with the directive's own word: `#pragma unroll 4`, also written `unroll(4)`. */
export function readOwnWord(
  directives: Directives,
  claims: (word: string) => boolean,
  site: Spelled,
): Reading | null {
  const word = /^\w+/.exec(site.payload)?.[0] ?? '';
  const key = directiveKey(directives, word);
  if (key === null && !claims(word)) return null;
  const { items, complaint } = itemsOf(site);
  if (complaint !== null)
    return unreadable(site, key ?? word, key === null ? null : directives[key]!, complaint);
  const [head, ...rest] = items;
  return readDirective({ directives }, site, { key, word, rest: [...argumentOf(head), ...rest] });
}

/** The words of a directive in C++, without the `#pragma`. */
export function words(directives: Dialect['directives'], name: string, options: Options): string {
  const spec = directives[name]!;
  const items = Object.entries(options).map(([option, value]) => writeOption(name, spec, option, value));
  return [name, ...items].join(' ');
}
