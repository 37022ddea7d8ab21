import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileNode, Project } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import type { KernelLibrary, LibraryTables } from './graph.js';

/** What stands beside a project and computes its layers. */
export interface FoundLibrary {
  readonly library: KernelLibrary | null;
  /** Tables as text, which hls4ml's libraries for Intel have. */
  readonly tables: LibraryTables | null;
}

/**
 * Looks at the library beside a config struct's file, in `nnet_utils`: a header or a table that only one of them has
 * tells whose it is. That of hls4ml's oneAPI backend has the tables of the Quartus one, without the guard for the
 * compiler of the device. What is found is remembered by folder.
 */
export function libraryFinder(project: Project): (file: FileNode) => FoundLibrary {
  const known = new Map<string, FoundLibrary>();
  return ({ path }) => {
    const folder = join(dirname(path), 'nnet_utils');
    let found = known.get(folder);
    if (!found) known.set(folder, (found = findLibrary(project.root, folder)));
    return found;
  };
}

function findLibrary(root: string, folder: string): FoundLibrary {
  const text = (file: string): string | null => {
    const path = join(root, folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  if (text('nnet_dialect.h') !== null) return { library: 'hlsmith', tables: null };
  const table = text('activation_tables/sigmoid_table.tb');
  if (table !== null) {
    const library = table.includes('__INTELFPGA_COMPILER__') ? 'quartus' : 'oneapi';
    return { library, tables: libraryTables(root, join(folder, 'activation_tables')) };
  }
  const activations = text('nnet_activation.h');
  if (activations === null) return { library: null, tables: null };
  return { library: /\bac_fixed</.test(activations) ? 'catapult' : 'xilinx', tables: null };
}

function libraryTables(root: string, folder: string): LibraryTables {
  const known = new Map<string, Float64Array>();
  return {
    table(name) {
      let values = known.get(name);
      if (!values) known.set(name, (values = read(root, join(folder, `${name}.tb`), name)));
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
