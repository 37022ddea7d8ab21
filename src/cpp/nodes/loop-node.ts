import type { Node } from './node.js';
import { StatementNode } from './statement-node.js';

const kinds: Readonly<Record<string, string>> = {
  for_statement: 'ForLoop',
  for_range_loop: 'RangeLoop',
  while_statement: 'WhileLoop',
  do_statement: 'DoLoop',
};

/** A loop of any sort. */
export class LoopNode extends StatementNode {
  override get kind(): string {
    return kinds[this.syntax]!;
  }

  get body(): Node {
    return this.field('body')!;
  }

  /** `L1` of `L1: for (...)`, or null. */
  get label(): string | null {
    const { parent } = this;
    return parent?.syntax === 'labeled_statement' ? (parent.field('label')?.text ?? null) : null;
  }
}
