import { problem } from '../../diagnostics/index.js';
import type { SourceText } from '../../text/index.js';
import type { FlatTree } from '../parse/flat-tree.js';
import { fieldId, kindName } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { withLineEnds } from './indentation.js';
import * as placement from './placement.js';
import type { MatchRow } from '../pattern/row.js';
import type { Where } from '../pattern/run-pattern.js';
import type { Checked, Row } from '../query/row.js';
import type { PragmaNode } from './directive-node.js';
import type { FileNode } from './file-node.js';
import { onlyRow } from './only-row.js';

const bodyField = fieldId('body');

/** A position in a project's file: the path relative to its root, 1-based line and column. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * A handle on one node of the syntax tree: made when first asked for, and the same object as long as the
 * node lives. A commit forwards it to the node's new place; when an edit removes the node, `alive` turns
 * false and every use says which edit it was.
 *
 * Edits are recorded and take effect together at `project.commit()`; until then all text and positions are
 * those of the last commit.
 */
export class Node {
  /** Why the handle is dead; null while it lives. */
  private ended: string | null = null;

  constructor(
    readonly unit: FileUnit,
    private currentIndex: number,
    /** Known from the outline only, and the index is one in it. */
    private isOutlined = false,
  ) {}

  /** What the node is, in HLS programmers' words (`Function`, `ForLoop`, `Call`); else tree-sitter's name. */
  get kind(): string {
    return this.syntax;
  }

  /** tree-sitter-cpp's name of the node. */
  get syntax(): string {
    return kindName(this.shown.kind[this.currentIndex]!);
  }

  /** Position in the flat tree. @throws cpp.dead */
  get index(): number {
    // The file, once parsed, gives its handles their places in the tree.
    if (this.isOutlined) void this.unit.tree;
    this.mustLive();
    return this.currentIndex;
  }

  /** The tree that its place is one in: the outline's, as long as nothing needed more. @throws cpp.dead */
  protected get shown(): FlatTree {
    this.mustLive();
    return this.isOutlined ? this.unit.parsed.outline!.tree : this.unit.tree;
  }

  /** Its place there. */
  protected get shownIndex(): number {
    return this.currentIndex;
  }

  private mustLive(): void {
    if (this.ended !== null) throw problem('cpp.dead', { kind: this.constructor.name, reason: this.ended });
  }

  get alive(): boolean {
    return this.ended === null;
  }

  get tree(): FlatTree {
    return this.unit.tree;
  }

  get source(): SourceText {
    return this.unit.source;
  }

  /** 0-based offset of the first character. */
  get start(): number {
    return this.shown.start[this.currentIndex]!;
  }

  /** Offset after the last character. */
  get end(): number {
    return this.shown.end[this.currentIndex]!;
  }

  /** The source text as written. */
  get text(): string {
    return this.source.text.slice(this.start, this.end);
  }

  get at(): Position {
    return this.source.placeAt(this.start);
  }

  get file(): FileNode {
    return this.unit.node(0) as FileNode;
  }

  get parent(): Node | null {
    const { shown } = this;
    // An outline leaves out what may stand between, except between a loop and its body.
    if (this.isOutlined && shown.field[this.currentIndex] === bodyField)
      return this.unit.nodeIn(shown, shown.parent[this.currentIndex]!);
    const parent = this.tree.parent[this.index]!;
    return parent < 0 ? null : this.unit.node(parent);
  }

  /** The tree node around it: what a search upwards begins with; -1 for a file. */
  get enclosing(): number {
    return this.tree.parent[this.index]!;
  }

  /** Named children, in source order. */
  get children(): Node[] {
    return this.tree
      .children(this.index)
      .filter((child) => this.unit.isNamed(child))
      .map((child) => this.unit.node(child));
  }

  /** The nodes around it, nearest first. */
  *ancestors(): Generator<Node> {
    for (let node = this.parent; node; node = node.parent) yield node;
  }

  /** The child in one of tree-sitter's fields (`body`, `condition`, ...), or null. */
  field(name: string): Node | null {
    const { shown } = this;
    const child = shown.child(this.currentIndex, name);
    if (child >= 0) return this.unit.nodeIn(shown, child);
    return this.isOutlined ? this.afterParsing.field(name) : null;
  }

  /** True if `other` is this node or inside it. */
  encloses(other: Node): boolean {
    return this.unit === other.unit && this.index <= other.index && other.index < this.tree.last[this.index]!;
  }

  /** True if the identifier occurs within the node's text, comments and literals not counted. */
  uses(name: string): boolean {
    const { tree } = this;
    for (let node = this.index; node < tree.last[this.index]!; node++) {
      const leaf = tree.last[node] === node + 1 && this.unit.isNamed(node);
      if (leaf && tree.end[node]! - tree.start[node]! === name.length && isIdentifier(tree, node)) {
        if (this.source.text.startsWith(name, tree.start[node])) return true;
      }
    }
    return false;
  }

  /**
   * Asks a path query about what is inside the node: `loop.query('a:Assign')`. The language is in
   * grammars/path-query.ebnf, its kinds in `Kinds`.
   * @param where keeps only rows for which it is true
   * @throws cpp.query
   */
  query<const S extends string>(select: Checked<S>, where?: (row: Row<S>) => boolean): Row<S>[] {
    return this.unit.project.queryWithin<S>(this, select as S, where);
  }

  /** The only row of a path query. @throws cpp.missing, cpp.ambiguous */
  one<const S extends string>(select: Checked<S>, where?: (row: Row<S>) => boolean): Row<S> {
    return onlyRow(select, this.query<S>(select, where), this.at);
  }

  /** Places inside the node (itself included) where a piece of C++ with metavariables stands; see `Project.match`. */
  match<const S extends string>(pattern: S, where?: Where<S>): MatchRow<S>[] {
    return this.unit.project.matchWithin<S>(this, pattern, where);
  }

  /** Pragma lines directly in front of it, up to the statement before; those behind its label too. */
  get pragmasBefore(): PragmaNode[] {
    return this.unit.pragmas().filter((pragma) => {
      const next = pragma.next;
      return next !== null && (next === this || next === this.anchor || next.anchor === this.anchor);
    });
  }

  /** Pragma lines inside whose nearest loop or function is this node. */
  get pragmasInside(): PragmaNode[] {
    const { start, end } = this;
    return this.unit
      .directives('pragma', start, end)
      .filter((line): line is PragmaNode => (line as PragmaNode).scope === this);
  }

  /**
   * Inserts code in front: for a statement or declaration on a line of its own above it, with its
   * indentation (a label or `template<...>` stays with what it introduces); for an expression, in front of
   * the statement that holds it; for a parameter, as another parameter.
   */
  before(code: string): void {
    placement.insertBefore(this, code);
  }

  /** Like `before`, behind; a comment that ends the line stays on it. */
  after(code: string): void {
    placement.insertAfter(this, code);
  }

  /** Replaces the node's own text, nothing around it. */
  replace(code: string): void {
    this.unit.edit(this.start, this.end, withLineEnds(this.source, code));
  }

  /** Removes the node; with the line if nothing else stands on it, with the comma if it is in a list. */
  remove(): void {
    placement.remove(this);
  }

  /** Puts text directly around the node. */
  wrap(open: string, close: string): void {
    const lineEnds = (code: string): string => withLineEnds(this.source, code);
    this.unit.edit(this.start, this.start, lineEnds(open), 'before');
    this.unit.edit(this.end, this.end, lineEnds(close), 'after');
  }

  /** Moves the statement, with the comment that ends its line, to in front of another one. */
  moveBefore(target: Node): void {
    placement.move(this, target, 'before');
  }

  /** Like `moveBefore`, behind. */
  moveAfter(target: Node): void {
    placement.move(this, target, 'after');
  }

  /** Puts the statement into braces behind a header, one step further in: `s.enclose('if (enable)')`. */
  enclose(header: string): void {
    placement.enclose(this, header);
  }

  /** Inserts code as the first thing inside the braces (of a function, loop, block, struct or file). */
  insertAtStart(code: string): void {
    placement.insertAtStart(this, code);
  }

  /** Inserts code as the last thing inside the braces. */
  insertAtEnd(code: string): void {
    placement.insertAtEnd(this, code);
  }

  toString(): string {
    return this.text;
  }

  /** For a loop whose only statement need not be parsed to know where it is. */
  get bareBody(): placement.BareBody | null {
    return null;
  }

  /** Where insertions before or after it go: the extent with its label or template header. */
  get anchor(): Node {
    return this;
  }

  /** Called by a commit, and when the file is parsed: the node's place in the new tree (or outline). */
  forward(index: number, isOutlined = false): void {
    this.currentIndex = index;
    this.isOutlined = isOutlined;
  }

  /** Called by a commit: the node is gone. */
  endHandle(reason: string): void {
    this.ended = reason;
  }

  /** Called by an undo that brings the node back. */
  revive(index: number, isOutlined = false): void {
    this.ended = null;
    this.forward(index, isOutlined);
  }

  /** Itself, once the file is parsed. */
  private get afterParsing(): this {
    void this.index;
    return this;
  }
}

function isIdentifier(tree: FlatTree, node: number): boolean {
  return kindName(tree.kind[node]!).endsWith('identifier');
}
