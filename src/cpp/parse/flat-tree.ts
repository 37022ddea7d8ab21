import { fieldId as fieldOf, kindId, kindName } from './kinds.js';

export const errorKind = kindId('ERROR');

/**
 * A syntax tree as parallel arrays in pre-order: node 0 is the file, and the subtree of node `i` is
 * `i .. last[i]-1`. It holds 18 bytes a node and no objects, so that a pass over millions of nodes is a loop
 * over numbers; the parser's own tree is freed once it is made. Immutable.
 */
export class FlatTree {
  constructor(
    readonly kind: Uint16Array,
    readonly field: Uint8Array,
    /** 1 for a token that the parser invented to go on. */
    readonly missing: Uint8Array,
    readonly start: Int32Array,
    readonly end: Int32Array,
    readonly parent: Int32Array,
    /** One past the last node of the subtree. */
    readonly last: Int32Array,
    /** Nodes that are errors or missing tokens. */
    readonly errors: readonly number[],
    /** The parser's own word: it sees some errors that no reachable node shows. */
    readonly hasError: boolean,
  ) {}

  get length(): number {
    return this.kind.length;
  }

  firstChild(node: number): number {
    return this.last[node]! > node + 1 ? node + 1 : -1;
  }

  nextSibling(node: number): number {
    const parent = this.parent[node]!;
    const next = this.last[node]!;
    return parent >= 0 && next < this.last[parent]! ? next : -1;
  }

  children(node: number): number[] {
    const children: number[] = [];
    const end = this.last[node]!;
    for (let child = node + 1; child < end; child = this.last[child]!) children.push(child);
    return children;
  }

  /** The first child in the named field, or -1. */
  child(node: number, field: string): number {
    const wanted = fieldOf(field);
    const end = this.last[node]!;
    for (let child = node + 1; child < end; child = this.last[child]!) {
      if (this.field[child] === wanted) return child;
    }
    return -1;
  }

  /** All children in the named field. */
  childrenIn(node: number, field: string): number[] {
    const wanted = fieldOf(field);
    return this.children(node).filter((child) => this.field[child] === wanted);
  }

  /** The first child of one of the kinds, or -1. */
  childOfKind(node: number, ...kinds: readonly number[]): number {
    const end = this.last[node]!;
    for (let child = node + 1; child < end; child = this.last[child]!) {
      if (kinds.includes(this.kind[child]!)) return child;
    }
    return -1;
  }

  /** tree-sitter's name of the node's kind. */
  name(node: number): string {
    return kindName(this.kind[node]!);
  }

  /** The node itself or the nearest around it of one of the kinds; -1 if none. */
  closest(node: number, ...kinds: readonly number[]): number {
    let at = node;
    while (at >= 0 && !kinds.includes(this.kind[at]!)) at = this.parent[at]!;
    return at;
  }

  /** The node with exactly this extent and kind, or -1. */
  find(start: number, end: number, kind: number): number {
    let node = 0;
    while (node >= 0) {
      if (this.start[node] === start && this.end[node] === end && this.kind[node] === kind) return node;
      node = this.childAround(node, start, end);
    }
    return -1;
  }

  /** The innermost node whose extent holds `[start, end)`. */
  innermost(start: number, end: number): number {
    let node = 0;
    for (;;) {
      const child = this.childAround(node, start, end);
      if (child < 0) return node;
      node = child;
    }
  }

  private childAround(node: number, start: number, end: number): number {
    const last = this.last[node]!;
    for (let child = node + 1; child < last; child = this.last[child]!) {
      if (this.start[child]! > start) return -1;
      if (this.end[child]! >= end && this.start[child]! <= start) return child;
    }
    return -1;
  }
}
