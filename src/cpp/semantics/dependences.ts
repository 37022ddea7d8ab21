import { kindSet } from '../parse/kinds.js';
import type { LoopNode } from '../nodes/loop-node.js';
import type { Access } from './accesses.js';
import type { Affine } from './affine.js';
import type { Induction } from './induction.js';
import { isSetFirst } from './set-first.js';
import { uniformDistance, type CountedTerm } from './uniform-distance.js';

/**
 * Iterations between the two ends of a dependence, for one loop: a number, `+` for every distance from 1 (the
 * same place is used in each iteration), `*` for a distance that is not known.
 */
export type Distance = number | '+' | '*';

/** Two accesses of which the later must stay behind the earlier. */
export interface Dependence {
  readonly from: Access;
  readonly to: Access;
  /** Read after write, write after read, write after write. */
  readonly kind: 'RAW' | 'WAR' | 'WAW';
  /** `yes` if proved to exist; `unknown` if it could not be ruled out. */
  readonly certainty: 'yes' | 'unknown';
  /** Loops around both, outermost first, from the loop asked on; `distance` has one entry for each. */
  readonly loops: readonly LoopNode[];
  readonly distance: readonly Distance[];
  /** The first loop with a distance that is not 0; null within one iteration. */
  readonly carriedBy: LoopNode | null;
}

interface Counted {
  readonly loop: LoopNode;
  readonly iv: Induction | null;
  readonly count: number | null;
}

/**
 * All dependences among the accesses inside a loop. Different names are taken for different places, as HLS
 * tools take array parameters; what a pointer was set to is not followed.
 */
export function dependencesOf(loop: LoopNode): Dependence[] {
  const accesses = loop.accesses();
  const found: Dependence[] = [];
  const inside = [loop, ...loop.loopsInside].map(countedLoop);
  const isSetAnew = resetFinder();
  for (const [i, a] of accesses.entries()) {
    for (const b of accesses.slice(i)) {
      if (!a.isWrite && !b.isWrite) continue;
      if (a === b && !a.isWrite) continue;
      if (!mayOverlap(`${a.name}.`, `${b.name}.`) || !mayOverlap(a.member, b.member)) continue;
      found.push(...between(a, b, inside, isSetAnew));
    }
  }
  return found;
}

const conditions = kindSet(
  ...['if_statement', 'switch_statement', 'while_statement', 'do_statement', 'conditional_expression'],
);

/** True if the access may not happen in an iteration: a condition inside the loop asked decides. */
function isConditional({ node }: Access, { loop }: Counted): boolean {
  for (const around of node.ancestors()) {
    if (around === loop) return false;
    if (conditions.has(around.tree.kind[around.index]!)) return true;
  }
  return false;
}

const mayOverlap = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

function countedLoop(loop: LoopNode): Counted {
  const { iv, tripCount } = loop;
  return { loop, iv, count: typeof tripCount === 'number' ? tripCount : null };
}

/** Dependences between two accesses to one variable; in one iteration a comes first (or is b). */
function between(a: Access, b: Access, inside: readonly Counted[], isSetAnew: IsSetAnew): Dependence[] {
  const common = inside.filter(({ loop }) => loop.encloses(a.node) && loop.encloses(b.node));
  const solution = solve(a, b, common, inside);
  if (solution === null) return [];
  const { distances } = solution;
  const decided = inside.length > 0 && (isConditional(a, inside[0]!) || isConditional(b, inside[0]!));
  const certainty = decided ? 'unknown' : solution.certainty;
  const loops = common.map(({ loop }) => loop);
  const result: Dependence[] = [];
  for (const { forward, distance } of orders(distances, 0, common)) {
    const carrier = distance.findIndex((d) => d !== 0);
    const carriedBy = carrier < 0 ? null : loops[carrier]!;
    // An access comes neither before itself in one iteration, nor behind itself in two ways.
    if (a === b && (!carriedBy || !forward)) continue;
    const [from, to] = forward ? [a, b] : [b, a];
    for (const kind of kindsOf(from, to)) {
      if (kind === 'RAW' && carriedBy && isSetAnew(to, carriedBy)) continue;
      result.push({ from, to, kind, certainty, loops, distance, carriedBy });
    }
  }
  return result;
}

/** The ways in which an unknown distance can turn out: either access may come first, or both in one iteration. */
function orders(
  distances: readonly Distance[],
  at: number,
  loops: readonly Counted[],
): { forward: boolean; distance: Distance[] }[] {
  const lead = distances[at];
  if (lead === undefined) return [{ forward: true, distance: [...distances] }];
  if (lead === 0) return orders(distances, at + 1, loops);
  const backward = distances.map((d) => (typeof d === 'number' ? -d || 0 : d));
  if (typeof lead === 'number') {
    return lead > 0
      ? [{ forward: true, distance: [...distances] }]
      : [{ forward: false, distance: backward }];
  }
  const within = orders(distances.with(at, 0), at + 1, loops);
  const { count } = loops[at]!;
  if (count !== null && count < 2) return within;
  return [
    { forward: true, distance: distances.with(at, '+') },
    { forward: false, distance: backward.with(at, '+') },
    ...within,
  ];
}

function kindsOf(from: Access, to: Access): Dependence['kind'][] {
  const kinds: Dependence['kind'][] = [];
  if (from.isWrite && to.isRead) kinds.push('RAW');
  if (from.isRead && to.isWrite) kinds.push('WAR');
  if (from.isWrite && to.isWrite) kinds.push('WAW');
  return kinds;
}

/** Whether every iteration of a loop sets what an access reads before it does: no value comes from another one. */
type IsSetAnew = (read: Access, carrier: LoopNode) => boolean;

/** Looks at each loop and name once: pairs of accesses are many. */
function resetFinder(): IsSetAnew {
  const known = new Map<LoopNode, Map<string, boolean>>();
  return (read, carrier) => {
    if (read.indices.length > 0 || !carrier.body.encloses(read.node)) return false;
    let byName = known.get(carrier);
    if (!byName) known.set(carrier, (byName = new Map<string, boolean>()));
    let answer = byName.get(read.name);
    if (answer === undefined) {
      answer = isSetFirst([carrier.body], { path: read.name, use: read.node });
      byName.set(read.name, answer);
    }
    return answer;
  };
}

interface Solution {
  readonly distances: Distance[];
  readonly certainty: Dependence['certainty'];
}

/** The distances at which two accesses meet; null if they never do. */
function solve(
  a: Access,
  b: Access,
  common: readonly Counted[],
  inside: readonly Counted[],
): Solution | null {
  let certainty: Dependence['certainty'] = 'yes';
  const fixed = new Map<string, number>();
  const vague = new Set<string>();
  const names = new Set(common.map(({ iv }) => iv?.name).filter((name) => name !== undefined));
  // `s = t` beside `s.x`: the one holds the other.
  const isComparable = a.name === b.name && a.indices.length === b.indices.length;
  if (!a.isExact || !b.isExact || !isComparable) {
    certainty = 'unknown';
    for (const name of names) vague.add(name);
  } else {
    for (const [dimension, left] of a.affine.entries()) {
      const right = b.affine[dimension]!;
      const answer = left && right ? meet(left, right, names, common, inside) : 'vague';
      if (answer === 'never') return null;
      if (answer === 'always') continue;
      if (answer === 'vague') {
        certainty = 'unknown';
        for (const name of left && right ? involved(left, right) : names) vague.add(name);
      } else {
        for (const [name, distance] of answer) {
          if ((fixed.get(name) ?? distance) !== distance) return null;
          fixed.set(name, distance);
        }
      }
    }
  }
  const distances = common.map(({ iv }): Distance => {
    if (!iv) return '*';
    const known = fixed.get(iv.name);
    return known ?? '*';
  });
  const unsure = common.some(({ iv }, i) => distances[i] === '*' && (!iv || vague.has(iv.name)));
  return { distances, certainty: unsure || certainty === 'unknown' ? 'unknown' : 'yes' };
}

const involved = (a: Affine, b: Affine): string[] => [
  ...Object.keys(a.coefficients),
  ...Object.keys(b.coefficients),
];

/** One dimension: where do `a(i)` and `b(i')` name the same element? */
function meet(
  a: Affine,
  b: Affine,
  names: ReadonlySet<string>,
  common: readonly Counted[],
  inside: readonly Counted[],
): 'never' | 'always' | 'vague' | ReadonlyMap<string, number> {
  const difference = a.offset - b.offset;
  const used = [...new Set(involved(a, b))];
  const counters = used.filter((name) => inside.some(({ iv }) => iv?.name === name));
  // Names that the loop does not change cancel out if they have the same factor.
  const symbols = used.filter((name) => !counters.includes(name));
  if (symbols.some((name) => a.coefficients[name] !== b.coefficients[name])) return 'vague';
  if (counters.length === 0) return difference === 0 ? 'always' : 'never';
  const [only] = counters;
  const factor = a.coefficients[only!];
  if (counters.length === 1 && names.has(only!) && factor === b.coefficients[only!]) {
    const counted = common.find(({ iv }) => iv?.name === only)!;
    return strongDistance(difference, factor!, counted, only!);
  }
  if (excluded(a, b, difference, counters, inside)) return 'never';
  const terms = counters.map((name) => uniformTerm(a, b, name, common));
  const isUniform = terms.every((term) => term !== null);
  return isUniform ? uniformDistance(terms, difference) : 'vague';
}

/** A counter that both accesses scale alike, in a loop around both that runs a known number of times. */
function uniformTerm(a: Affine, b: Affine, name: string, common: readonly Counted[]): CountedTerm | null {
  const loops = common.filter(({ iv }) => iv?.name === name);
  const [only] = loops;
  const factor = a.coefficients[name];
  if (loops.length !== 1 || factor === undefined || factor !== b.coefficients[name]) return null;
  const { iv, count } = only!;
  if (count === null || count === 0 || typeof iv!.step !== 'number') return null;
  return { name, factor: factor * iv!.step, count };
}

/** `f*i + c` meets `f*i' + d` where i' - i = (c - d) / f. */
function strongDistance(
  difference: number,
  factor: number,
  { iv, count }: Counted,
  name: string,
): 'never' | 'vague' | ReadonlyMap<string, number> {
  const values = difference / factor;
  if (!Number.isInteger(values)) return 'never';
  const step = iv!.step;
  if (typeof step !== 'number') return values === 0 ? new Map([[name, 0]]) : 'vague';
  // A start that differs from one outer iteration to the next puts values between the steps.
  if (Math.abs(step) !== 1 && typeof iv!.init !== 'number')
    return values === 0 ? new Map([[name, 0]]) : 'vague';
  const distance = values / step;
  if (!Number.isInteger(distance)) return 'never';
  if (count !== null && Math.abs(distance) >= count) return 'never';
  return new Map([[name, distance || 0]]);
}

/** The GCD test, and Banerjee's bounds where all counters have known ranges. */
function excluded(
  a: Affine,
  b: Affine,
  difference: number,
  counters: readonly string[],
  inside: readonly Counted[],
): boolean {
  // sum(a_k * i_k) - sum(b_k * i'_k) = -difference
  const terms = counters.flatMap((name) => [
    { name, factor: a.coefficients[name] ?? 0 },
    { name, factor: -(b.coefficients[name] ?? 0) },
  ]);
  const steps = terms.map(({ factor }) => Math.abs(factor)).filter((factor) => factor > 0);
  const divisor = steps.reduce(gcd, 0);
  if (divisor > 0 && difference % divisor !== 0) return true;
  let low = 0;
  let high = 0;
  for (const { name, factor } of terms) {
    const range = rangeOf(inside.filter(({ iv }) => iv?.name === name));
    if (!range) return false;
    low += Math.min(factor * range[0], factor * range[1]);
    high += Math.max(factor * range[0], factor * range[1]);
  }
  return -difference < low || -difference > high;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** The values that counters of one name take, if known; several loops may use the name one after another. */
function rangeOf(loops: readonly Counted[]): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { iv, count } of loops) {
    if (!iv || count === null || count === 0) return null;
    if (typeof iv.init !== 'number' || typeof iv.step !== 'number') return null;
    const last = iv.init + iv.step * (count - 1);
    low = Math.min(low, iv.init, last);
    high = Math.max(high, iv.init, last);
  }
  return low <= high ? [low, high] : null;
}
