import { fieldId, kindId, kindName } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { readDeclarator } from '../semantics/declarator.js';
import { CallNode } from './call-node.js';
import { DirectiveNode, IncludeNode, MacroNode, PragmaNode } from './directive-node.js';
import { AssignNode, ExprNode, SubscriptNode } from './expr-node.js';
import { FileNode } from './file-node.js';
import { FunctionNode } from './function-node.js';
import { LoopNode } from './loop-node.js';
import { Node } from './node.js';
import { BlockNode, CommentNode, DeclarationNode, IfNode, StatementNode } from './statement-node.js';
import { StructNode } from './struct-node.js';
import { TypedefNode } from './typedef-node.js';
import { ParamNode, VarDeclNode } from './variable-node.js';

export type NodeClass = new (unit: FileUnit, index: number, isOutlined?: boolean) => Node;

const byKind = new Map<number, NodeClass>();
const register = (make: NodeClass, ...names: readonly string[]): void => {
  for (const name of names) byKind.set(kindId(name), make);
};
register(FileNode, 'translation_unit');
register(FunctionNode, 'function_definition');
register(
  ParamNode,
  'parameter_declaration',
  'optional_parameter_declaration',
  'variadic_parameter_declaration',
);
register(CallNode, 'call_expression');
register(TypedefNode, 'type_definition', 'alias_declaration');
register(LoopNode, 'for_statement', 'for_range_loop', 'while_statement', 'do_statement');
register(CommentNode, 'comment');
register(BlockNode, 'compound_statement');
register(IfNode, 'if_statement');
register(SubscriptNode, 'subscript_expression');
register(AssignNode, 'assignment_expression', 'update_expression');
register(
  ExprNode,
  ...['identifier', 'qualified_identifier', 'field_identifier', 'number_literal', 'string_literal'],
  ...['char_literal', 'true', 'false', 'null', 'this', 'concatenated_string', 'raw_string_literal'],
  ...['initializer_list', 'argument_list', 'template_function', 'user_defined_literal', 'fold_expression'],
);

const declarationKinds = [kindId('declaration'), kindId('field_declaration')];
const structKinds = ['struct_specifier', 'class_specifier', 'union_specifier'].map(kindId);
const typeDefinition = kindId('type_definition');
const declarator = fieldId('declarator');

/** The handle class that fits a node: by its kind, and for declarators by what declares them. */
export function wrap(unit: FileUnit, index: number): Node {
  // A file's handle must not parse it.
  return index === 0 ? new FileNode(unit, 0) : new (classOf(unit, index))(unit, index);
}

/** The handle on a node of an outline. */
export const wrapOutlined = (unit: FileUnit, index: number, kind: number): Node =>
  new (byKind.get(kind)!)(unit, index, true);

/** The handle class of a preprocessor line. */
export function wrapDirective(unit: FileUnit, position: number): DirectiveNode {
  const { keyword } = unit.parsed.directives[position]!;
  const make = directiveClasses[keyword] ?? DirectiveNode;
  return new make(unit, position);
}

const directiveClasses: Readonly<Record<string, typeof DirectiveNode>> = {
  include: IncludeNode,
  define: MacroNode,
  pragma: PragmaNode,
};

export function classOf(unit: FileUnit, index: number): NodeClass {
  const { tree } = unit;
  const kind = tree.kind[index]!;
  const parent = tree.parent[index]!;
  if (parent >= 0 && tree.field[index] === declarator) {
    if (declarationKinds.includes(tree.kind[parent]!)) return isPrototype(unit, parent) ? Node : VarDeclNode;
    // The first alias of `typedef int a, *b;` is the definition itself.
    if (tree.kind[parent] === typeDefinition && tree.child(parent, 'declarator') !== index)
      return TypedefNode;
  }
  const known = byKind.get(kind);
  if (known) return known;
  if (structKinds.includes(kind)) return tree.child(index, 'body') >= 0 ? StructNode : Node;
  if (declarationKinds.includes(kind)) return isPrototype(unit, index) ? FunctionNode : DeclarationNode;
  const name = kindName(kind);
  if (name.endsWith('_expression')) return ExprNode;
  return name.endsWith('_statement') ? StatementNode : Node;
}

/** A declaration of a function. Inside a body `T x(y);` is a variable, whatever the grammar says. */
function isPrototype(unit: FileUnit, declaration: number): boolean {
  const { tree } = unit;
  const declarator = tree.child(declaration, 'declarator');
  if (declarator < 0 || readDeclarator(tree, declarator).functionDeclarator < 0) return false;
  const parent = tree.parent[declaration]!;
  return parent < 0 || tree.name(parent) !== 'compound_statement';
}
