import { constantAt } from '../semantics/constants.js';
import type { Constant } from '../semantics/constant-expression.js';
import { Node } from './node.js';

/** An expression. */
export class ExprNode extends Node {
  override get kind(): string {
    return 'Expr';
  }

  /** Its value if it is known at compile time, else null. */
  get constant(): Constant | null {
    return constantAt(this.unit.project.symbols, this.text, { unit: this.unit, node: this.index });
  }
}
