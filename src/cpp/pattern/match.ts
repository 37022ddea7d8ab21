import type { Node } from '../nodes/node.js';
import type { FlatTree } from '../parse/flat-tree.js';
import { isToken, kindId, kindSet } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { metavariable, type Pattern, type Reading } from './pattern.js';

/** The nodes that a pattern covers at one place: `first .. last` are neighbours. */
export interface Found {
  readonly unit: FileUnit;
  readonly first: number;
  readonly last: number;
  /** By metavariable; a list for `$$$X`. */
  readonly bound: ReadonlyMap<string, number | readonly number[]>;
}

type Bound = Map<string, number | readonly number[]>;

const comment = kindId('comment');
const declaration = kindId('declaration');
const names = kindSet(
  ...['identifier', 'type_identifier', 'field_identifier', 'namespace_identifier', 'statement_identifier'],
);

/** Every place within nodes `from .. to-1` of a file where the pattern matches, in source order. */
export function findMatches(pattern: Pattern, unit: FileUnit, from: number, to: number): Found[] {
  const found = pattern.readings.flatMap((reading) => new Matcher(reading, unit).run(from, to));
  if (pattern.readings.length === 1) return found;
  const seen = new Set<string>();
  return found
    .filter(({ first, last }) => !seen.has(`${first} ${last}`) && seen.add(`${first} ${last}`))
    .sort((a, b) => a.first - b.first);
}

class Matcher {
  private readonly theirs: FlatTree;
  private readonly own: FlatTree;
  private readonly theirText: string;

  constructor(
    private readonly pattern: Reading,
    private readonly unit: FileUnit,
  ) {
    this.own = pattern.tree;
    this.theirs = unit.tree;
    this.theirText = unit.source.text;
  }

  run(from: number, to: number): Found[] {
    const { roots } = this.pattern;
    const found: Found[] = [];
    const first = this.own.kind[roots[0]!]!;
    const isFree = metavariable(this.pattern, roots[0]!) !== null;
    const candidates = isFree ? this.namedNodes(from, to) : this.theirs.ofKind(first);
    for (const node of candidates) {
      if (node < from || node >= to) continue;
      const bound: Bound = new Map();
      const last = roots.length === 1 ? this.single(roots[0]!, node, bound) : this.sequence(node, bound);
      if (last >= 0) found.push({ unit: this.unit, first: node, last, bound });
    }
    return found;
  }

  private *namedNodes(from: number, to: number): Generator<number> {
    for (let node = from; node < to; node++) if (!isToken(this.theirs.kind[node]!)) yield node;
  }

  private single(root: number, node: number, bound: Bound): number {
    return this.same(root, node, bound) ? node : -1;
  }

  /** Several roots match neighbours in the same block; @returns the last of them or -1 */
  private sequence(node: number, bound: Bound): number {
    const parent = this.theirs.parent[node]!;
    if (parent < 0) return -1;
    const siblings = this.parts(this.theirs, parent);
    const at = siblings.indexOf(node);
    const used = at < 0 ? -1 : this.list(this.pattern.roots, 0, siblings, at, bound, false);
    return used < 0 ? -1 : siblings[used - 1]!;
  }

  private same(own: number, their: number, bound: Bound): boolean {
    const variable = metavariable(this.pattern, own);
    if (variable) return !isToken(this.theirs.kind[their]!) && this.bind(variable.name, their, bound);
    const kind = this.own.kind[own]!;
    const theirKind = this.theirs.kind[their]!;
    if (kind !== theirKind && !(names.has(kind) && names.has(theirKind))) return false;
    const ownParts = this.parts(this.own, own);
    const theirParts = this.parts(this.theirs, their);
    if (ownParts.length === 0) {
      return theirParts.length === 0 && this.ownText(own) === this.textOf(their);
    }
    return this.list(ownParts, 0, theirParts, 0, bound, true) >= 0;
  }

  /**
   * Matches `own[i..]` against `their[j..]`; `$$$X` takes as few as it can.
   * @returns how far into `their` the match goes, or -1
   */
  private list(
    own: readonly number[],
    i: number,
    their: readonly number[],
    j: number,
    bound: Bound,
    toEnd: boolean,
  ): number {
    if (i === own.length) return !toEnd || j === their.length ? j : -1;
    const variable = metavariable(this.pattern, own[i]!);
    if (!variable?.many) {
      const used = this.withoutRest(own, i, their, j, bound, toEnd);
      if (used >= 0) return used;
      if (j >= their.length || !this.same(own[i]!, their[j]!, bound)) return -1;
      const width = this.hasOwnEnd(own, i, their[j]!) ? 2 : 1;
      return this.list(own, i + width, their, j + 1, bound, toEnd);
    }
    for (let end = j; end <= their.length; end++) {
      const trial: Bound = new Map(bound);
      const taken = their.slice(j, end).filter((node) => !isToken(this.theirs.kind[node]!));
      // A list's separators go with its elements: `f(a, $$$R)` matches `f(a)` too.
      const follows = this.skipSeparator(own, i, their, end, taken.length === 0);
      if (!follows || !this.bindMany(variable.name, taken, trial)) continue;
      const used = this.list(own, follows.own, their, follows.their, trial, toEnd);
      if (used < 0) continue;
      for (const [name, value] of trial) bound.set(name, value);
      return used;
    }
    return -1;
  }

  /** `for ($I; ...)`: where I is a declaration, the semicolon is part of it. */
  private hasOwnEnd(own: readonly number[], i: number, their: number): boolean {
    const next = own[i + 1];
    return (
      next !== undefined &&
      this.ownText(next) === ';' &&
      this.theirs.kind[their] === declaration &&
      metavariable(this.pattern, own[i]!) !== null
    );
  }

  /** `a, $$$R` where nothing follows the a: the comma goes with what is not there. */
  private withoutRest(
    own: readonly number[],
    i: number,
    their: readonly number[],
    j: number,
    bound: Bound,
    toEnd: boolean,
  ): number {
    if (this.ownText(own[i]!) !== ',' || own[i + 1] === undefined) return -1;
    const rest = metavariable(this.pattern, own[i + 1]!);
    if (!rest?.many || (j < their.length && this.textOf(their[j]!) === ',')) return -1;
    const trial: Bound = new Map(bound);
    if (!this.bindMany(rest.name, [], trial)) return -1;
    const used = this.list(own, i + 2, their, j, trial, toEnd);
    if (used >= 0) for (const [name, value] of trial) bound.set(name, value);
    return used;
  }

  private skipSeparator(
    own: readonly number[],
    i: number,
    their: readonly number[],
    end: number,
    isEmpty: boolean,
  ): { own: number; their: number } | null {
    const next = own[i + 1];
    const separates = next !== undefined && this.ownText(next) === ',';
    if (isEmpty && separates) return { own: i + 2, their: end };
    // `$$$R` must not end behind a separator, nor before one that the pattern does not have.
    const lastTaken = their[end - 1];
    if (!isEmpty && lastTaken !== undefined && this.textOf(lastTaken) === ',') return null;
    return { own: i + 1, their: end };
  }

  private bind(name: string, node: number, bound: Bound): boolean {
    if (name === '_') return true;
    const earlier = bound.get(name);
    if (earlier === undefined) {
      bound.set(name, node);
      return true;
    }
    return typeof earlier === 'number' && this.equal(earlier, node);
  }

  private bindMany(name: string, nodes: readonly number[], bound: Bound): boolean {
    if (name === '_') return true;
    const earlier = bound.get(name);
    if (earlier === undefined) {
      bound.set(name, nodes);
      return true;
    }
    return (
      typeof earlier !== 'number' &&
      earlier.length === nodes.length &&
      earlier.every((node, i) => this.equal(node, nodes[i]!))
    );
  }

  /** The same code: white space and comments do not count. */
  private equal(a: number, b: number): boolean {
    const one = this.parts(this.theirs, a);
    const other = this.parts(this.theirs, b);
    if (one.length === 0 || other.length === 0) {
      return one.length === other.length && this.textOf(a) === this.textOf(b);
    }
    return one.length === other.length && one.every((node, i) => this.equal(node, other[i]!));
  }

  /** Children without comments. */
  private parts(tree: FlatTree, node: number): number[] {
    return tree.children(node).filter((child) => tree.kind[child] !== comment);
  }

  private ownText(node: number): string {
    return textOf(this.own, this.pattern.text, node);
  }

  private textOf(node: number): string {
    return textOf(this.theirs, this.theirText, node);
  }
}

function textOf(tree: FlatTree, text: string, node: number): string {
  return text.slice(tree.start[node], tree.end[node]);
}

/** A match as nodes. */
export function boundNodes(found: Found): Record<string, Node | Node[]> {
  const row: Record<string, Node | Node[]> = { node: found.unit.node(found.first) };
  for (const [name, value] of found.bound) {
    row[name] =
      typeof value === 'number' ? found.unit.node(value) : value.map((node) => found.unit.node(node));
  }
  return row;
}
