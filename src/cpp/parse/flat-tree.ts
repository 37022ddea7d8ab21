import { fieldId as fieldOf, kindCount, kindId, kindName } from './kinds.js';

export const errorKind = kindId('ERROR');

/** Nodes sorted by kind, each kind's in source order; and where each kind begins. */
interface KindIndex {
  readonly nodes: Int32Array;
  readonly from: Int32Array;
}

/**
 * A syntax tree as parallel arrays in pre-order: node 0 is the file, and the subtree of node `i` is
 * `i .. last[i]-1`. It holds 19 bytes a node and no objects, so that a pass over millions of nodes is a loop
 * over numbers; the parser's own tree is freed once it is made. Immutable.
 */
export class FlatTree {
  private byKind: KindIndex | null = null;

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

  /** All nodes of a kind, in source order. The index that answers it is made once, on first use. */
  ofKind(kind: number): Int32Array {
    const { nodes, from } = (this.byKind ??= this.sortByKind());
    return kind + 1 < from.length ? nodes.subarray(from[kind]!, from[kind + 1]!) : nodes.subarray(0, 0);
  }

  /** The first node of a kind that is not before `from`, or -1. */
  nextOfKind(kind: number, from: number): number {
    const index = (this.byKind ??= this.sortByKind());
    if (kind + 1 >= index.from.length) return -1;
    let low = index.from[kind]!;
    const end = index.from[kind + 1]!;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index.nodes[middle]! < from) low = middle + 1;
      else high = middle;
    }
    return low < end ? index.nodes[low]! : -1;
  }

  /** The same nodes at other places. */
  moved(start: Int32Array, end: Int32Array): FlatTree {
    const { kind, field, missing, parent, last, errors, hasError } = this;
    const tree = new FlatTree(kind, field, missing, start, end, parent, last, errors, hasError);
    tree.byKind = this.byKind;
    return tree;
  }

  private sortByKind(): KindIndex {
    const from = new Int32Array(kindCount() + 1);
    for (const kind of this.kind) from[kind + 1]!++;
    for (let kind = 1; kind < from.length; kind++) from[kind]! += from[kind - 1]!;
    const next = from.slice();
    const nodes = new Int32Array(this.length);
    for (let node = 0; node < this.length; node++) nodes[next[this.kind[node]!]!++] = node;
    return { nodes, from };
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
