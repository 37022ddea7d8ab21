import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileNode, Project } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import type { LibraryTables } from './graph.js';

/**
 * The tables that hls4ml writes as text beside the library of its Quartus backend; null for any other library. That of
 * its oneAPI backend has tables of the same names, without the guard for the compiler of the device.
 *
 * @param file where the layer's config struct is: the library's folder is beside it
 */
export function libraryTables(project: Project, file: FileNode): LibraryTables | null {
  const folder = join(dirname(file.path), 'nnet_utils', 'activation_tables');
  const known = new Map<string, Float64Array>();
  const guarded = join(project.root, folder, 'sigmoid_table.tb');
  if (!existsSync(guarded) || !readFileSync(guarded, 'utf8').includes('__INTELFPGA_COMPILER__')) return null;
  return {
    table(name) {
      let values = known.get(name);
      if (!values) known.set(name, (values = read(project.root, join(folder, `${name}.tb`), name)));
      return values;
    },
  };
}

/** @throws hls.no-weights, hls.weight-number */
function read(root: string, file: string, name: string): Float64Array {
  const path = join(root, file);
  const list = existsSync(path) ? /=\s*\{([^{}]*)\}/.exec(readFileSync(path, 'utf8'))?.[1] : undefined;
  if (list === undefined) throw problem('hls.no-weights', { name });
  return Float64Array.from(list.split(','), (item) => {
    const value = item.trim() === '' ? NaN : Number(item);
    if (!Number.isFinite(value)) throw problem('hls.weight-number', { name, text: item.trim() }, { file });
    return value;
  });
}
