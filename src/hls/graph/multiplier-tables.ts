import type { Project } from '../../cpp/index.js';
import type { MultiplierTable } from './graph.js';
import { findNumbers } from './weights.js';

/**
 * The tables of products that a layer's products are looked up in: `product` of its config struct, or of a part, names
 * `hlsmith::approximate<x_T, y_T, hlsmith::TABLE>`, as the metaprogram `set-multiplier` writes it.
 *
 * @throws hls.weight-count and hls.weight-number when the numbers are asked for.
 */
export function multiplierTables(
  project: Project,
  functions: Readonly<Record<string, string>>,
): Record<string, MultiplierTable> {
  const names = Object.values(functions).flatMap(
    (chosen) => /^approximate<hlsmith::(\w+)>$/.exec(chosen)?.[1] ?? [],
  );
  return Object.fromEntries(
    [...new Set(names)].flatMap((name) => {
      const table = readTable(project, name);
      return table ? [[name, table]] : [];
    }),
  );
}

/** Large tables make large files, which are scanned and not parsed. */
function readTable(project: Project, name: string): MultiplierTable | null {
  const struct = new RegExp(
    String.raw`\bstruct\s+${name}\s*\{\s*static\s+const\s+int\s+bits\s*=\s*(\d+)[^;]*;\s*static\s+const\s+bool\s+is_signed\s*=\s*(true|false)`,
  );
  for (const file of project.files) {
    const found = file.text.includes(`struct ${name}`) ? struct.exec(file.text) : null;
    if (!found) continue;
    const [bits, isSigned] = [Number(found[1]), found[2] === 'true'];
    const products = findNumbers(file, `${name}_products`, 4 ** bits);
    if (products) return { name, bits, isSigned, products };
  }
  return null;
}
