import { Node } from './node.js';
import type { VarDeclNode } from './variable-node.js';

/** A statement other than a loop or a declaration. */
export class StatementNode extends Node {
  override get kind(): string {
    return 'Stmt';
  }

  /** With the labels in front of it. */
  override get anchor(): Node {
    const { parent } = this;
    return parent?.syntax === 'labeled_statement' ? parent.anchor : this;
  }
}

/** `int a[4], b = 1;`, or a data member. */
export class DeclarationNode extends StatementNode {
  override get kind(): string {
    return 'Declaration';
  }

  /** What it declares, in source order. */
  get variables(): VarDeclNode[] {
    return this.tree.childrenIn(this.index, 'declarator').map((node) => this.unit.node(node) as VarDeclNode);
  }
}

/** `{ ... }` of a function, loop or branch. */
export class BlockNode extends StatementNode {
  override get kind(): string {
    return 'Block';
  }

  /** What stands in it, comments left out. */
  get statements(): Node[] {
    return this.children.filter((node) => node.syntax !== 'comment');
  }
}

/** `if (condition) then else otherwise`. */
export class IfNode extends StatementNode {
  override get kind(): string {
    return 'If';
  }

  /** What is tested, without its parentheses. */
  get condition(): Node {
    return this.field('condition')!.children[0]!;
  }

  get then(): Node {
    return this.field('consequence')!;
  }

  get otherwise(): Node | null {
    return this.field('alternative')?.children.find((node) => node.syntax !== 'comment') ?? null;
  }
}

/** `// text` or a block comment. */
export class CommentNode extends Node {
  override get kind(): string {
    return 'Comment';
  }

  /** What it says, without its slashes and stars. */
  get content(): string {
    return this.text.replace(/^\/\/[/!]?|^\/\*[*!]?|\*\/$/g, '').trim();
  }
}
