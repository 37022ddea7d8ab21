import type { LoopNode } from '../nodes/loop-node.js';
import type { Node } from '../nodes/node.js';
import type { Access } from './accesses.js';
import { isDeadBehind } from './dead-behind.js';
import { isSetFirst } from './set-first.js';

/** Whether an access hands nothing from one iteration, or part of one, to another. */
type IsPrivate = (access: Access) => boolean;

/**
 * Scalars that each iteration of the innermost loop of a perfect nest sets before it reads them, and that nobody
 * reads behind the nest: each iteration might as well have its own, so that their order does not matter. (Allen and
 * Kennedy, Optimizing Compilers for Modern Architectures, 5.3: scalar privatization.)
 */
export function privateIn(nest: readonly LoopNode[]): IsPrivate {
  const { body } = nest.at(-1)!;
  const accesses = nest[0]!.accesses();
  return byName(({ name, node, variable }) => {
    const isInside = accesses.every((other) => !overlap(name, other.name) || body.encloses(other.node));
    if (!isInside || !variable || !isSetFirst([body], { path: name, use: node })) return false;
    return isDeadBehind(nest[0]!, variable);
  });
}

/**
 * Scalars that each part of a loop's body sets before it reads them. What the last part leaves in them is the same
 * whether the parts take turns or come one after the other.
 */
export function privateToParts(loop: LoopNode, partOf: (node: Node) => number): IsPrivate {
  const { body } = loop;
  const statements = body.syntax === 'compound_statement' ? body.children : [body];
  const accesses = loop.accesses();
  return byName(({ name, node, variable }) => {
    const own = accesses.filter((other) => overlap(name, other.name));
    if (!variable || !own.every((other) => body.encloses(other.node))) return false;
    return [...new Set(own.map((other) => partOf(other.node)))].every((part) => {
      const those = statements.filter((statement) => partOf(statement) === part);
      return isSetFirst(those, { path: name, use: node });
    });
  });
}

/** Scalars only, each name once. */
function byName(decide: IsPrivate): IsPrivate {
  const known = new Map<string, boolean>();
  return (access) => {
    if (access.indices.length > 0 || !access.isExact) return false;
    const answer = known.get(access.name) ?? decide(access);
    known.set(access.name, answer);
    return answer;
  };
}

const overlap = (one: string, other: string): boolean =>
  `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`);
