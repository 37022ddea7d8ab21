import type { FileNode, Project } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import type { TypeSlot, WeightArray } from './graph.js';

/**
 * The constants `NAME[...] = {...}` of a project. The file is scanned, not parsed: weight files reach
 * megabytes and hold one initialiser list.
 *
 * @throws hls.no-weights at once; hls.weight-count and hls.weight-number when the values are asked for.
 */
export function findWeights(project: Project, name: string, length: number, slot: TypeSlot): WeightArray {
  const definition = new RegExp(String.raw`\b${name}\s*(?:\[[^\]]*\])+\s*=\s*\{`);
  const ownFile = project.files.filter((file) => file.path.endsWith(`weights/${name}.h`));
  for (const file of ownFile.length > 0 ? ownFile : project.files) {
    const match = definition.exec(file.text);
    if (!match) continue;
    const start = match.index + match[0].length;
    let cached: Float64Array | null = null;
    return { name, slot, length, values: () => (cached ??= readNumbers(file, name, start, length)) };
  }
  throw problem('hls.no-weights', { name });
}

/** The array with its columns as rows: `columns` is the length of a row as it is stored. */
export function transposed(array: WeightArray, columns: number): WeightArray {
  let cached: Float64Array | null = null;
  const values = (): Float64Array => {
    const stored = array.values();
    const rows = stored.length / columns;
    return Float64Array.from(stored, (_, at) => stored[(at % rows) * columns + Math.floor(at / rows)]);
  };
  return { ...array, values: () => (cached ??= values()) };
}

function readNumbers(file: FileNode, name: string, start: number, length: number): Float64Array {
  const end = file.text.indexOf('}', start);
  const items = file.text.slice(start, end < 0 ? undefined : end).split(',');
  if (items.at(-1)?.trim() === '') items.pop();
  if (items.length !== length) {
    throw problem('hls.weight-count', { name, expected: length, found: items.length }, { file: file.path });
  }
  return Float64Array.from(items, (item) => {
    const text = item.trim();
    const value = text === '' ? NaN : Number(text);
    if (!Number.isFinite(value)) throw problem('hls.weight-number', { name, text }, { file: file.path });
    return value;
  });
}
