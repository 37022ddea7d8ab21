import { lookup, splitName } from '../semantics/lookup.js';
import { TypeRef } from '../semantics/type-ref.js';
import { ExprNode } from './expr-node.js';
import type { FunctionNode } from './function-node.js';
import type { Node } from './node.js';
import { statementOf } from './placement.js';

/** A function call. */
export class CallNode extends ExprNode {
  override get kind(): string {
    return 'Call';
  }

  /** The last part of what is called: `dense` of `nnet::dense<...>(...)`, `read` of `stream.read()`. */
  get name(): string {
    return splitName(this.qualifiedName.replace(/^.*(?:\.|->)/s, '')).at(-1) ?? '';
  }

  /** What is called, template arguments left out: `nnet::dense`, `stream.read`. */
  get qualifiedName(): string {
    const text = this.field('function')?.text.replace(/\s+/g, '') ?? '';
    return text.includes('<') ? withoutTemplateArguments(text) : text;
  }

  get args(): ExprNode[] {
    return (this.field('arguments')?.children ?? []).filter((node) => node.kind !== 'Comment') as ExprNode[];
  }

  /** The template arguments of the name called, as spelled; none if it has no list. */
  get templateArgs(): TypeRef[] {
    const { tree, unit } = this;
    let at = tree.child(this.index, 'function');
    while (at >= 0 && tree.child(at, 'name') >= 0 && tree.name(at) === 'qualified_identifier') {
      at = tree.child(at, 'name');
    }
    if (at >= 0 && tree.name(at) === 'field_expression') at = tree.child(at, 'field');
    const list = at < 0 ? -1 : tree.child(at, 'arguments');
    if (list < 0) return [];
    return tree
      .children(list)
      .filter((node) => unit.isNamed(node))
      .map((node) => new TypeRef(unit.node(node).text, unit, node, unit.node(node)));
  }

  /** The text of the line comment behind the call on its last line: `fc1` of `dense(...); // fc1`; else null. */
  get commentLabel(): string | null {
    const rest = this.source.text.slice(this.end, this.source.lineEndOffset(this.end));
    return /^[\s;)]*\/\/\s*(.*?)\s*$/.exec(rest)?.[1] ?? null;
  }

  /** Where it is called. */
  get place(): { file: string; line: number; column: number } {
    return this.at;
  }

  /** The function called, its definition before its prototypes, if the project declares one by that name. */
  get callee(): FunctionNode | null {
    if (/[.>]/.test(this.qualifiedName)) return null;
    const { symbols } = this.unit.project;
    const found = lookup(symbols, this.qualifiedName, { unit: this.unit, node: this.index });
    if (!found) return null;
    const all = symbols.named(found.qualifiedName, this.unit);
    const best = all.find((symbol) => symbol.kind === 'function') ?? all.find((s) => s.kind === 'prototype');
    return best ? (best.unit.node(best.node) as FunctionNode) : null;
  }

  /** The statement that holds the call. */
  get statement(): Node {
    return statementOf(this);
  }
}

/** Cuts `<...>` groups, nested ones too; a `->` is no bracket. */
function withoutTemplateArguments(text: string): string {
  let depth = 0;
  let plain = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '<') depth++;
    else if (c === '>' && text[i - 1] !== '-') depth--;
    else if (depth === 0) plain += c;
  }
  return plain;
}
