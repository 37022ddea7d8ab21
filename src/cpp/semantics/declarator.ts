import type { FlatTree } from '../parse/flat-tree.js';
import { kindId } from '../parse/kinds.js';

/** What a declarator says around its name: `*p`, `&r`, `a[2][3]`, `f(int)`, `x = 1`. */
export interface Declarator {
  /** Node of the name, or -1 for an unnamed parameter. */
  readonly name: number;
  /** Nodes of the array sizes in written order; -1 for `[]`. */
  readonly sizes: readonly number[];
  readonly isPointer: boolean;
  readonly isReference: boolean;
  /** Node of the function declarator, or -1. */
  readonly functionDeclarator: number;
  /** Node of the value in `x = 1`, `x(1)` or `x{1}`, or -1. */
  readonly initializer: number;
}

const array = kindId('array_declarator');
const pointer = kindId('pointer_declarator');
const reference = kindId('reference_declarator');
const functionKind = kindId('function_declarator');
const init = kindId('init_declarator');
const abstractArray = kindId('abstract_array_declarator');
const abstractPointer = kindId('abstract_pointer_declarator');
const abstractReference = kindId('abstract_reference_declarator');
const names = [
  ...['identifier', 'field_identifier', 'type_identifier', 'qualified_identifier', 'operator_name'],
  ...['destructor_name', 'template_function', 'operator_cast', 'structured_binding_declarator'],
].map(kindId);
const inner = [
  ...[array, pointer, reference, functionKind, init, abstractArray, abstractPointer, abstractReference],
  ...['parenthesized_declarator', 'attributed_declarator', 'abstract_parenthesized_declarator'].map(kindId),
];

export function readDeclarator(tree: FlatTree, node: number): Declarator {
  const sizes: number[] = [];
  let isPointer = false;
  let isReference = false;
  let functionDeclarator = -1;
  let initializer = -1;
  let at = node;
  while (at >= 0 && !names.includes(tree.kind[at]!)) {
    const kind = tree.kind[at]!;
    if (kind === array || kind === abstractArray) sizes.push(tree.child(at, 'size'));
    else if (kind === pointer || kind === abstractPointer) isPointer = true;
    else if (kind === reference || kind === abstractReference) isReference = true;
    else if (kind === functionKind) functionDeclarator = at;
    else if (kind === init) initializer = tree.child(at, 'value');
    const next = tree.child(at, 'declarator');
    at = next >= 0 ? next : tree.childOfKind(at, ...names, ...inner);
  }
  return { name: at, sizes: sizes.reverse(), isPointer, isReference, functionDeclarator, initializer };
}

/** The node's text when it is a name; template arguments left out. */
export function nameText(tree: FlatTree, text: string, node: number): string {
  return text.slice(tree.start[node], tree.end[node]).replace(/\s+/g, '').replace(/<.*>$/s, '');
}
