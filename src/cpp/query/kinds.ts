import { kindId, kindName } from '../parse/kinds.js';
import type { FlatTree } from '../parse/flat-tree.js';
import { classOf } from '../nodes/wrap.js';
import { ExprNode } from '../nodes/expr-node.js';
import { FunctionNode } from '../nodes/function-node.js';
import type { Node } from '../nodes/node.js';
import { StatementNode } from '../nodes/statement-node.js';
import { StructNode } from '../nodes/struct-node.js';
import { TypedefNode } from '../nodes/typedef-node.js';
import { VarDeclNode } from '../nodes/variable-node.js';
import type { FileUnit } from '../project/file-unit.js';
import type { Kinds } from './row.js';

/** How nodes of a kind are found in a flat tree: by their syntax, and where that is not enough by a test. */
export interface TreeKind {
  /** Syntax kinds; null for any named node. */
  readonly syntax: ReadonlySet<number> | null;
  readonly test?: (unit: FileUnit, node: number) => boolean;
}

/** Preprocessor lines are in no tree; they are found in the file's list of directives. */
export interface DirectiveKind {
  readonly keyword: 'pragma' | 'define' | 'include' | null;
}

export type KindFinder = TreeKind | DirectiveKind;

const syntax = (...names: readonly string[]): ReadonlySet<number> => new Set(names.map(kindId));
const ofClass =
  (wanted: typeof Node) =>
  (unit: FileUnit, node: number): boolean => {
    const found = classOf(unit, node);
    return found === wanted || found.prototype instanceof wanted;
  };

const loops = ['for_statement', 'for_range_loop', 'while_statement', 'do_statement'];
const declarations = ['declaration', 'field_declaration'];

const finders: Readonly<Record<keyof Kinds, KindFinder>> = {
  Assign: { syntax: syntax('assignment_expression', 'update_expression') },
  Block: { syntax: syntax('compound_statement') },
  Call: { syntax: syntax('call_expression') },
  Comment: { syntax: syntax('comment') },
  Declaration: {
    syntax: syntax(...declarations),
    test: (unit, node) => classOf(unit, node) !== (FunctionNode as typeof Node),
  },
  Directive: { keyword: null },
  DoLoop: { syntax: syntax('do_statement') },
  Expr: { syntax: null, test: ofClass(ExprNode) },
  File: { syntax: syntax('translation_unit') },
  ForLoop: { syntax: syntax('for_statement') },
  Function: {
    syntax: syntax('function_definition', ...declarations),
    test: (unit, node) => classOf(unit, node) === (FunctionNode as typeof Node),
  },
  If: { syntax: syntax('if_statement') },
  Include: { keyword: 'include' },
  Loop: { syntax: syntax(...loops) },
  Macro: { keyword: 'define' },
  Node: { syntax: null },
  Param: {
    syntax: syntax(
      'parameter_declaration',
      'optional_parameter_declaration',
      'variadic_parameter_declaration',
    ),
  },
  Pragma: { keyword: 'pragma' },
  RangeLoop: { syntax: syntax('for_range_loop') },
  Stmt: { syntax: null, test: ofClass(StatementNode) },
  Struct: {
    syntax: syntax('struct_specifier', 'class_specifier', 'union_specifier'),
    test: ofClass(StructNode),
  },
  Subscript: { syntax: syntax('subscript_expression') },
  Typedef: { syntax: null, test: ofClass(TypedefNode) },
  VarDecl: {
    syntax: syntax(
      ...['identifier', 'field_identifier', 'init_declarator', 'array_declarator', 'pointer_declarator'],
      ...['reference_declarator', 'function_declarator', 'structured_binding_declarator'],
    ),
    test: ofClass(VarDeclNode),
  },
  WhileLoop: { syntax: syntax('while_statement') },
};

export const kindNames = Object.keys(finders) as (keyof Kinds)[];
export const isKind = (name: string): name is keyof Kinds => Object.hasOwn(finders, name);
export const finderOf = (name: keyof Kinds): KindFinder => finders[name];
export const isTreeKind = (finder: KindFinder): finder is TreeKind => 'syntax' in finder;

const transparentKinds = [
  ...['compound_statement', 'labeled_statement', 'expression_statement', 'parenthesized_expression'],
  ...['condition_clause', 'else_clause', 'argument_list', 'subscript_argument_list', 'init_statement'],
  ...['declaration_list', 'field_declaration_list', 'template_declaration'],
].map(kindId);

/** Syntax that is no level of nesting in a distance. */
export function isTransparent(tree: FlatTree, node: number): boolean {
  return transparentKinds.includes(tree.kind[node]!) || kindName(tree.kind[node]!) === '';
}
