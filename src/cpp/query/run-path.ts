import { problem } from '../../diagnostics/index.js';
import type { Node } from '../nodes/node.js';
import type { FlatTree } from '../parse/flat-tree.js';
import { isToken } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { finderOf, isTransparent, isTreeKind } from './kinds.js';
import { parsePath } from './parse-path.js';
import type { Attribute, Edge, NodeTest, Path, Step } from './path.js';
import type { Kinds } from './row.js';

/** Part of a file that is searched: the nodes `from .. to-1` of its tree, or of its outline where that is enough. */
export interface Scope {
  readonly unit: FileUnit;
  readonly tree: FlatTree;
  readonly from: number;
  readonly to: number;
}

export type AnyRow = Record<string, Node>;

/**
 * Runs a path query over parts of files. Each file is scanned once for the last step that must exist; the
 * steps before it are looked for upwards from there. Rows are in source order of their first, then next node.
 */
export function runPath(query: string, scopes: readonly Scope[]): AnyRow[] {
  const steps = existing(parsePath(query));
  return scopes.flatMap((scope) => new PathRun(steps, scope).rows());
}

/** A step that must exist, the edge to it, and what must not exist from it on. */
interface Existing {
  readonly step: Step;
  readonly edge: Edge | null;
  readonly absent: readonly Absent[];
}

interface Absent {
  readonly edge: Edge;
  readonly step: Step;
  /** Where it only matters whether nodes of these syntax kinds are below, at any distance. */
  readonly anywhere: readonly number[] | null;
}

/** A negated step is a condition on the step before it. */
function existing(path: Path): readonly Existing[] {
  const steps: (Existing & { readonly absent: Absent[] })[] = [{ step: path.first, edge: null, absent: [] }];
  for (const { edge, step } of path.rest) {
    const anywhere = edge.min === 1 && edge.max === Infinity ? syntaxKinds(step) : null;
    if (edge.negated) steps.at(-1)!.absent.push({ edge, step, anywhere });
    else steps.push({ step, edge, absent: [] });
  }
  return steps;
}

/** The syntax kinds of a step that asks for nothing else; null if it asks for more. */
function syntaxKinds(step: Step): number[] | null {
  const found: number[] = [];
  for (const { kinds, attributes } of step) {
    for (const name of kinds) {
      const finder = finderOf(name as keyof Kinds);
      if (attributes.length > 0 || !isTreeKind(finder) || !finder.syntax || finder.test) return null;
      found.push(...finder.syntax);
    }
  }
  return found;
}

/** A node that a step may stand for. Handles are only made for rows, and where an attribute is asked. */
interface Bound {
  readonly test: NodeTest;
  readonly scope: Scope;
  /** In the tree; for a preprocessor line, the node around it. */
  readonly index: number;
  readonly line: Node | null;
}

const handleOf = ({ line, scope: { unit, tree }, index }: Bound): Node => line ?? unit.nodeIn(tree, index);

class PathRun {
  constructor(
    private readonly steps: readonly Existing[],
    private readonly scope: Scope,
  ) {}

  rows(): AnyRow[] {
    const last = this.steps.length - 1;
    const found: Bound[][] = [];
    for (const bound of candidates(this.steps[last]!.step, this.scope)) {
      if (this.lacks(bound, last)) this.upwards(last, [bound], found);
    }
    if (found.length > 1) found.sort(compare);
    return found.map((row) => {
      const named: AnyRow = {};
      for (const bound of row) if (bound.test.name !== null) named[bound.test.name] = handleOf(bound);
      return named;
    });
  }

  /** Adds every row that ends with `row`, whose first element is bound to step `index`. */
  private upwards(index: number, row: readonly Bound[], found: Bound[][]): void {
    if (index === 0) {
      found.push([...row]);
      return;
    }
    const { edge } = this.steps[index]!;
    const { step } = this.steps[index - 1]!;
    const { from, to } = this.scope;
    for (const { node, distance } of around(row[0]!)) {
      if (distance > edge!.max || node < from || node >= to) break;
      if (distance < edge!.min) continue;
      for (const test of step) {
        if (!matchesKind(test, this.scope, node)) continue;
        const bound: Bound = { test, scope: this.scope, index: node, line: null };
        if (attributesHold(bound) && this.lacks(bound, index - 1)) {
          this.upwards(index - 1, [bound, ...row], found);
        }
      }
    }
  }

  /** True if none of the steps that must not exist below this one does. */
  private lacks(bound: Bound, position: number): boolean {
    // Nothing is below a preprocessor line.
    if (bound.line) return true;
    for (const absent of this.steps[position]!.absent) if (isBelow(absent, bound)) return false;
    return true;
  }
}

function isBelow({ edge, step, anywhere }: Absent, { scope: { unit, tree }, index }: Bound): boolean {
  const to = tree.last[index]!;
  if (anywhere) {
    for (const kind of anywhere) {
      const next = tree.nextOfKind(kind, index + 1);
      if (next >= 0 && next < to) return true;
    }
    return false;
  }
  for (const below of candidates(step, { unit, tree, from: index + 1, to })) {
    for (const { node: at, distance } of around(below)) {
      if (at === index && distance >= edge.min && distance <= edge.max) return true;
      if (at <= index) break;
    }
  }
  return false;
}

/** Every node of a part of a file that a step may stand for. */
function candidates(step: Step, scope: Scope): Bound[] {
  const { unit, tree, to } = scope;
  const found: Bound[] = [];
  const add = (bound: Bound): void => {
    if (attributesHold(bound)) found.push(bound);
  };
  for (const test of step) {
    for (const name of test.kinds) {
      const finder = finderOf(name as keyof Kinds);
      if (!isTreeKind(finder)) {
        for (const line of linesIn(scope, finder.keyword))
          add({ test, scope, index: tree.innermost(line.start, line.end), line });
      } else if (finder.syntax) {
        for (const kind of finder.syntax) {
          const nodes = tree.ofKind(kind);
          for (let i = firstAtLeast(nodes, scope.from); i < nodes.length && nodes[i]! < to; i++) {
            const index = nodes[i]!;
            if (!finder.test || finder.test(unit, index)) add({ test, scope, index, line: null });
          }
        }
      } else {
        for (let index = scope.from; index < to; index++) {
          const fits = !isToken(tree.kind[index]!) && (!finder.test || finder.test(unit, index));
          if (fits) add({ test, scope, index, line: null });
        }
      }
    }
  }
  return found;
}

/** The preprocessor lines in a part of a file: they are in no tree. */
function linesIn({ unit, tree, from, to }: Scope, keyword: string | null): readonly Node[] {
  if (from <= 1 && to === tree.length) return unit.directives(keyword);
  return unit.directives(keyword, tree.start[from - 1], tree.end[from - 1]);
}

/** The position of the first element that is not less, in a sorted array. */
function firstAtLeast(sorted: Int32Array, value: number): number {
  if (value <= 1) return 0;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function matchesKind({ kinds }: NodeTest, { unit, tree }: Scope, node: number): boolean {
  return kinds.some((name) => {
    const finder = finderOf(name as keyof Kinds);
    if (!isTreeKind(finder)) return false;
    const kind = tree.kind[node]!;
    const fits = finder.syntax ? finder.syntax.has(kind) : !isToken(kind);
    return fits && (!finder.test || finder.test(unit, node));
  });
}

/** The tree nodes around a node, nearest first, with their distance in levels of nesting. */
function* around({ scope: { tree }, index, line }: Bound): Generator<{ node: number; distance: number }> {
  let distance = 0;
  for (let at = line ? index : tree.parent[index]!; at >= 0; at = tree.parent[at]!) {
    if (isTransparent(tree, at)) {
      yield { node: at, distance: distance + 1 };
    } else yield { node: at, distance: ++distance };
  }
}

const startOf = ({ line, scope: { tree }, index }: Bound): number => line?.start ?? tree.start[index]!;
const endOf = ({ line, scope: { tree }, index }: Bound): number => line?.end ?? tree.end[index]!;

const compare = (a: readonly Bound[], b: readonly Bound[]): number => {
  for (let i = 0; i < a.length; i++) {
    const difference = startOf(a[i]!) - startOf(b[i]!) || endOf(b[i]!) - endOf(a[i]!);
    if (difference !== 0) return difference;
  }
  return 0;
};

function attributesHold(bound: Bound): boolean {
  const { attributes } = bound.test;
  if (attributes.length === 0) return true;
  const node = handleOf(bound);
  return attributes.every((attribute) => attributeHolds(attribute, node) !== attribute.negated);
}

function attributeHolds({ property, operator, value }: Attribute, node: Node): boolean {
  if (!(property in node)) {
    throw problem('cpp.query.property', { property, kind: node.kind, known: propertiesOf(node) });
  }
  const actual = (node as unknown as Record<string, unknown>)[property];
  if (operator === null) return isTruthy(actual);
  const text = String(actual);
  switch (operator) {
    case '=':
      return text === value;
    case '!=':
      return text !== value;
    case '^=':
      return text.startsWith(value);
    case '$=':
      return text.endsWith(value);
    case '*=':
      return text.includes(value);
    default:
      return compareNumbers(operator, actual, Number(value));
  }
}

/** What an attribute may ask for: the getters of the node's class and of those above it. */
function propertiesOf(node: Node): string[] {
  const names = new Set<string>();
  let prototype = Object.getPrototypeOf(node) as object | null;
  for (
    ;
    prototype && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype) as object
  ) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (get) names.add(name);
    }
  }
  return [...names].sort();
}

function compareNumbers(operator: '<' | '<=' | '>' | '>=', actual: unknown, value: number): boolean {
  if (typeof actual !== 'number' && typeof actual !== 'bigint') return false;
  const number = Number(actual);
  if (operator === '<') return number < value;
  if (operator === '<=') return number <= value;
  return operator === '>' ? number > value : number >= value;
}

/** An empty list is false. */
const isTruthy = (value: unknown): boolean => Boolean(value) && !(isIterable(value) && isEmpty(value));

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

const isEmpty = (list: Iterable<unknown>): boolean => list[Symbol.iterator]().next().done === true;
