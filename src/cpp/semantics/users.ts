import type { Node } from '../nodes/node.js';
import type { TypedefNode } from '../nodes/typedef-node.js';
import { kindSet } from '../parse/kinds.js';
import { lookup } from './lookup.js';

const names = kindSet('type_identifier', 'identifier', 'namespace_identifier');

/** Every name in the parsed files that means the typedef, except its own declaration. */
export function usersOfTypedef(typedef: TypedefNode): Node[] {
  const { name, unit: own, index } = typedef;
  const declared = typedef.nameNode;
  const { project } = own;
  const users: Node[] = [];
  for (const unit of project.searchedUnits()) {
    const { tree, source } = unit;
    if (!source.text.includes(name)) continue;
    for (let node = 0; node < tree.length; node++) {
      if (!names.has(tree.kind[node]!) || tree.end[node]! - tree.start[node]! !== name.length) continue;
      if (!source.text.startsWith(name, tree.start[node])) continue;
      if (unit === own && node === declared?.index) continue;
      const meaning = lookup(project.symbols, qualified(unit.tree, source.text, node), { unit, node });
      if (meaning?.unit === own && meaning.node === index) users.push(unit.node(node));
    }
  }
  return users;
}

/** The name with the scopes written in front of it: `config2::weight_t`. */
function qualified(tree: Node['tree'], text: string, node: number): string {
  let at = node;
  while (tree.name(tree.parent[at]!) === 'qualified_identifier') at = tree.parent[at]!;
  return text.slice(tree.start[at], tree.end[node]);
}
