import { constantAt } from '../semantics/constants.js';
import type { Constant } from '../semantics/constant-value.js';
import { kindSet } from '../parse/kinds.js';
import { Node } from './node.js';

const effects = kindSet(
  ...['call_expression', 'assignment_expression', 'update_expression', 'new_expression', 'delete_expression'],
  ...['co_await_expression', 'lambda_expression'],
);

/** An expression. */
export class ExprNode extends Node {
  override get kind(): string {
    return 'Expr';
  }

  /** Its value if it is known at compile time, else null. */
  get constant(): Constant | null {
    return constantAt(this.unit.project.symbols, this.text, { unit: this.unit, node: this.index });
  }

  /** True if evaluating it changes nothing and calls nothing, so that it may be repeated or left out. */
  get isPure(): boolean {
    const { tree, index } = this;
    for (let node = index; node < tree.last[index]!; node++) if (effects.has(tree.kind[node]!)) return false;
    return true;
  }
}

/** `array[index]`; of `a[i][j]` the outer node is the access to `a[i]` by `j`. */
export class SubscriptNode extends ExprNode {
  override get kind(): string {
    return 'Subscript';
  }

  /** What is indexed: for `a[i][j]`, `a[i]`. */
  get array(): ExprNode {
    return this.field('argument') as ExprNode;
  }

  get subscript(): ExprNode {
    return this.field('indices')!.children[0] as ExprNode;
  }

  /** The variable at the bottom: for `a[i][j]`, `a`. */
  get base(): Node {
    const { array } = this;
    return array instanceof SubscriptNode ? array.base : array;
  }

  /** All indices in order: for `a[i][j]`, `i` and `j`. */
  get indices(): ExprNode[] {
    const { array, subscript } = this;
    return array instanceof SubscriptNode ? [...array.indices, subscript] : [subscript];
  }
}

/** `lhs = rhs`, `lhs += rhs`, `lhs++`. */
export class AssignNode extends ExprNode {
  override get kind(): string {
    return 'Assign';
  }

  /** `=`, `+=`, `++`, ... */
  get operator(): string {
    const { tree, index } = this;
    const node = tree.child(index, 'operator');
    return this.source.text.slice(tree.start[node], tree.end[node]);
  }

  get lhs(): ExprNode {
    return (this.field('left') ?? this.field('argument')) as ExprNode;
  }

  /** Null for `++` and `--`. */
  get rhs(): ExprNode | null {
    return this.field('right') as ExprNode | null;
  }
}
