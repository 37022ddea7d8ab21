import type { Node } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import type { Attachment } from './attachment.js';
import type { Express, Meaning } from './meaning.js';
import { isOptionValue, parsePayload, type PayloadItem } from './payload.js';
import type { Spelled } from './site.js';

export const dialectNames = ['vitis', 'merlin', 'intel', 'oneapi', 'catapult', 'sdsoc'] as const;
export type DialectName = (typeof dialectNames)[number];

/**
 * How an option is written. `value`: `name=x`; `flag`: the word alone (`name=true` is read too); `argument`:
 * `name(x)`; `positional`: `x` alone; a list: one of these words, alone or behind `name=`.
 */
export type OptionForm = 'value' | 'flag' | 'argument' | 'positional' | readonly string[];

/** The value of an option, as C++ text; true for a flag. */
export type OptionValue = string | true;
export type Options = Readonly<Record<string, OptionValue>>;

/** One directive of a dialect. */
export interface DirectiveSpec {
  readonly options: Readonly<Record<string, OptionForm>>;
  readonly attach: Attachment;
  /** Other words for it, as a pragma, attribute or qualifier. */
  readonly aliases?: readonly string[];
  /** Options that tell several of it at one place apart, as `dim`. */
  readonly key?: readonly string[];
  /** What an option that is left out means. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** The option that names the variables it is about. */
  readonly names?: string;
  /** What it says, free of any dialect; none if that is its own. */
  readonly means?: (options: Options, target: Node | null) => Meaning | null;
}

/** One option as read, with its item. */
export interface ReadOption {
  readonly name: string;
  readonly value: OptionValue;
  readonly item: PayloadItem;
}

/** A directive as a dialect reads it. */
export interface Reading {
  /** In the dialect's own spelling; as written where it does not know it. */
  readonly name: string;
  readonly spec: DirectiveSpec | null;
  readonly options: readonly ReadOption[];
  /** What is not understood, one line each; empty if all is. */
  readonly complaints: readonly string[];
  /** Offset in the payload behind the last item. */
  readonly end: number;
}

/** One vendor's pragmas. Shared code asks it and never its name. */
export interface Dialect {
  readonly name: DialectName;
  readonly title: string;
  readonly directives: Readonly<Record<string, DirectiveSpec>>;
  /** Directives that another dialect writes with the same words. */
  readonly sharedWith?: Readonly<Partial<Record<DialectName, readonly string[]>>>;
  /** Null for what is none of its own. */
  read(site: Spelled): Reading | null;
  /** The directive as a line of C++ without indentation. */
  write(name: string, options: Options): string;
  readonly express: Express;
}

/** How a dialect recognises its own: the head's words, and where the options begin. */
export interface Head {
  /** Null for a directive that the dialect claims but does not know. */
  readonly key: string | null;
  /** As written. */
  readonly word: string;
  readonly rest: readonly PayloadItem[];
}

/** Reads a payload whose head the dialect has recognised. */
export function readDirective(dialect: Pick<Dialect, 'directives'>, site: Spelled, head: Head): Reading {
  const spec = head.key === null ? null : dialect.directives[head.key]!;
  const end = head.rest.at(-1)?.end ?? site.payload.trimEnd().length;
  if (!spec)
    return { name: head.word, spec, options: [], complaints: ['it is not a documented directive'], end };
  const options: ReadOption[] = [];
  const complaints: string[] = [];
  for (const item of head.rest) {
    const option = readOption(spec, item, site.payload, options);
    if (option) options.push(option);
    else complaints.push(`it has no option ${site.payload.slice(item.start, item.end)}`);
  }
  return { name: head.key!, spec, options, complaints, end };
}

/** A directive of the dialect whose options cannot be read at all. */
export function unreadable(site: Spelled, name: string, spec: DirectiveSpec | null, reason: string): Reading {
  return { name, spec, options: [], complaints: [reason], end: site.payload.trimEnd().length };
}

function readOption(
  spec: DirectiveSpec,
  item: PayloadItem,
  payload: string,
  before: readonly ReadOption[],
): ReadOption | null {
  const forms = Object.entries(spec.options);
  const text = onOneLine(item.value);
  const same = (name: string): boolean => name.toLowerCase() === item.name?.toLowerCase();
  const option = (name: string, value: OptionValue): ReadOption => ({ name, value, item });
  if (item.form === 'setting' || item.form === 'call') {
    for (const [name, form] of forms) {
      if (!same(name)) continue;
      if (form === 'flag') return option(name, /^(true|1|on|yes)$/i.test(text) || text);
      return option(name, typeof form === 'string' ? text : canonical(form, text));
    }
    if (item.form === 'setting') return null;
  }
  for (const [name, form] of forms) {
    if (typeof form !== 'string' && form.some(same)) return option(name, canonical(form, text));
    if (form === 'flag' && item.form === 'word' && same(name)) return option(name, true);
  }
  for (const [name, form] of forms) {
    if (form !== 'positional' || before.some((earlier) => earlier.name === name)) continue;
    const { start, end } = item;
    const whole = onOneLine(payload.slice(start, end));
    return { name, value: whole, item: { ...item, form: 'value', valueStart: start, valueEnd: end } };
  }
  return null;
}

/** Continuation lines joined. */
const onOneLine = (value: string): string => value.replace(/(?:\\?\s)+/g, ' ').trim();

const canonical = (words: readonly string[], value: string): string =>
  words.find((word) => word.toLowerCase() === value.toLowerCase()) ?? value;

/** The item in C++: `factor=4`, `complete`, `array(a)`. @throws hls.pragma-option, hls.pragma-value */
export function writeOption(
  directive: string,
  spec: DirectiveSpec,
  name: string,
  value: OptionValue,
): string {
  const form = Object.hasOwn(spec.options, name) ? spec.options[name]! : null;
  if (form === null) {
    throw problem('hls.pragma-option', { directive, option: name, known: Object.keys(spec.options) });
  }
  if (form === 'flag' && value === true) return name;
  if (value === true || !isOptionValue(value)) {
    throw problem('hls.pragma-value', { directive, option: name, value: String(value) });
  }
  if (form === 'argument') return `${name}(${value})`;
  if (form === 'positional' || (Array.isArray(form) && form.includes(value))) return value;
  return `${name}=${value}`;
}

/** The directive's own spelling and entry. @throws hls.pragma-name */
export function specOf(dialect: Dialect, name: string): { name: string; spec: DirectiveSpec } {
  const key = directiveKey(dialect.directives, name);
  if (key === null) {
    throw problem('hls.pragma-name', {
      dialect: dialect.title,
      name,
      known: Object.keys(dialect.directives),
    });
  }
  return { name: key, spec: dialect.directives[key]! };
}

/** The key of a directive by its name or another word for it, in any case; null if there is none. */
export function directiveKey(directives: Dialect['directives'], word: string): string | null {
  let index = indexes.get(directives);
  if (!index) {
    index = new Map();
    for (const [key, { aliases = [] }] of Object.entries(directives)) {
      for (const name of [key, ...aliases]) index.set(name.toLowerCase(), key);
    }
    indexes.set(directives, index);
  }
  return index.get(word.toLowerCase()) ?? null;
}

const indexes = new WeakMap<Dialect['directives'], Map<string, string>>();

/** The words behind a head: all items of the payload, or why there are none. */
export function itemsOf(site: Spelled): { items: readonly PayloadItem[]; complaint: string | null } {
  const parsed = parsePayload(site.payload);
  if (parsed.items) return { items: parsed.items, complaint: null };
  return { items: [], complaint: `${parsed.reason} (column ${parsed.column} of what follows #pragma)` };
}
