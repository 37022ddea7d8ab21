import type { FlatTree } from '../parse/flat-tree.js';
import { kindId } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { readDeclarator } from './declarator.js';
import type { SymbolKind } from './file-index.js';

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
  parameters: ['parameter_declaration', 'optional_parameter_declaration'].map(kindId),
  typeParameters: [
    ...['type_parameter_declaration', 'optional_type_parameter_declaration'],
    ...['variadic_type_parameter_declaration', 'template_template_parameter_declaration'],
  ].map(kindId),
};

/** What a name means inside the functions and templates around its use; null if none of them declares it. */
export function lookupLocal(name: string, { unit, node }: Use): Meaning | null {
  const { tree } = unit;
  let below = node;
  for (let at = tree.parent[node]!; at >= 0; below = at, at = tree.parent[at]!) {
    const kind = tree.kind[at]!;
    let found = -1;
    if (kind === k.compound) {
      // The last declaration in front of the use, or around it.
      const declarations = declaredInBlock(unit, at).get(name);
      found = declarations?.findLast(({ statement }) => statement <= below)?.node ?? -1;
    } else if (kind === k.for) {
      const initializer = tree.child(at, 'initializer');
      if (initializer >= 0) {
        found = declaredIn(unit, initializer).find((declared) => declared.name === name)?.node ?? -1;
      }
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

interface Declared {
  readonly name: string;
  /** The node that declares it. */
  readonly node: number;
  /** The statement of its block. */
  readonly statement: number;
}

/** Blocks can be long (a network's top function) and are asked for every name that is used in them. */
const blocks = new WeakMap<FlatTree, Map<number, ReadonlyMap<string, readonly Declared[]>>>();

function declaredInBlock(unit: FileUnit, block: number): ReadonlyMap<string, readonly Declared[]> {
  const { tree } = unit;
  let known = blocks.get(tree);
  if (!known) blocks.set(tree, (known = new Map()));
  const found = known.get(block);
  if (found) return found;
  const byName = new Map<string, Declared[]>();
  for (const statement of tree.children(block)) {
    for (const declared of declaredIn(unit, statement)) {
      const list = byName.get(declared.name);
      if (list) list.push(declared);
      else byName.set(declared.name, [declared]);
    }
  }
  known.set(block, byName);
  return byName;
}

/** What a statement declares, each name once. */
function declaredIn(unit: FileUnit, statement: number): Declared[] {
  const { tree } = unit;
  const kind = tree.kind[statement]!;
  const named = (node: number, nameNode: number): Declared => ({
    name: textOf(unit, nameNode),
    node,
    statement,
  });
  if (kind === k.declaration || kind === k.typedef) {
    return tree.childrenIn(statement, 'declarator').map((declarator, position) => {
      // The first alias of `typedef int a, *b;` is the definition itself.
      const node = kind === k.typedef && position === 0 ? statement : declarator;
      return named(node, readDeclarator(tree, declarator).name);
    });
  }
  if (kind !== k.alias && !k.structs.includes(kind)) return [];
  return [named(statement, tree.child(statement, 'name'))];
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
