import type { Node } from '../nodes/node.js';
import { kindId } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { nameText, readDeclarator } from './declarator.js';
import type { SymbolKind } from './file-index.js';
import type { SymbolTable } from './symbols.js';

/** Where a name is used. */
export interface Use {
  readonly unit: FileUnit;
  readonly node: number;
}

/** What a name means: a declaration of the project, or one inside the function around its use. */
export interface Meaning {
  readonly kind: SymbolKind | 'parameter' | 'template parameter';
  readonly qualifiedName: string;
  readonly unit: FileUnit;
  readonly node: number;
}

const k = {
  namespace: kindId('namespace_definition'),
  compound: kindId('compound_statement'),
  functionDefinition: kindId('function_definition'),
  functionDeclarator: kindId('function_declarator'),
  lambda: kindId('lambda_expression'),
  for: kindId('for_statement'),
  rangeFor: kindId('for_range_loop'),
  declaration: kindId('declaration'),
  typedef: kindId('type_definition'),
  alias: kindId('alias_declaration'),
  template: kindId('template_declaration'),
  structs: ['struct_specifier', 'class_specifier', 'union_specifier'].map(kindId),
  baseClause: kindId('base_class_clause'),
  parameters: ['parameter_declaration', 'optional_parameter_declaration'].map(kindId),
  typeParameters: [
    ...['type_parameter_declaration', 'optional_type_parameter_declaration'],
    ...['variadic_type_parameter_declaration', 'template_template_parameter_declaration'],
  ].map(kindId),
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
  const own = member(table, scope, first!, use, 0);
  if (rest.length === 0) return own;
  if (own) return memberThrough(table, own, rest, use);
  // A namespace has no symbol of its own.
  return inScope(table, scope === '' ? first! : `${scope}::${first}`, rest, use);
}

/** A name within a class (its bases included) or namespace. */
function member(table: SymbolTable, scope: string, name: string, use: Use, depth: number): Meaning | null {
  const found = table.named(scope === '' ? name : `${scope}::${name}`, use.unit)[0];
  if (found || scope === '' || depth > 16) return found ?? null;
  for (const struct of table.named(scope, use.unit)) {
    if (struct.kind !== 'struct') continue;
    for (const base of baseNames(struct)) {
      const target = structOf(table, lookup(table, base, { unit: struct.unit, node: struct.node }));
      const inherited = target && member(table, target.qualifiedName, name, use, depth + 1);
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

function lookupLocal(name: string, { unit, node }: Use): Meaning | null {
  const { tree } = unit;
  let below = node;
  for (let at = tree.parent[node]!; at >= 0; below = at, at = tree.parent[at]!) {
    const kind = tree.kind[at]!;
    let found = -1;
    if (kind === k.compound) {
      for (const child of tree.children(at)) {
        if (child > below) break;
        const declared = declaredIn(unit, child, name);
        if (declared >= 0) found = declared;
      }
    } else if (kind === k.for) {
      const initializer = tree.child(at, 'initializer');
      if (initializer >= 0) found = declaredIn(unit, initializer, name);
    } else if (kind === k.rangeFor) {
      const declarator = tree.child(at, 'declarator');
      if (declarator >= 0 && textOf(unit, readDeclarator(tree, declarator).name) === name) found = declarator;
    } else if (kind === k.functionDefinition || kind === k.lambda) {
      const declarator = tree.child(at, 'declarator');
      found = declarator < 0 ? -1 : parameterNamed(unit, functionDeclaratorIn(unit, declarator), name);
      if (found >= 0) return { kind: 'parameter', qualifiedName: name, unit, node: found };
    } else if (kind === k.template) {
      found = templateParameterNamed(unit, at, name);
      if (found >= 0) return { kind: 'template parameter', qualifiedName: name, unit, node: found };
    }
    if (found >= 0) {
      const isType = tree.kind[found] === k.typedef || tree.kind[found] === k.alias;
      const isStruct = k.structs.includes(tree.kind[found]!);
      const what = isType ? 'typedef' : isStruct ? 'struct' : 'variable';
      return { kind: what, qualifiedName: name, unit, node: found };
    }
  }
  return null;
}

/** The node in a statement that declares the name, or -1. */
function declaredIn(unit: FileUnit, statement: number, name: string): number {
  const { tree } = unit;
  const kind = tree.kind[statement]!;
  if (kind === k.declaration) {
    for (const declarator of tree.childrenIn(statement, 'declarator')) {
      if (textOf(unit, readDeclarator(tree, declarator).name) === name) return declarator;
    }
  } else if (kind === k.typedef) {
    for (const [position, declarator] of tree.childrenIn(statement, 'declarator').entries()) {
      if (textOf(unit, readDeclarator(tree, declarator).name) === name)
        return position ? declarator : statement;
    }
  } else if (kind === k.alias || k.structs.includes(kind)) {
    if (textOf(unit, tree.child(statement, 'name')) === name) return statement;
  }
  return -1;
}

function functionDeclaratorIn(unit: FileUnit, declarator: number): number {
  return unit.tree.kind[declarator] === k.functionDeclarator
    ? declarator
    : readDeclarator(unit.tree, declarator).functionDeclarator;
}

function parameterNamed(unit: FileUnit, functionDeclarator: number, name: string): number {
  const { tree } = unit;
  const list = functionDeclarator < 0 ? -1 : tree.child(functionDeclarator, 'parameters');
  if (list < 0) return -1;
  for (const parameter of tree.children(list)) {
    const declarator = k.parameters.includes(tree.kind[parameter]!)
      ? tree.child(parameter, 'declarator')
      : -1;
    if (declarator >= 0 && textOf(unit, readDeclarator(tree, declarator).name) === name) return parameter;
  }
  return -1;
}

function templateParameterNamed(unit: FileUnit, template: number, name: string): number {
  const { tree } = unit;
  const list = tree.child(template, 'parameters');
  if (list < 0) return -1;
  for (const parameter of tree.children(list)) {
    const isType = k.typeParameters.includes(tree.kind[parameter]!);
    const declarator = tree.child(parameter, 'declarator');
    const own = isType
      ? /(\w+)\s*(?:=.*)?$/s.exec(textOf(unit, parameter))?.[1]
      : declarator >= 0
        ? textOf(unit, readDeclarator(tree, declarator).name)
        : undefined;
    if (own === name) return parameter;
  }
  return -1;
}

function textOf({ tree, source }: FileUnit, node: number): string {
  return node < 0 ? '' : source.text.slice(tree.start[node], tree.end[node]);
}
