import type { Dialect, DirectiveSpec, Options, Reading } from '../dialect.js';
import { directiveKey, itemsOf, readDirective, unreadable, writeOption } from '../dialect.js';
import type { Site } from '../site.js';

type Directives = Readonly<Record<string, DirectiveSpec>>;

/** Pragmas that begin with a vendor's word and then the directive's: `#pragma HLS PIPELINE`. */
export function readFamily(directives: Directives, words: readonly string[], site: Site): Reading | null {
  if (site.form !== 'line' && site.form !== 'operator') return null;
  const lead = /^(\w+)(?:\s+|\\\r?\n)*(\w*)/.exec(site.payload);
  if (!lead || !words.includes(lead[1]!.toUpperCase())) return null;
  const key = directiveKey(directives, lead[2]!);
  const spec = key === null ? null : directives[key]!;
  const { items, complaint } = itemsOf(site);
  if (complaint !== null) return unreadable(site, key ?? lead[2]!, spec, complaint);
  const [, head, ...rest] = items;
  // `async(1)`: the directive's own word has its argument with it.
  const own = head?.form === 'call' ? [{ ...head, form: 'value' as const, name: null }] : [];
  return readDirective({ directives }, site, { key, word: lead[2]!, rest: [...own, ...rest] });
}

/** Pragmas that begin with the directive's own word: `#pragma unroll 4`, also written `unroll(4)`. */
export function readOwnWord(
  directives: Directives,
  claims: (word: string) => boolean,
  site: Site,
): Reading | null {
  const word = /^\w+/.exec(site.payload)?.[0] ?? '';
  const key = directiveKey(directives, word);
  if (key === null && !claims(word)) return null;
  const { items, complaint } = itemsOf(site);
  if (complaint !== null)
    return unreadable(site, key ?? word, key === null ? null : directives[key]!, complaint);
  const [head, ...rest] = items;
  const own = head?.form === 'call' ? [{ ...head, form: 'value' as const, name: null }] : [];
  return readDirective({ directives }, site, { key, word, rest: [...own, ...rest] });
}

/** The words of a directive in C++, without the `#pragma`. */
export function words(directives: Dialect['directives'], name: string, options: Options): string {
  const spec = directives[name]!;
  const items = Object.entries(options).map(([option, value]) => writeOption(name, spec, option, value));
  return [name, ...items].join(' ');
}
