import type { Node } from '../nodes/node.js';
import { kindId, kindSet } from '../parse/kinds.js';
import type { FlatTree } from '../parse/flat-tree.js';
import type { FileUnit } from '../project/file-unit.js';
import { lookup } from './lookup.js';
import { readDeclarator } from './declarator.js';

const k = {
  assignment: kindId('assignment_expression'),
  update: kindId('update_expression'),
  pointer: kindId('pointer_expression'),
  binary: kindId('binary_expression'),
  identifier: kindId('identifier'),
  qualified: kindId('qualified_identifier'),
  subscript: kindId('subscript_expression'),
  field: kindId('field_expression'),
  call: kindId('call_expression'),
  argumentList: kindId('argument_list'),
  parenthesized: kindId('parenthesized_expression'),
  conditional: kindId('conditional_expression'),
  reference: kindId('reference_declarator'),
};
const declarations = kindSet('declaration', 'init_declarator');

/**
 * The variables whose value something in nodes `from .. to-1` may change: assigned, counted up or down, read
 * into with `>>`, their address taken, given to a function by reference, or bound to a reference.
 */
export function assignedNames(unit: FileUnit, from: number, to: number): ReadonlySet<string> {
  const { tree } = unit;
  const names = new Set<string>();
  const add = (node: number): void => {
    const base = baseVariable(tree, node);
    if (base >= 0) names.add(textOf(unit, base));
  };
  for (let node = from; node < to; node++) {
    switch (tree.kind[node]) {
      case k.assignment:
        add(tree.child(node, 'left'));
        break;
      case k.update:
        add(tree.child(node, 'argument'));
        break;
      case k.pointer:
        if (textOf(unit, tree.child(node, 'operator')) === '&') add(tree.child(node, 'argument'));
        break;
      case k.binary:
        if (textOf(unit, tree.child(node, 'operator')) === '>>' && isStreamLike(tree, node)) {
          add(tree.child(node, 'right'));
        }
        break;
      case k.call:
        for (const argument of referenceArguments(unit, node)) add(argument);
        break;
      case k.reference: {
        const init = tree.parent[node]!;
        if (declarations.has(tree.kind[init]!)) add(tree.child(init, 'value'));
        break;
      }
    }
  }
  return names;
}

/** The names of the variables that something inside the node may change. */
export const changedWithin = (node: Node): ReadonlySet<string> =>
  assignedNames(node.unit, node.index, node.tree.last[node.index]!);

/** `in >> x;` as a statement reads into x; within arithmetic `>>` shifts. */
function isStreamLike(tree: FlatTree, node: number): boolean {
  const parent = tree.name(tree.parent[node]!);
  return (
    parent === 'expression_statement' ||
    (parent === 'binary_expression' && isStreamLike(tree, tree.parent[node]!))
  );
}

/**
 * Arguments of a call that the callee may change: those of reference parameters that are not const. Of an
 * unknown function, plain variables count only for methods (`stream.read(x)`): by value is the rule otherwise.
 */
export function referenceArguments(unit: FileUnit, call: number): number[] {
  const { tree, source } = unit;
  const list = tree.child(call, 'arguments');
  if (list < 0) return [];
  const given = tree.children(list).filter((child) => unit.isNamed(child) && tree.name(child) !== 'comment');
  const callee = tree.child(call, 'function');
  if (tree.kind[callee] === k.field) return given.filter((node) => tree.kind[node] === k.identifier);
  const name = textOf(unit, callee).replace(/<[\s\S]*>$/, '');
  const meaning = /^[\w:\s]+$/.test(name) ? lookup(unit.project.symbols, name, { unit, node: call }) : null;
  if (meaning?.kind !== 'function' && meaning?.kind !== 'prototype') return [];
  const { tree: other, source: text } = meaning.unit;
  const declarator = other.child(meaning.node, 'declarator');
  const parameters = other.child(readDeclarator(other, declarator).functionDeclarator, 'parameters');
  const all = other.children(parameters).filter((child) => meaning.unit.isNamed(child));
  return given.filter((node, position) => {
    const parameter = all[position];
    if (parameter === undefined) return false;
    const spelled = text.text.slice(other.start[parameter], other.end[parameter]);
    return spelled.includes('&') && !/\bconst\b/.test(spelled) && source.text[tree.start[node]!] !== '"';
  });
}

/** The variable at the bottom of `a`, `a[i][j]`, `a.x`, `(a)`, `*a`; -1 if it is none. */
export function baseVariable(tree: FlatTree, node: number): number {
  let at = node;
  while (at >= 0) {
    const kind = tree.kind[at]!;
    if (kind === k.identifier || kind === k.qualified) return at;
    if (kind === k.subscript || kind === k.field || kind === k.pointer || kind === k.update) {
      at = tree.child(at, 'argument');
    } else if (kind === k.assignment) at = tree.child(at, 'left');
    else if (kind === k.parenthesized) at = tree.children(at)[1] ?? -1;
    else if (kind === k.call && tree.kind[tree.child(at, 'function')] === k.field) {
      at = tree.child(at, 'function'); // `x.range(7, 0) = y`
    } else return -1;
  }
  return -1;
}

function textOf({ tree, source }: FileUnit, node: number): string {
  return node < 0 ? '' : source.text.slice(tree.start[node], tree.end[node]);
}
