import { type Node, PragmaNode, type VariableNode } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import {
  writeOption,
  type Dialect,
  type DialectName,
  type Options,
  type OptionValue,
  type Reading,
  type ReadOption,
} from './dialect.js';
import type { Meaning } from './meaning.js';
import { splitNames, type Site } from './site.js';

/** Changes of options; null takes one away. */
export type OptionChanges = Readonly<Record<string, OptionValue | number | null>>;

/** One directive in a file: what it says, what it belongs to, and edits of itself. */
export class Pragma {
  private known: readonly Node[] | string | null = null;

  constructor(
    readonly site: Site,
    private readonly of: Dialect,
    private readonly reading: Reading,
  ) {}

  get dialect(): DialectName {
    return this.of.name;
  }

  /** Whether a dialect reads it so too: `#pragma unroll` is oneAPI's and that of Intel's older compilers. */
  isOf(dialect: DialectName): boolean {
    return dialect === this.dialect || this.of.sharedWith?.[dialect]?.includes(this.name) === true;
  }

  /** In the dialect's spelling (`PIPELINE`, `hls_unroll`); as written where the dialect does not know it. */
  get name(): string {
    return this.reading.name;
  }

  /** The directive as written. */
  get text(): string {
    return this.site.node.source.text.slice(this.site.start, this.site.end);
  }

  get at(): Node['at'] {
    return this.site.node.source.placeAt(this.site.start);
  }

  /** Options as written, by the dialect's names for them; true for a flag. */
  get options(): Options {
    return Object.fromEntries(this.reading.options.map(({ name, value }) => [name, value]));
  }

  /** What the dialect does not know of it, one line each; empty if it is understood and its place is. */
  get complaints(): readonly string[] {
    const { targets } = this;
    return typeof this.known === 'string' && targets.length === 0
      ? [...this.reading.complaints, this.known]
      : this.reading.complaints;
  }

  /** True if the dialect knows the directive and all its options. */
  get isKnown(): boolean {
    return this.reading.complaints.length === 0;
  }

  /** The loops, functions, variables or regions (blocks) that it is about; empty where that cannot be told. */
  get targets(): readonly Node[] {
    const { known } = this;
    if (known === null || (typeof known !== 'string' && known.some((node) => !node.alive)))
      this.known = this.find();
    return typeof this.known === 'string' ? [] : this.known!;
  }

  /** The value of an option, in any case of its name; true for a flag; null if it is not there. */
  get(option: string): OptionValue | null {
    return this.option(option)?.value ?? null;
  }

  /** What it asks for, free of the dialect; null where that is the dialect's own or not understood. */
  get meaning(): Meaning | null {
    if (!this.isKnown) return null;
    return this.reading.spec?.means?.(this.options, this.targets[0] ?? null) ?? null;
  }

  /** Options that its meaning does not hold, as written. */
  get unsaid(): string[] {
    return this.unsaidOptions.map(({ item }) => this.site.payload.slice(item.start, item.end));
  }

  /** Options that its meaning does not hold. */
  get unsaidOptions(): readonly ReadOption[] {
    const { spec, options } = this.reading;
    const now = this.meaning;
    if (!spec || !now) return [];
    const isSaid = ({ name, value }: ReadOption): boolean => {
      const form = spec.options[name]!;
      const others = form === 'flag' ? [] : typeof form === 'string' ? [`${value}_`] : form;
      const variants = [undefined, ...others].map((other) => {
        const rest = Object.entries(this.options).filter(([option]) => option !== name);
        return Object.fromEntries(other === undefined ? rest : [...rest, [name, other]]);
      });
      return variants.some((variant) => !sameMeaning(spec.means!(variant, this.targets[0] ?? null), now));
    };
    return options.filter((option) => !isSaid(option));
  }

  /**
   * Records edits that give options the values, and take those with null away; nothing else of the line changes.
   * @returns false if it says all that already
   * @throws hls.pragma-option, hls.pragma-value, hls.pragma-pending
   */
  set(changes: OptionChanges): boolean {
    const different = this.differences(changes);
    for (const [name, value] of different) this.change(name, value);
    return different.length > 0;
  }

  /** Records the edit that removes it, with its line if nothing else stands there. */
  remove(): void {
    const { node, form, start, end } = this.site;
    if (form === 'line') return node.remove();
    const { text } = node.source;
    if (form === 'attribute') {
      const holder = node.parent!;
      const isOnly = holder.children.filter(({ syntax }) => syntax === 'attribute').length === 1;
      const from = isOnly ? holder.start : start;
      const to = isOnly ? holder.end : end;
      const rest = (isOnly ? /^[ \t]*/ : /^\s*,\s*/).exec(text.slice(to))?.[0].length ?? 0;
      const before = isOnly || rest > 0 ? 0 : /(?:\s*,\s*)?$/.exec(text.slice(0, from))![0].length;
      return this.cut(from - before, to + rest, isOnly);
    }
    this.cut(start, end + /^[ \t]*/.exec(text.slice(end))![0].length, true);
  }

  /** Takes one variable off the list of those it is about; removes it when no other is left. */
  removeFor(variable: VariableNode): void {
    const list = this.namesOption();
    const others = splitNames(list?.item.value ?? '').filter((name) => name !== variable.name);
    if (!list || others.length === 0) return this.remove();
    this.edit(list.item.valueStart, list.item.valueEnd, others.join(','));
  }

  /** The names that it is about; empty if it gives none. */
  get variableNames(): string[] {
    return splitNames(this.namesOption()?.item.value ?? '');
  }

  /** Which of the changes it does not say yet, by the dialect's names for the options. */
  differences(changes: OptionChanges): [string, OptionValue | null][] {
    const { spec, name } = this.reading;
    return Object.entries(changes).flatMap(([option, given]): [string, OptionValue | null][] => {
      const known = Object.keys(spec?.options ?? {});
      const key = known.find((word) => word.toLowerCase() === option.toLowerCase());
      if (key === undefined) throw problem('hls.pragma-option', { directive: name, option, known }, this.at);
      const value = typeof given === 'number' ? String(given) : given;
      const now = this.get(key) ?? spec?.defaults?.[key] ?? null;
      return same(now, value) ? [] : [[key, value]];
    });
  }

  private change(name: string, value: OptionValue | null): void {
    const { reading, site } = this;
    const option = this.option(name);
    const claimed = site.node.unit.claim(`pragma option ${name}`, site.start);
    const text = value === null ? '' : writeOption(reading.name, reading.spec!, name, value);
    if (!claimed) throw problem('hls.pragma-pending', { directive: reading.name }, this.at);
    if (!option) return this.edit(reading.end, reading.end, ` ${text}`);
    const { item } = option;
    if (value === null) {
      const blanks = /[ \t]*$/.exec(site.payload.slice(0, item.start))![0].length;
      return this.edit(item.start - blanks, item.end, '');
    }
    const isPlain = item.form === 'setting' || item.form === 'call';
    if (isPlain && value !== true) return this.edit(item.valueStart, item.valueEnd, value);
    this.edit(item.start, item.end, text);
  }

  /** Offsets into the payload. */
  private edit(start: number, end: number, text: string): void {
    const { node, payloadStart } = this.site;
    node.unit.edit(payloadStart + start, payloadStart + end, text);
  }

  private cut(start: number, end: number, mayTakeLine: boolean): void {
    const { source, unit } = this.site.node;
    const lineStart = source.lineStart(start);
    const lineEnd = source.lineEndOffset(end);
    const isAlone = (source.text.slice(lineStart, start) + source.text.slice(end, lineEnd)).trim() === '';
    if (!mayTakeLine || !isAlone) return unit.edit(start, end, '');
    const feed = source.text.startsWith('\r\n', lineEnd) ? 2 : 1;
    const next = Math.min(lineEnd + feed, source.text.length);
    // What is put in front of a loop stands in front of its attributes: not within what is cut.
    const margin = source.text.slice(lineStart, start);
    const isBelow = this.site.form === 'attribute' && source.text.startsWith(margin, next);
    const shift = isBelow ? margin.length : 0;
    unit.edit(lineStart + shift, next + shift, '');
  }

  private option(name: string): ReadOption | undefined {
    return this.reading.options.find((option) => option.name.toLowerCase() === name.toLowerCase());
  }

  private namesOption(): ReadOption | undefined {
    const { spec } = this.reading;
    return spec?.names === undefined ? undefined : this.option(spec.names);
  }

  private find(): readonly Node[] | string {
    const { spec } = this.reading;
    if (!spec) return [];
    return spec.attach.targets(this.site, { names: this.namesOption()?.item.value ?? null });
  }

  /** The line that a new pragma of the same sort would be, with the changes made. */
  withChanges(changes: Options): string {
    return this.of.write(this.name, { ...this.options, ...changes });
  }

  /** Its node, where it is a `#pragma` line. */
  get node(): PragmaNode | null {
    return this.site.node instanceof PragmaNode ? this.site.node : null;
  }
}

const normal = (text: string): string => text.replace(/\s+/g, '');

/** `off=true` is the flag `off`. */
function same(now: OptionValue | null, wanted: OptionValue | null): boolean {
  if (now === null || wanted === null) return now === wanted;
  return normal(String(now)) === normal(String(wanted));
}

function sameMeaning(a: Meaning | null, b: Meaning): boolean {
  if (!a) return false;
  const entries = Object.entries(b);
  return entries.every(([key, value]) => (a as unknown as Record<string, unknown>)[key] === value);
}
