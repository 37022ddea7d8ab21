import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileNode, Project } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import { fromDouble } from '../fixed-point/double.js';
import type { FixedType } from '../fixed-point/type.js';
import type { TypeSlot, WeightArray } from './graph.js';
import { typedefSlot } from './types.js';

/** Where the numbers of an array are: text with a comma-separated list from a position on. */
interface NumberList {
  readonly file: string;
  text(): string;
  readonly start: number;
}

/**
 * The constants `T NAME[...] = {...}` (or `T NAME = {{...}}`) of a project. The file is scanned, not parsed: weight
 * files reach megabytes and hold one initialiser list. Where it holds none, the numbers are those of the text file
 * beside it that the kernel loads when it runs on the host.
 *
 * @param slot the type that the layer's config struct names; without one, the type that the array is declared with
 * @throws hls.no-weights, hls.no-typedef, hls.not-fixed-point at once; hls.weight-count and hls.weight-number when
 *   the values are asked for.
 */
export function findWeights(
  project: Project,
  name: string,
  length: number,
  slot: TypeSlot | undefined,
): WeightArray {
  const ownFile = project.files.filter((file) => file.path.endsWith(`weights/${name}.h`));
  const places = ownFile.length > 0 ? ownFile : project.files;
  const list =
    firstOf(places, (file) => initialiser(file, name)) ??
    firstOf(places, (file) => beside(project, file, name));
  if (!list) throw problem('hls.no-weights', { name });
  const own = slot ?? declaredSlot(project, places, name);
  let cached: Float64Array | null = null;
  return { name, slot: own, length, values: () => (cached ??= readNumbers(list, name, length, own.type)) };
}

/** The numbers of `T NAME[...] = {...}` in a file, when they are asked for; null where it has no such array. */
export function findNumbers(file: FileNode, name: string, length: number): (() => Float64Array) | null {
  const list = initialiser(file, name);
  if (!list) return null;
  let cached: Float64Array | null = null;
  return () => (cached ??= readNumbers(list, name, length));
}

/** Several arrays as one, each behind the other. */
export function joined(arrays: readonly WeightArray[]): WeightArray {
  const [first] = arrays;
  if (arrays.length === 1) return first!;
  let cached: Float64Array | null = null;
  return {
    name: arrays.map(({ name }) => name).join(', '),
    slot: first!.slot,
    length: arrays.reduce((sum, { length }) => sum + length, 0),
    pieces: arrays,
    values: () => (cached ??= Float64Array.from(arrays.flatMap((array) => [...array.values()]))),
  };
}

/** The first `used` numbers of each row, as many as count. */
export function unpadded(
  array: WeightArray,
  length: number,
  { used, rowLength }: { readonly used: number; readonly rowLength: number },
): WeightArray {
  let cached: Float64Array | null = null;
  const values = (): Float64Array => {
    const stored = array.values();
    return Float64Array.from({ length }, (_, at) => stored[Math.floor(at / used) * rowLength + (at % used)]!);
  };
  return { ...array, length, values: () => (cached ??= values()) };
}

/** The array with its columns as rows: `columns` is the length of a row as it is stored. */
export function transposed(array: WeightArray, columns: number): WeightArray {
  let cached: Float64Array | null = null;
  const values = (): Float64Array => {
    const stored = array.values();
    const rows = stored.length / columns;
    return Float64Array.from(stored, (_, at) => stored[(at % rows) * columns + Math.floor(at / rows)]!);
  };
  return { ...array, values: () => (cached ??= values()) };
}

const firstOf = <T, R>(items: readonly T[], find: (item: T) => R | null): R | null => {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
};

/** `NAME[4] = {`, or `NAME = {{` of an `nnet::array`. */
function initialiser(file: FileNode, name: string): NumberList | null {
  const match = new RegExp(String.raw`\b${name}\s*(?:\[[^\]]*\]\s*)*=\s*\{[\s{]*`).exec(file.text);
  return match && { file: file.path, text: () => file.text, start: match.index + match[0].length };
}

/** `w2.txt` beside `w2.h`, where that declares the array. */
function beside(project: Project, file: FileNode, name: string): NumberList | null {
  if (!file.path.endsWith(`${name}.h`)) return null;
  const path = join(dirname(file.path), `${name}.txt`);
  const absolute = join(project.root, path);
  return existsSync(absolute) ? { file: path, text: () => readFileSync(absolute, 'utf8'), start: 0 } : null;
}

function declaredSlot(project: Project, places: readonly FileNode[], name: string): TypeSlot {
  const declared = new RegExp(String.raw`\b([A-Za-z_][\w:]*)\s+${name}\s*[\[=;]`);
  const type = firstOf(places, (file) => declared.exec(file.text)?.[1] ?? null);
  const place = { file: places[0]?.path ?? project.root };
  return typedefSlot(project, type ?? name, name, place);
}

function readNumbers(
  { file, text, start }: NumberList,
  name: string,
  length: number,
  exponentType?: FixedType,
): Float64Array {
  const whole = text();
  const number = (item: string): number => {
    const digits = item.trim();
    const value = digits === '' ? NaN : Number(digits);
    if (!Number.isFinite(value)) throw problem('hls.weight-number', { name, text: digits }, { file });
    return value;
  };
  const pairs = exponentType ? pairsFrom(whole, start) : [];
  if (exponentType && pairs.length === length) {
    return Float64Array.from(pairs, ([sign, exponent]) => {
      const power = Number(fromDouble(number(exponent), exponentType));
      return (number(sign) === 1 ? 1 : -1) * 2 ** power;
    });
  }
  const end = whole.indexOf('}', start);
  const items = whole.slice(start, end < 0 ? undefined : end).split(',');
  if (items.at(-1)?.trim() === '') items.pop();
  if (items.length !== length) {
    throw problem('hls.weight-count', { name, expected: length, found: items.length }, { file });
  }
  return Float64Array.from(items, number);
}

/** The texts of `{1, -3}, {0, 2}`: a sign and an exponent each, here of 2^-3 and -2^2. */
function pairsFrom(text: string, start: number): (readonly [string, string])[] {
  const pair = /\{\s*([^{},;]+),([^{},;]+)\}\s*,?\s*/y;
  const pairs: (readonly [string, string])[] = [];
  pair.lastIndex = Math.max(text.lastIndexOf('{', start), 0);
  for (let match = pair.exec(text); match; match = pair.exec(text)) pairs.push([match[1]!, match[2]!]);
  return pairs;
}
