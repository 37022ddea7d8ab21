import { createRequire } from 'node:module';
import type * as yaml from 'yaml';
import { isAlias, isMap, isScalar, type YAMLMap } from 'yaml';
import { problem } from '../diagnostics/index.js';
import { parseFixedType, type FixedType } from '../hls/index.js';
import type { Configuration, LayerConfiguration } from './configuration.js';
import type { ConvertOptions, Strategy } from './options.js';
import { targetNames, targets } from './target.js';

/**
 * Reads a configuration in hls4ml's vocabulary: what `hls4ml_config.yml` of a project holds, what
 * `config_from_keras_model` gives (only `Model`, `LayerName`, `LayerType`), or the file that hlsmith writes.
 *
 * Of a project's file only the words that mean something here are read: its copy of the Python model under
 * `KerasModel` is never turned into anything.
 *
 * @param path for messages
 * @throws codegen.configuration
 */
export function readConfiguration(text: string, path: string): ConvertOptions {
  const bad = (where: string, reason: string): Error =>
    problem('codegen.configuration', { path, where, reason });
  // The larger half of the library is its parser, and most conversions have no such file.
  const { parseDocument } = createRequire(import.meta.url)('yaml') as typeof yaml;
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  if (document.errors.length > 0) throw bad('', document.errors[0].message.split('\n')[0]);
  const root = document.contents;
  if (!isMap(root)) throw bad('', 'it is no map');
  // Python's YAML writes what stands in two places once, and an alias for it: `*id001`.
  const resolve = (value: unknown): unknown => (isAlias(value) ? value.resolve(document) : value);
  const file = new Section(root, '', { bad, resolve });
  if (!words.some((word) => file.has(word))) throw bad('', `it has none of the words ${words.join(', ')}`);
  const whole = file.has('HLSConfig') ? file.section('HLSConfig') : file;
  const io = file.word('IOType', { io_parallel: 'parallel', io_stream: 'stream' } as const);
  const configuration: Configuration = {
    model: layerConfiguration(whole.section('Model')),
    layerTypes: layerConfigurations(whole.section('LayerType')),
    layers: layerConfigurations(whole.section('LayerName')),
  };
  return {
    configuration,
    // Other backends of hls4ml's are no reason to refuse what the file says of layers.
    target: targetNames.find(
      (name) => targets[name].backend.toLowerCase() === file.text('Backend')?.toLowerCase(),
    ),
    ...{ io, name: file.text('ProjectName'), part: file.text('Part') },
    clockPeriod: file.number('ClockPeriod'),
  };
}

/** Of which a file for hls4ml has at least one. */
const words = [
  'HLSConfig',
  'Model',
  'LayerName',
  'LayerType',
  'Backend',
  'IOType',
  'ProjectName',
  'Part',
  'ClockPeriod',
];

function layerConfigurations(section: Section): Map<string, LayerConfiguration> {
  return new Map(section.keys().map((name) => [name, layerConfiguration(section.section(name))]));
}

const strategies: Readonly<Record<string, Strategy>> = {
  latency: 'latency',
  resource: 'resource',
  distributed_arithmetic: 'distributed_arithmetic',
  da: 'distributed_arithmetic',
};

function layerConfiguration(section: Section): LayerConfiguration {
  return {
    precision: section.precisions('Precision'),
    reuseFactor: section.number('ReuseFactor'),
    strategy: section.word('Strategy', strategies),
    tableSize: section.count('TableSize') ?? section.count('table_size'),
    parallelizationFactor: section.count('ParallelizationFactor'),
  };
}

/** What sections of one file share. */
interface Source {
  bad(where: string, reason: string): Error;
  resolve(value: unknown): unknown;
}

/** Of a table: a megabyte and more of memory for each. */
const mostEntries = 2 ** 20;

/** A map of the file, or nothing where the file has none of that name. */
class Section {
  /** The library looks each key up in all of them. */
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #path: string;
  readonly #source: Source;

  constructor(map: YAMLMap | null, path: string, source: Source) {
    const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);
    // Of two values for a key the first counts, which comes last here.
    const entries = (map?.items ?? []).map(({ key, value }) => [nameOf(key), source.resolve(value)] as const);
    this.#values = new Map(entries.reverse());
    this.#path = path;
    this.#source = source;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  keys(): string[] {
    return [...this.#values.keys()].reverse();
  }

  section(key: string): Section {
    const value = this.#values.get(key);
    const path = this.#path === '' ? key : `${this.#path}.${key}`;
    if (value === undefined || (isScalar(value) && value.value === null))
      return new Section(null, path, this.#source);
    if (!isMap(value)) throw this.#source.bad(path, 'it is no map');
    return new Section(value, path, this.#source);
  }

  text(key: string): string | undefined {
    const value = this.#scalar(key);
    return value === undefined ? undefined : String(value);
  }

  number(key: string): number | undefined {
    const value = this.#scalar(key);
    if (value === undefined) return undefined;
    const number = typeof value === 'number' ? value : Number(String(value).trim() || NaN);
    if (!(number > 0 && Number.isFinite(number)))
      throw this.#source.bad(`${this.#path}.${key}`, 'it is no number above 0');
    return number;
  }

  /** Entries of a table, and results at a time. */
  count(key: string): number | undefined {
    const number = this.number(key);
    if (number === undefined || (Number.isInteger(number) && number <= mostEntries)) return number;
    throw this.#source.bad(
      `${this.#path}.${key}`,
      `it is ${number}, and may be a whole number up to ${mostEntries}`,
    );
  }

  word<T>(key: string, words: Readonly<Record<string, T>>): T | undefined {
    const text = this.text(key)?.toLowerCase();
    if (text === undefined) return undefined;
    if (!Object.hasOwn(words, text)) {
      const known = Object.keys(words).join(' or ');
      throw this.#source.bad(`${this.#path}.${key}`, `it is ${JSON.stringify(text)}, and may be ${known}`);
    }
    return words[text];
  }

  /** One type for all, or a map of them. */
  precisions(key: string): Map<string, FixedType | 'auto'> {
    const value = this.#values.get(key);
    if (isScalar(value)) return new Map([['default', this.#type(key, value.value)]]);
    const map = this.section(key);
    return new Map(map.keys().map((name) => [name, map.#type(name, map.#scalar(name))]));
  }

  #type(key: string, value: unknown): FixedType | 'auto' {
    const text = String(value).trim();
    if (text.toLowerCase() === 'auto') return 'auto';
    const type = parsePrecision(text);
    if (!type)
      throw this.#source.bad(
        `${this.#path}.${key}`,
        `${JSON.stringify(text)} is no type such as ap_fixed<16,6>`,
      );
    return type;
  }

  #scalar(key: string): unknown {
    const value = this.#values.get(key);
    if (value === undefined || (isScalar(value) && value.value === null)) return undefined;
    if (isScalar(value)) return value.value;
    throw this.#source.bad(`${this.#path}.${key}`, 'it is no single value');
  }
}

/** hls4ml writes types with and without `ap_`, also before the modes: `fixed<16,6,RND,SAT>`. */
export function parsePrecision(text: string): FixedType | null {
  const match = /^(?:ap_)?(u?(?:fixed|int))\s*<([^<>]*)>$/.exec(text.trim());
  if (!match) return null;
  const words = match[2].split(',').map((word) => word.trim());
  const modes = words.map((word) => (/^[A-Z]/.test(word) && !word.startsWith('AP_') ? `AP_${word}` : word));
  return parseFixedType(`ap_${match[1]}<${modes.join(',')}>`);
}
