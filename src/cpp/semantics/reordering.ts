import { AssignNode } from '../nodes/expr-node.js';
import type { CallNode } from '../nodes/call-node.js';
import type { LoopNode } from '../nodes/loop-node.js';
import type { Node } from '../nodes/node.js';
import type { Access } from './accesses.js';
import type { Dependence, Distance } from './dependences.js';
import { hiddenEffects, type Obstacle } from './hidden-effects.js';
import { privateIn, privateToParts } from './private-scalars.js';
import type { TypeRef } from './type-ref.js';

/** What may be taken for granted when the order of iterations is to change. */
export interface Assumptions {
  /** Dependences that are not proved, and effects that are not seen, do not exist. */
  readonly assumeIndependent?: boolean;
  /** Sums of this type are the same in any order, to the last bit. Default: those of the built-in integers. */
  readonly isAssociative?: (type: TypeRef) => boolean;
  /** The call reads and changes nothing but its arguments. */
  readonly isHarmless?: (call: CallNode) => boolean;
}

const additive = new Set(['+=', '-=', '++', '--']);

/** True for C++'s integers: sums modulo 2^n. */
export const isBuiltinInteger = (type: TypeRef): boolean =>
  /^(?:unsigned|signed|int|long|short|char|bool|size_t|std::size_t|(?:std::)?u?int\d+_t)\b(?!.*\b(?:double|float)\b)[\w ]*$/.test(
    type.canonical.replace(/^const /, ''),
  );

/**
 * Why the loops of a perfect nest cannot run in another order; null where every dependence keeps its direction.
 * (Allen and Kennedy, Optimizing Compilers for Modern Architectures, 5.2: no permuted distance vector may become
 * negative.)
 * @param nest outermost first, each the only statement of the one before
 * @param order position in the nest of the loop that comes first, second, ...
 */
export function whyNotPermuted(
  nest: readonly LoopNode[],
  order: readonly number[],
  assume: Assumptions = {},
): string | null {
  return firstReason(nest[0]!, assume, privateIn(nest), ({ distance }) => {
    // Dependences among fewer loops than the nest lie in parts that stay together.
    const permuted = order.map((position) => distance[position] ?? 0);
    return isNonNegative(permuted);
  });
}

/** Why the loops of a perfect nest cannot be tiled together: some distance may be negative. */
export function whyNotTiled(nest: readonly LoopNode[], assume: Assumptions = {}): string | null {
  const width = nest.length;
  return firstReason(nest[0]!, assume, privateIn(nest), ({ distance }) =>
    distance.slice(0, width).every((each) => each === '+' || (each !== '*' && each >= 0)),
  );
}

/**
 * Why the parts of a loop's body cannot become loops of their own, one after the other (and so, the other way
 * round, why two loops in one could not have been fused): an iteration of a later part comes before one of an
 * earlier part, and must stay there.
 * @param partOf which part a place in the body belongs to
 */
export function whyNotDistributed(
  loop: LoopNode,
  partOf: (node: Node) => number,
  assume: Assumptions = {},
): string | null {
  return firstReason(
    loop,
    assume,
    privateToParts(loop, partOf),
    ({ from, to, carriedBy }) => carriedBy !== loop || partOf(from.node) <= partOf(to.node),
  );
}

function firstReason(
  loop: LoopNode,
  { assumeIndependent = false, isAssociative = isBuiltinInteger, isHarmless }: Assumptions,
  isPrivate: (access: Access) => boolean,
  isKept: (dependence: Dependence) => boolean,
): string | null {
  if (!assumeIndependent) {
    const [hidden] = hiddenEffects(loop.body, isHarmless);
    if (hidden) return obstacleText(hidden);
  }
  const sums = sumsIn(loop, isAssociative);
  const broken = loop.dependences().filter((dependence) => {
    if (assumeIndependent && dependence.certainty === 'unknown') return false;
    if (sums.has(dependence.from.node) && sums.has(dependence.to.node)) return false;
    return !isKept(dependence) && !(isPrivate(dependence.from) && isPrivate(dependence.to));
  });
  const worst = broken.find(({ certainty }) => certainty === 'yes') ?? broken[0];
  return worst ? dependenceText(worst) : null;
}

/** Lexicographically not negative, whatever the unknown distances are worth. */
function isNonNegative(distances: readonly Distance[]): boolean {
  for (const distance of distances) {
    if (distance === '+') return true;
    if (distance === '*') return false;
    if (distance !== 0) return distance > 0;
  }
  return true;
}

/** Uses of variables that the loop does nothing with but add to: their order does not matter. */
function sumsIn(loop: LoopNode, isAssociative: (type: TypeRef) => boolean): ReadonlySet<Node> {
  const byName = new Map<string, Access[]>();
  for (const access of loop.accesses()) {
    byName.set(access.name, [...(byName.get(access.name) ?? []), access]);
  }
  const sums = new Set<Node>();
  for (const accesses of byName.values()) {
    const isSum = accesses.every(({ node, variable, isExact, member }) => {
      const around = node.parent;
      const isTarget = around instanceof AssignNode && around.lhs === node;
      const isStatement = around?.parent?.syntax === 'expression_statement';
      const isPlain = isExact && member === '' && !node.text.includes('.') && !node.text.includes('->');
      if (!isTarget || !isStatement || !isPlain || !variable) return false;
      return additive.has(around.operator) && isAssociative(variable.type);
    });
    if (isSum) for (const access of accesses) sums.add(access.node);
  }
  return sums;
}

const kinds = { RAW: 'read after write', WAR: 'write after read', WAW: 'write after write' } as const;

/** `a[i] (line 4) and a[k[i]] (line 5) may be the same element, ...`. */
function dependenceText({ from, to, kind, certainty, distance }: Dependence): string {
  const place = ({ node }: Access): string => `${node.text.replace(/\s+/g, ' ')} (line ${node.at.line})`;
  const pair = from === to ? `${place(from)} of different iterations` : `${place(from)} and ${place(to)}`;
  const far = distance.map((each) => (each === '*' ? '?' : each)).join(', ');
  return certainty === 'yes'
    ? `${pair} must keep their order: ${kinds[kind]}, iterations apart: ${far}`
    : `${pair} may mean the same element: ${kinds[kind]} cannot be ruled out, iterations apart: ${far}`;
}

/** `calls log, whose effects are not known (line 4)`. */
export const obstacleText = ({ node, reason }: Obstacle): string => `${reason} (line ${node.at.line})`;
