import type { Edit } from '../../text/index.js';
import type { Offsets } from './carry.js';
import { char } from './characters.js';
import { FlatTree } from './flat-tree.js';
import { isToken, kindId } from './kinds.js';
import { flattened, parser } from './parser.js';

/** Whole statements or declarations of one block, namespace or file, that edits touch. */
export interface TouchedPart {
  readonly container: number;
  /** Nodes `first .. last-1`, and their extent. */
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

/** Such a part, read again: nodes `from .. to-1` of a tree of its own. */
export interface Part extends TouchedPart {
  readonly tree: { readonly flat: FlatTree; readonly from: number; readonly to: number };
  /** How far offsets of that tree lie behind those of the part. */
  readonly lead: number;
}

const block = kindId('compound_statement');
const members = kindId('declaration_list');
const comment = kindId('comment');
const switchKind = kindId('switch_statement');

/** What stands around a part while it is read alone, so that the grammar takes it for what it is. */
const surroundings = new Map([
  [kindId('translation_unit'), ''],
  [block, 'void f() {'],
  [members, 'namespace n {'],
]);

/** The smallest parts that hold the edits; null where one has no such part. */
export function touchedParts(tree: FlatTree, text: string, edits: readonly Edit[]): TouchedPart[] | null {
  const parts: TouchedPart[] = [];
  for (const { start, end } of edits) {
    let next = partAround(tree, text, start, end);
    // An edit may touch what an earlier one does, or stand around it.
    while (next && parts.length > 0 && parts.at(-1)!.last > next.first) {
      const last = parts.pop()!;
      const outer = last.first <= next.first && last.last >= next.last ? last : next;
      if (last.container === next.container) next = joined(last, next);
      else if (outer === next && !(next.first <= last.first && next.last >= last.last)) return null;
      else next = outer;
    }
    if (!next) return null;
    parts.push(next);
  }
  const size = parts.reduce((sum, part) => sum + part.end - part.start, 0);
  return size * 2 < text.length + 1000 ? parts : null;
}

function partAround(tree: FlatTree, text: string, start: number, end: number): TouchedPart | null {
  let container = tree.innermost(start, end);
  for (;;) {
    while (!mayBeReadAlone(tree, container, start, end)) container = tree.parent[container]!;
    const touched = touchedItems(tree, container, start, end);
    if (touched) return endsBefore(tree, text, container, touched.first) ? touched : null;
    if (container === 0) return null;
    container = tree.parent[container]!;
  }
}

function mayBeReadAlone(tree: FlatTree, node: number, start: number, end: number): boolean {
  if (node === 0) return true;
  if (!surroundings.has(tree.kind[node]!) || tree.kind[tree.parent[node]!] === switchKind) return false;
  // Between its braces.
  return tree.start[node]! < start && end < tree.end[node]!;
}

/** The items that the edit touches; where it stands in a gap, the one in front of it or behind it. */
function touchedItems(tree: FlatTree, container: number, start: number, end: number): TouchedPart | null {
  const items = container > 0 ? tree.children(container).slice(1, -1) : tree.children(container);
  const isTouched = (item: number): boolean => tree.end[item]! >= start && tree.start[item]! <= end;
  let from = items.findIndex(isTouched);
  let to = items.findLastIndex(isTouched);
  if (from < 0)
    from = to = Math.max(
      items.findLastIndex((item) => tree.end[item]! < start),
      0,
    );
  // `struct S {};` are two children: the token belongs to what stands before it.
  while (from > 0 && isToken(tree.kind[items[from]!]!)) from--;
  while (to + 1 < items.length && isToken(tree.kind[items[to + 1]!]!)) to++;
  const [first, final] = [items[from], items[to]];
  if (first === undefined || final === undefined) return null;
  // With the gap up to the edit.
  return {
    container,
    first,
    last: tree.last[final]!,
    start: Math.min(tree.start[first]!, start),
    end: Math.max(tree.end[final]!, end),
  };
}

function joined(a: TouchedPart, b: TouchedPart): TouchedPart {
  const first = Math.min(a.first, b.first);
  const last = Math.max(a.last, b.last);
  return {
    container: a.container,
    first,
    last,
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
  };
}

/** Whether what stands in front of an item is complete, so that no edit behind it can be part of it. */
function endsBefore(tree: FlatTree, text: string, container: number, item: number): boolean {
  const previous = tree.children(container).findLast((child) => child < item);
  if (previous === undefined || (container > 0 && previous === container + 1)) return true;
  return tree.kind[previous] === comment || isEnd(text.charCodeAt(tree.end[previous]! - 1));
}

const isEnd = (code: number): boolean => code === char.semicolon || code === char.closeBrace;

/**
 * Reads a part alone, with its new text. Null if it has errors, or might be read otherwise in its place.
 * @param next the character behind it, NaN at the end of the file
 */
export function readAgain(tree: FlatTree, part: TouchedPart, text: string, next: number): Part | null {
  const kind = tree.kind[part.container]!;
  const open = surroundings.get(kind)!;
  const whole = open === '' ? text : `${open}${text}\n}`;
  const reading = parser.read(whole);
  if (reading.errors > 0) {
    reading.release();
    return null;
  }
  const flat = flattened(reading);
  const container = open === '' ? 0 : flat.child(1, 'body');
  const isWhole = open === '' || (flat.last[1] === flat.length && flat.end[container] === whole.length);
  if (container < 0 || !isWhole || flat.kind[container] !== kind) return null;
  const [from, to] = open === '' ? [1, flat.length] : [container + 2, flat.length - 1];
  let final = -1;
  for (let item = from; item < to; item = flat.last[item]!) final = item;
  if (final >= 0 && !isComplete(flat, whole, final, next)) return null;
  return { ...part, tree: { flat, from, to }, lead: open.length };
}

function isComplete(flat: FlatTree, text: string, final: number, next: number): boolean {
  if (flat.kind[final] !== comment) return isEnd(text.charCodeAt(flat.end[final]! - 1));
  const endsLine = next === char.lineFeed || next === char.carriageReturn || Number.isNaN(next);
  return endsLine || text.startsWith('/*', flat.start[final]);
}

/** The tree with the parts put in place of what was there, and all else moved. */
export function graft(tree: FlatTree, parts: readonly Part[], offsets: Offsets, length: number): FlatTree {
  const shifts = new NodeShifts(parts);
  const count = tree.length + shifts.total;
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  const move = (from: number, until: number, to: number): void => {
    for (let node = from, at = to; node < until; node++, at++) {
      start[at] = offsets.start(tree.start[node]!);
      end[at] = Math.max(start[at]!, offsets.end(tree.end[node]!));
    }
    start[0] = 0;
    end[0] = length;
  };
  if (parts.length === 0) {
    move(0, tree.length, 0);
    return tree.moved(start, end);
  }
  const kind = new Uint16Array(count);
  const field = new Uint8Array(count);
  const parent = new Int32Array(count);
  const last = new Int32Array(count);
  let node = 0;
  let to = 0;
  for (const part of [...parts, null]) {
    const until = part?.first ?? tree.length;
    kind.set(tree.kind.subarray(node, until), to);
    field.set(tree.field.subarray(node, until), to);
    move(node, until, to);
    for (; node < until; node++, to++) {
      parent[to] = node === 0 ? -1 : shifts.of(tree.parent[node]!);
      last[to] = shifts.of(tree.last[node]!);
    }
    if (!part) break;
    const { flat, from, to: behind } = part.tree;
    const by = to - from;
    const lead = offsets.start(part.start, 'left') - part.lead;
    kind.set(flat.kind.subarray(from, behind), to);
    field.set(flat.field.subarray(from, behind), to);
    const container = shifts.of(part.container);
    for (let i = from; i < behind; i++, to++) {
      start[to] = flat.start[i]! + lead;
      end[to] = flat.end[i]! + lead;
      parent[to] = flat.parent[i]! < from ? container : flat.parent[i]! + by;
      last[to] = flat.last[i]! + by;
    }
    node = part.last;
  }
  return new FlatTree(kind, field, tree.missing, start, end, parent, last, [], false);
}

/** How far nodes outside the parts have moved. */
export class NodeShifts {
  private readonly behind: number[];
  private readonly sums: number[] = [0];

  constructor(parts: readonly Part[]) {
    this.behind = parts.map(({ last }) => last);
    for (const { first, last, tree } of parts) {
      this.sums.push(this.total + (tree.to - tree.from) - (last - first));
    }
  }

  get total(): number {
    return this.sums.at(-1)!;
  }

  /** The new index of a node outside the parts, or the new end of a subtree (one past its last node). */
  of(node: number): number {
    let parts = 0;
    while (parts < this.behind.length && this.behind[parts]! <= node) parts++;
    return node + this.sums[parts]!;
  }
}
