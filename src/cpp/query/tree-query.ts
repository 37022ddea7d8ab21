import type { Node } from '../nodes/node.js';
import { kindId } from '../parse/kinds.js';
import { queryTree } from '../parse/parse.js';
import type { FileUnit } from '../project/file-unit.js';

/** The matches of a tree-sitter query in a file; of a capture that matches several nodes, the last. */
export function treeRows(unit: FileUnit, query: string): Record<string, Node>[] {
  const { tree } = unit;
  return queryTree(unit.parsed, query).map((captures) => {
    const row: Record<string, Node> = {};
    for (const { name, start, end, kind } of captures) {
      const index = kind === 'translation_unit' ? 0 : tree.find(start, end, kindId(kind));
      if (index >= 0) row[name] = unit.node(index);
    }
    return row;
  });
}
