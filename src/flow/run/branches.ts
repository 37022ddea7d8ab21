import type { MetaModelState } from '../meta-model/meta-model.js';

/**
 * A strategy path. The flow begins on the main one; FORK makes one for each of its outputs, REDUCE leads back to
 * the path that the FORK was on. On one branch, one task runs at a time, so that its steps can be numbered.
 */
export interface Branch {
  /** '' for the main one, else like `Fork#1:Pruning`. */
  readonly name: string;
  /** The fork that made it and is not closed yet; null on the main one. */
  readonly scope: Scope | null;
  /** Its place among others: the paths of a FORK come in the order of its outputs. */
  readonly rank: readonly number[];
}

/** One run of a FORK: what its paths have in common. */
export interface Scope {
  /** The step of the FORK, `Fork#1`. */
  readonly step: string;
  /** The FORK's name. */
  readonly fork: string;
  /** Where it was forked. */
  readonly outer: Branch;
}

/** A meta-model on its way: it waits for, or is in, the task `at`. */
export interface Token {
  readonly at: string;
  readonly branch: Branch;
  readonly state: MetaModelState;
  /** How often tasks that choose have run on its way: loops are counted wherever they lead. */
  readonly turns: ReadonlyMap<string, number>;
  /** The step that sent it, or null at the beginning. */
  readonly sentBy: string | null;
}

export const mainBranch: Branch = { name: '', scope: null, rank: [] };

export function byRank(a: Branch, b: Branch): number {
  const at = a.rank.findIndex((place, index) => place !== b.rank[index]);
  return at < 0 ? a.rank.length - b.rank.length : a.rank[at]! - (b.rank[at] ?? -1);
}

/** The name of a step: the same in every run of a flow, whatever ran at the same time. */
export const stepName = (branch: string, name: string, visit: number): string =>
  `${branch && `${branch}/`}${name}#${visit}`;

/** The scopes that a branch lies in, innermost first. */
export function scopesOf(branch: Branch): Scope[] {
  const scopes: Scope[] = [];
  for (let { scope } = branch; scope; scope = scope.outer.scope) scopes.push(scope);
  return scopes;
}

/** Whether a branch was made by a run of a FORK, or by one within it; all lie in `null`. */
export const liesIn = (branch: Branch, scope: Scope | null): boolean =>
  scope === null || scopesOf(branch).some(({ step }) => step === scope.step);
