import type { Node } from '../nodes/node.js';
import { kindId } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { nameText, readDeclarator } from './declarator.js';
import { lookupLocal, type Meaning, type Use } from './locals.js';
import type { SymbolTable } from './symbols.js';

export type { Meaning, Use } from './locals.js';

const k = {
  namespace: kindId('namespace_definition'),
  functionDefinition: kindId('function_definition'),
  typedef: kindId('type_definition'),
  alias: kindId('alias_declaration'),
  structs: ['struct_specifier', 'class_specifier', 'union_specifier'].map(kindId),
  baseClause: kindId('base_class_clause'),
  baseNames: ['type_identifier', 'qualified_identifier', 'template_type'].map(kindId),
};

/** The meaning of a name, looked up as C++ does: inwards out, then bases, then `using namespace`. */
export function lookup(table: SymbolTable, name: string, use: Use): Meaning | null {
  const absolute = name.startsWith('::');
  const parts = splitName(name);
  if (parts.length === 0) return null;
  if (!absolute) {
    const local = lookupLocal(parts[0]!, use);
    if (local) return parts.length === 1 ? local : memberThrough(table, local, parts.slice(1), use);
  }
  const scopes = absolute ? [''] : [...enclosingScopes(use), ...table.usedNamespaces];
  for (const scope of scopes) {
    const found = inScope(table, scope, parts, use);
    if (found) return found;
  }
  return null;
}

/** The declaration that a name means where a node stands; null if the project does not show it. */
export function meaningAt(node: Node, name = node.text): Node | null {
  const found = lookup(node.unit.project.symbols, name, { unit: node.unit, node: node.index });
  return found && found.unit.node(found.node);
}

/** The meaning of a name on a preprocessor line: all that was declared before the line is known there. */
export function meaningInLine(
  table: SymbolTable,
  name: string,
  line: { readonly unit: FileUnit; readonly enclosing: number; readonly start: number },
): Meaning | null {
  const { unit, enclosing, start } = line;
  const before = unit.tree.children(enclosing).filter((child) => unit.tree.end[child]! <= start);
  const node = before.at(-1) ?? Math.min(enclosing + 1, unit.tree.length - 1);
  return lookup(table, name, { unit, node: Math.max(node, 0) });
}

/** `nnet::array<a, b>::value_type` in its parts, template arguments left out. */
export function splitName(name: string): string[] {
  let plain = name;
  for (let shorter = ''; shorter !== plain;) {
    shorter = plain;
    plain = plain.replace(/<[^<>]*>/g, '');
  }
  return plain
    .split('::')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The qualified names of the namespaces and classes around a use, innermost first, ending with ''. */
export function enclosingScopes({ unit, node }: Use): string[] {
  const { tree, source } = unit;
  const names: string[][] = [];
  for (let at = tree.parent[node]!; at >= 0; at = tree.parent[at]!) {
    const kind = tree.kind[at]!;
    if (kind === k.namespace || k.structs.includes(kind)) {
      const name = tree.child(at, 'name');
      if (name >= 0) names.unshift(nameText(tree, source.text, name).split('::'));
    } else if (kind === k.functionDefinition) {
      const declarator = tree.child(at, 'declarator');
      const name = declarator < 0 ? -1 : readDeclarator(tree, declarator).name;
      const parts = name < 0 ? [] : nameText(tree, source.text, name).split('::').slice(0, -1);
      if (parts.length > 0) names.unshift(parts);
    }
  }
  const flat = names.flat();
  return [...flat.keys(), flat.length].map((length) => flat.slice(0, length).join('::')).reverse();
}

function inScope(table: SymbolTable, scope: string, parts: readonly string[], use: Use): Meaning | null {
  const [first, ...rest] = parts;
  const own = member(table, scope, first!, use);
  if (rest.length === 0) return own;
  if (own) return memberThrough(table, own, rest, use);
  // A namespace has no symbol of its own.
  return inScope(table, scope === '' ? first! : `${scope}::${first}`, rest, use);
}

/**
 * A name within a class (its bases included) or namespace.
 * @param seen classes that do not have it: specialisations of a template share a name, and derive from one another
 */
function member(
  table: SymbolTable,
  scope: string,
  name: string,
  use: Use,
  seen = new Set<string>(),
): Meaning | null {
  const found = table.named(scope === '' ? name : `${scope}::${name}`, use.unit)[0];
  if (found || scope === '' || seen.has(scope)) return found ?? null;
  seen.add(scope);
  for (const struct of table.named(scope, use.unit)) {
    if (struct.kind !== 'struct') continue;
    for (const base of baseNames(struct)) {
      const target = structOf(table, lookup(table, base, { unit: struct.unit, node: struct.node }));
      const inherited = target && member(table, target.qualifiedName, name, use, seen);
      if (inherited) return inherited;
    }
  }
  return null;
}

function memberThrough(
  table: SymbolTable,
  owner: Meaning,
  rest: readonly string[],
  use: Use,
): Meaning | null {
  const scope = owner.kind === 'enum' ? owner : structOf(table, owner);
  if (!scope) return null;
  return inScope(table, scope.qualifiedName, rest, use);
}

/** The class that a name stands for, through typedefs. */
export function structOf(table: SymbolTable, meaning: Meaning | null, depth = 0): Meaning | null {
  if (!meaning || meaning.kind === 'struct') return meaning;
  if (meaning.kind !== 'typedef' || depth > 32) return null;
  const target = typedefTarget(meaning);
  return target === null ? null : structOf(table, lookup(table, target, meaning), depth + 1);
}

/** The spelled type of a typedef or alias. */
export function typedefTarget({ unit, node }: Use): string | null {
  const type = typedefTypeNode({ unit, node });
  return type < 0 ? null : unit.source.text.slice(unit.tree.start[type], unit.tree.end[type]);
}

export function typedefTypeNode({ unit, node }: Use): number {
  const definition = unit.tree.closest(node, k.typedef, k.alias);
  return definition < 0 ? -1 : unit.tree.child(definition, 'type');
}

export function baseNames({ unit, node }: Use): string[] {
  const { tree, source } = unit;
  const clause = tree.childOfKind(node, k.baseClause);
  if (clause < 0) return [];
  return tree
    .children(clause)
    .filter((child) => k.baseNames.includes(tree.kind[child]!))
    .map((child) => source.text.slice(tree.start[child], tree.end[child]));
}
