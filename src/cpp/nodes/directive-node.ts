import { includedPath, readMacro, type Directive, type Macro } from '../parse/directives.js';
import { kindSet } from '../parse/kinds.js';
import { meaningInLine } from '../semantics/lookup.js';
import { FunctionNode } from './function-node.js';
import { LoopNode } from './loop-node.js';
import { Node } from './node.js';
import { reindent, withLineEnds } from './indentation.js';
import { VariableNode } from './variable-node.js';

const containers = kindSet(
  'compound_statement',
  'translation_unit',
  'declaration_list',
  'field_declaration_list',
);

/** A preprocessor line. It stands in no tree: its parent is the node around it. */
export class DirectiveNode extends Node {
  override get kind(): string {
    return 'Directive';
  }

  override get syntax(): string {
    return 'directive';
  }

  /** `include`, `define`, `if`, `pragma`, ... */
  get keyword(): string {
    return this.directive.keyword;
  }

  /** What follows the keyword, as written, without blanks around it. */
  get argument(): string {
    return this.directive.argument.trim();
  }

  override get start(): number {
    return this.directive.start;
  }

  override get end(): number {
    return this.directive.end;
  }

  override get enclosing(): number {
    return this.tree.innermost(this.start, this.end);
  }

  override get parent(): Node {
    return this.unit.node(this.enclosing);
  }

  override get children(): Node[] {
    return [];
  }

  override field(): null {
    return null;
  }

  override encloses(other: Node): boolean {
    return other === this;
  }

  override uses(name: string): boolean {
    return new RegExp(`(?<![\\w$])${name.replace(/\W/g, '\\$&')}(?![\\w$])`).test(this.argument);
  }

  /** The variable, member or parameter that a name means on this line; null if the project does not show it. */
  variable(name: string): VariableNode | null {
    const found = meaningInLine(this.unit.project.symbols, name, this);
    const node = found && found.unit.node(found.node);
    return node instanceof VariableNode ? node : null;
  }

  override before(code: string): void {
    const { source, start } = this;
    const lineStart = source.lineStart(start);
    const indentation = source.text.slice(lineStart, start);
    this.unit.edit(
      start,
      start,
      reindent(source, code, indentation) + source.lineEnd + indentation,
      'before',
    );
  }

  override after(code: string): void {
    const { source, start, end } = this;
    const indentation = source.indentationAt(start);
    this.unit.edit(end, end, source.lineEnd + indentation + reindent(source, code, indentation), 'after');
  }

  override replace(code: string): void {
    if (code !== this.text) this.unit.edit(this.start, this.end, withLineEnds(this.source, code));
  }

  override remove(): void {
    const { source, start, end } = this;
    const next = source.text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, source.text.length);
    this.unit.edit(source.lineStart(start), next, '');
  }

  protected get directive(): Directive {
    return this.unit.parsed.directives[this.index]!;
  }
}

/** `#include "x.h"`. */
export class IncludeNode extends DirectiveNode {
  override get kind(): string {
    return 'Include';
  }

  /** As written between the quotes or angle brackets; '' when a macro gives it. */
  get path(): string {
    return includedPath(this.directive) ?? '';
  }
}

/** `#define NAME body`. */
export class MacroNode extends DirectiveNode {
  override get kind(): string {
    return 'Macro';
  }

  get name(): string {
    return this.macro?.name ?? '';
  }

  /** Null for an object-like macro. */
  get parameters(): readonly string[] | null {
    return this.macro?.parameters ?? null;
  }

  /** Comments stripped, continuation lines joined. */
  get macroBody(): string {
    return this.macro?.body ?? '';
  }

  private get macro(): Macro | null {
    return readMacro(this.directive);
  }
}

/** `#pragma ...`, whatever it means: dialects are the business of `hlsmith/hls`. */
export class PragmaNode extends DirectiveNode {
  override get kind(): string {
    return 'Pragma';
  }

  /** The first words' first: `HLS`, `ACCEL`, `unroll`. */
  get family(): string {
    return /^\w*/.exec(this.argument)![0];
  }

  /** The argument with continuation lines joined and runs of blanks made one. */
  get content(): string {
    return this.argument
      .replace(/\\\r?\n/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  }

  /** The nearest loop or function around it; the file if there is none. */
  get scope(): Node {
    const loop = this.outlinedLoop();
    if (loop) return loop;
    for (let node: Node | null = this.parent; node; node = node.parent) {
      if (node instanceof LoopNode && this.isBehindHeader(node)) return node;
      if (node instanceof FunctionNode) return node;
    }
    return this.file;
  }

  /** The next statement, declaration or member behind it in the same braces; null if there is none. */
  get next(): Node | null {
    return this.neighbour('next');
  }

  /** The one in front of it. */
  get previous(): Node | null {
    return this.neighbour('previous');
  }

  /** True if only comments and other pragmas stand between it and the opening brace of its `scope`. */
  get isFirstInScope(): boolean {
    const body = this.scope.field('body');
    return body !== null && this.parent === body && this.previous === null;
  }

  /** The nearest loop around it, where the outline is enough to tell. */
  private outlinedLoop(): Node | null {
    const { unit, start, end } = this;
    const { outline } = unit;
    if (!outline) return null;
    const { tree, headerEnd, bodyEnd } = outline;
    let node = tree.innermost(start, end);
    while (node > 0 && (bodyEnd[node] === 0 || start < headerEnd[node]! || end > bodyEnd[node]!))
      node = tree.parent[node]!;
    return node > 0 ? unit.nodeIn(tree, node) : null;
  }

  /** In the loop's body, or between its header and its body. */
  private isBehindHeader({ tree, index, body }: LoopNode): boolean {
    const header = tree
      .children(index)
      .filter((child) => child < body.index && tree.name(child) !== 'comment');
    return this.start >= tree.end[header.at(-1)!]! && this.end <= body.end;
  }

  private neighbour(side: 'next' | 'previous'): Node | null {
    const { tree, unit, start, end } = this;
    let around = this.enclosing;
    // Between a label or loop header and the loop: what comes next is inside the statement that it splits.
    while (around > 0 && !containers.has(tree.kind[around]!)) {
      const inside = tree
        .children(around)
        .filter((child) => unit.isNamed(child) && tree.start[child]! >= end);
      if (side === 'next' && inside.length > 0) return unit.node(inside[0]!);
      if (side === 'previous') return null;
      around = tree.parent[around]!;
    }
    const siblings = tree
      .children(around)
      .filter((child) => unit.isNamed(child) && tree.name(child) !== 'comment');
    const found =
      side === 'next'
        ? siblings.find((child) => tree.start[child]! >= end)
        : siblings.findLast((child) => tree.end[child]! <= start);
    return found === undefined ? null : unit.node(found);
  }
}
