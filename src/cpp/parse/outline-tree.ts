import { FlatTree } from './flat-tree.js';

/** The loops of a file and the braces that are their bodies; all other nodes are left out. */
export interface Outline {
  readonly tree: FlatTree;
  /** For each loop the end of its header (`)`, or `do`). */
  readonly headerEnd: Int32Array;
  /** For each loop the extent of its body. */
  readonly bodyStart: Int32Array;
  readonly bodyEnd: Int32Array;
}

/** Makes an outline, node after node in source order. */
export class OutlineBuilder {
  private readonly nodes: Record<'kind' | 'field' | 'start' | 'end' | 'parent' | 'last', number[]> = {
    ...{ kind: [], field: [], start: [], end: [], parent: [], last: [] },
  };
  private readonly headerEnd: number[] = [];
  private readonly bodyStart: number[] = [];
  private readonly bodyEnd: number[] = [];
  /** The node that is being read. */
  private around = -1;

  /** Begins a node inside the one that was begun last. @returns its index */
  open(kind: number, field: number, start: number): number {
    const { nodes } = this;
    const node = nodes.kind.push(kind) - 1;
    nodes.field.push(field);
    nodes.start.push(start);
    nodes.parent.push(this.around);
    this.headerEnd.push(0);
    this.bodyStart.push(0);
    this.bodyEnd.push(0);
    this.around = node;
    return node;
  }

  close(node: number, end: number): void {
    const { nodes } = this;
    nodes.end[node] = end;
    nodes.last[node] = nodes.kind.length;
    this.around = nodes.parent[node]!;
  }

  setKind(node: number, kind: number): void {
    this.nodes.kind[node] = kind;
  }

  setBody(loop: number, headerEnd: number, start: number, end: number): void {
    this.headerEnd[loop] = headerEnd;
    this.bodyStart[loop] = start;
    this.bodyEnd[loop] = end;
  }

  finish(): Outline {
    const { kind, field, start, end, parent, last } = this.nodes;
    const [starts, ends, parents, lasts] = [start, end, parent, last].map((each) => Int32Array.from(each));
    const noMissing = new Uint8Array(0);
    const kinds = Uint16Array.from(kind);
    const fields = Uint8Array.from(field);
    return {
      tree: new FlatTree(kinds, fields, noMissing, starts!, ends!, parents!, lasts!, [], false),
      headerEnd: Int32Array.from(this.headerEnd),
      bodyStart: Int32Array.from(this.bodyStart),
      bodyEnd: Int32Array.from(this.bodyEnd),
    };
  }
}

/**
 * The node that a node of an outline is after edits that leave the loops as they are; -1 for braces that are gone.
 * They may give a loop braces, so that neither indices nor ends need agree.
 */
export function sameInOutline(before: Outline, index: number, after: Outline): number {
  const isLoop = before.headerEnd[index]! > 0;
  const loop = nthLoop(after, rankOf(before, isLoop ? index : before.tree.parent[index]!));
  if (isLoop || loop < 0) return loop;
  const braces = after.tree.child(loop, 'body');
  return braces >= 0 && after.headerEnd[braces] === 0 ? braces : -1;
}

const rankOf = ({ headerEnd }: Outline, loop: number): number =>
  headerEnd.subarray(0, loop).reduce((count, end) => count + (end > 0 ? 1 : 0), 0);

function nthLoop({ headerEnd }: Outline, rank: number): number {
  let count = 0;
  return headerEnd.findIndex((end) => end > 0 && count++ === rank);
}
