import { FunctionNode } from '../nodes/function-node.js';
import { LoopNode } from '../nodes/loop-node.js';
import type { Node } from '../nodes/node.js';
import { VarDeclNode, type VariableNode } from '../nodes/variable-node.js';
import { kindSet } from '../parse/kinds.js';
import { usesWithin } from './copies.js';
import { contains, isSetBy } from './set-first.js';

const unfollowed = kindSet('goto_statement', 'lambda_expression');

/**
 * True if nobody looks at the value that a loop leaves in a variable: the variable is one of the function's own,
 * and whatever reads it behind the loop has set it in between.
 */
export function isDeadBehind(loop: LoopNode, variable: VariableNode): boolean {
  const { isReference, isPointer, isStatic, isArray } = variable;
  if (isReference || isPointer || isStatic || isArray) return false;
  const fn = [...loop.ancestors()].find((node) => node instanceof FunctionNode);
  if (!fn?.encloses(variable) || contains(fn, unfollowed)) return false;
  return usesWithin(fn, variable, variable.name).every(({ node }) => {
    if (!node || (variable instanceof VarDeclNode && variable.encloses(node))) return true;
    if (isShared(node)) return false;
    return loop.encloses(node) || isTarget(node) || isSetSince(loop, node, variable.name);
  });
}

/** Its address is taken, or another name is given to it. */
const isShared = ({ parent }: Node): boolean =>
  (parent?.syntax === 'pointer_expression' && parent.text.startsWith('&')) ||
  (parent?.syntax === 'init_declarator' && parent.field('declarator')?.syntax === 'reference_declarator');

/** `t = ...` reads nothing of t. */
const isTarget = (node: Node): boolean => {
  const { parent } = node;
  if (parent?.syntax !== 'assignment_expression' || parent.field('left') !== node) return false;
  return parent.field('operator')?.text === '=';
};

/** No way from the end of the loop to a use but through a statement that sets the variable. */
function isSetSince(loop: LoopNode, use: Node, path: string): boolean {
  const place = { path, use };
  let below = use;
  for (const around of use.ancestors()) {
    if (around instanceof FunctionNode) return true;
    if (around.syntax === 'compound_statement' && around.parent?.syntax !== 'switch_statement') {
      const statements = around.children;
      for (const before of statements.slice(0, statements.indexOf(below)).reverse()) {
        if (before === loop || before.encloses(loop)) return false;
        if (isSetBy(before, place)) return true;
      }
    } else if (around instanceof LoopNode) {
      // Round and round, the use comes behind the loop inside.
      if (around.encloses(loop)) return false;
      const initializer = around.field('initializer');
      if (initializer && initializer !== below && isSetBy(initializer, place)) return true;
    } else if (around.encloses(loop)) return false;
    below = around;
  }
  return false;
}
