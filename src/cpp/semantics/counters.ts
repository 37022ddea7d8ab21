import type { LoopNode } from '../nodes/loop-node.js';
import { DeclarationNode } from '../nodes/statement-node.js';
import { VariableNode } from '../nodes/variable-node.js';
import { isDeadBehind } from './dead-behind.js';
import { lookup } from './lookup.js';

/** The variable that a `for` loop counts with. */
export interface Counter {
  readonly variable: VariableNode;
  /** As spelled where it is declared. */
  readonly type: string;
  /** Declared in the loop's own header, alone. */
  readonly isDeclaredHere: boolean;
  /** True if nobody looks at the value that the loop leaves in it. */
  readonly isPrivate: boolean;
}

/** The counter of a loop; null if the loop has no plain one, or counts with more than one variable. */
export function counterOf(loop: LoopNode): Counter | null {
  const { iv, unit } = loop;
  if (!iv) return null;
  const meaning = lookup(unit.project.symbols, iv.name, { unit, node: loop.body.index });
  if (meaning?.unit !== unit || (meaning.kind !== 'variable' && meaning.kind !== 'parameter')) return null;
  const variable = unit.node(meaning.node);
  if (!(variable instanceof VariableNode)) return null;
  const initializer = loop.field('initializer');
  const isDeclaredHere = initializer?.encloses(variable) ?? false;
  if (initializer instanceof DeclarationNode ? initializer.variables.length !== 1 : false) return null;
  // `for (i = 0, j = 9; ...)` sets more than the counter.
  if (/,/.test(initializer?.text ?? '') && !isDeclaredHere) return null;
  return {
    variable,
    type: variable.type.text,
    isDeclaredHere,
    isPrivate: isDeclaredHere || isDeadBehind(loop, variable),
  };
}
