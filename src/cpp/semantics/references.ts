import type { Node } from '../nodes/node.js';
import { kindId, kindSet } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import type { Project } from '../project/project.js';
import { lookup, type Meaning } from './lookup.js';

const names = kindSet('type_identifier', 'identifier', 'namespace_identifier', 'field_identifier');
const qualified = kindId('qualified_identifier');
const field = kindId('field_expression');

/** A place that spells a name. */
export interface Mention {
  readonly unit: FileUnit;
  readonly start: number;
  /** The tree node; -1 in a preprocessor line. */
  readonly node: number;
  /** What the name means there; null if that cannot be told. */
  readonly meaning: Meaning | null;
  /** Written behind `x.` or `x->`: whose member it is needs the type of x. */
  readonly isMember: boolean;
}

/** Every place in the parsed files that spells the name as a name of its own, comments and literals aside. */
export function mentionsOf(project: Project, name: string): Mention[] {
  const found: Mention[] = [];
  for (const unit of project.searchedUnits()) {
    const { tree, source } = unit;
    if (!source.text.includes(name)) continue;
    for (let node = 0; node < tree.length; node++) {
      if (!names.has(tree.kind[node]!) || tree.end[node]! - tree.start[node]! !== name.length) continue;
      const start = tree.start[node]!;
      if (!source.text.startsWith(name, start)) continue;
      const isMember =
        tree.kind[tree.parent[node]!] === field && tree.child(tree.parent[node]!, 'field') === node;
      const meaning = isMember ? null : lookup(project.symbols, withScope(unit, node), { unit, node });
      found.push({ unit, start, node, meaning, isMember });
    }
  }
  return found;
}

/** The name with the scopes written in front of it: `config2::weight_t`. */
function withScope({ tree, source }: FileUnit, node: number): string {
  let at = node;
  while (tree.kind[tree.parent[at]!] === qualified) at = tree.parent[at]!;
  return source.text.slice(tree.start[at], tree.end[node]);
}

/** The names in front of a mention: `CONFIG_T` of `CONFIG_T::n_in`; '' if there are none. */
export function scopeOfMention({ unit, node }: Mention): string {
  const name = withScope(unit, node);
  return name.includes('::') ? name.slice(0, name.lastIndexOf('::')) : '';
}

/** Every tree node that means the declaration, its own name not among them. */
export function usersOf(declaration: Node, name: string, nameNode: Node | null): Node[] {
  const { unit, index } = declaration;
  return mentionsOf(unit.project, name)
    .filter(({ meaning, unit: at, node }) => {
      const isOwnName = at === unit && node === nameNode?.index;
      return !isOwnName && meaning?.unit === unit && meaning.node === index;
    })
    .map(({ unit: at, node }) => at.node(node));
}
