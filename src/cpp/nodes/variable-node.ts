import { constantAt } from '../semantics/constants.js';
import { readDeclarator, type Declarator } from '../semantics/declarator.js';
import { TypeRef } from '../semantics/type-ref.js';
import type { ExprNode } from './expr-node.js';
import { Node } from './node.js';

/** What variables, members and parameters share. */
export abstract class VariableNode extends Node {
  /** The node that holds the type and its qualifiers. */
  protected abstract get specifiers(): number;
  /** The node that holds the name; -1 for an unnamed parameter. */
  protected abstract get declaratorIndex(): number;

  /** '' for an unnamed parameter. */
  get name(): string {
    const { name } = this.declarator;
    return name < 0 ? '' : this.slice(name);
  }

  /** The node of the name, to be replaced. */
  get nameNode(): Node | null {
    const { name } = this.declarator;
    return name < 0 ? null : this.unit.node(name);
  }

  /** Without `const`, `static`, `*`, `&` and array sizes. */
  get type(): TypeRef {
    const type = this.tree.child(this.specifiers, 'type');
    if (type < 0) return new TypeRef('', this.unit, this.index);
    return new TypeRef(this.slice(type), this.unit, type, this.unit.node(type));
  }

  /** Array dimensions in order; a number where the size is known at compile time, else its text; '' for `[]`. */
  get shape(): (number | string)[] {
    return this.declarator.sizes.map((size) => {
      if (size < 0) return '';
      const text = this.slice(size);
      const value = constantAt(this.unit.project.symbols, text, { unit: this.unit, node: size });
      return typeof value === 'number' ? value : text;
    });
  }

  get isArray(): boolean {
    return this.declarator.sizes.length > 0;
  }

  get isReference(): boolean {
    return this.declarator.isReference;
  }

  get isPointer(): boolean {
    return this.declarator.isPointer;
  }

  /** `const` or `constexpr` before the name. */
  get isConst(): boolean {
    return this.hasWord('const') || this.hasWord('constexpr');
  }

  get isStatic(): boolean {
    return this.hasWord('static');
  }

  /** The value it starts with, or for a parameter its default; null if none. */
  get initializer(): ExprNode | null {
    const own = this.declarator.initializer;
    const value = own >= 0 ? own : this.tree.child(this.specifiers, 'default_value');
    return value < 0 ? null : (this.unit.node(value) as ExprNode);
  }

  protected get declarator(): Declarator {
    const index = this.declaratorIndex;
    if (index >= 0) return readDeclarator(this.tree, index);
    return {
      name: -1,
      sizes: [],
      isPointer: false,
      isReference: false,
      functionDeclarator: -1,
      initializer: -1,
    };
  }

  protected slice(node: number): string {
    return this.source.text.slice(this.tree.start[node], this.tree.end[node]);
  }

  private hasWord(word: string): boolean {
    const { tree, specifiers } = this;
    const first = tree.child(specifiers, 'declarator');
    return tree
      .children(specifiers)
      .some((child) => (first < 0 || child < first) && this.slice(child) === word);
  }
}

/** A variable or data member. Its text is the declarator's own (`a[4]`, `b = 1`); see `declaration`. */
export class VarDeclNode extends VariableNode {
  override get kind(): string {
    return 'VarDecl';
  }

  /** The statement that declares it, perhaps with others. */
  get declaration(): Node {
    return this.parent!;
  }

  override get anchor(): Node {
    return this.declaration;
  }

  /** True inside a function. */
  get isLocal(): boolean {
    for (const node of this.ancestors()) if (node.syntax === 'compound_statement') return true;
    return false;
  }

  protected override get specifiers(): number {
    return this.tree.parent[this.index]!;
  }

  protected override get declaratorIndex(): number {
    return this.index;
  }
}

/** A parameter of a function. */
export class ParamNode extends VariableNode {
  override get kind(): string {
    return 'Param';
  }

  protected override get specifiers(): number {
    return this.index;
  }

  protected override get declaratorIndex(): number {
    return this.tree.child(this.index, 'declarator');
  }
}
