/** A loop's counter in an index: `factor` elements for each iteration, of which there are `count`. */
export interface CountedTerm {
  readonly name: string;
  readonly factor: number;
  readonly count: number;
}

/** More steps than linearised and tiled indices of real kernels need; beyond, the answer is not worth the time. */
const mostSteps = 20_000;

/**
 * At which distances, in iterations of each loop, two accesses with the same factors name the same element:
 * the solutions of `sum(factor * distance) = difference` with `|distance| < count`. Linearised (`a[i * 16 + j]`)
 * and strip-mined (`a[ii + i]`) indices have at most one. The search is exact: loops with large factors come
 * first, and the reach of the smaller ones leaves them few distances.
 *
 * @returns the one distance of each loop; `never`; or `vague` where there are several.
 */
export function uniformDistance(
  terms: readonly CountedTerm[],
  difference: number,
): ReadonlyMap<string, number> | 'never' | 'vague' {
  const ordered = [...terms].sort((a, b) => Math.abs(b.factor) - Math.abs(a.factor));
  // How far the terms from a position on can reach, to either side.
  const reach = ordered.map((_, at) =>
    ordered.slice(at).reduce((sum, { factor, count }) => sum + Math.abs(factor) * (count - 1), 0),
  );
  const chosen: number[] = [];
  let solution: number[] | null = null;
  let isVague = false;
  let steps = 0;
  const visit = (at: number, left: number): void => {
    const term = ordered[at];
    if (isVague || ++steps > mostSteps) {
      isVague = true;
    } else if (!term) {
      if (left !== 0) return;
      isVague = solution !== null;
      solution = [...chosen];
    } else {
      const rest = reach[at + 1] ?? 0;
      const [one, other] = [(left - rest) / term.factor, (left + rest) / term.factor];
      const low = Math.max(Math.ceil(Math.min(one, other)), 1 - term.count);
      const high = Math.min(Math.floor(Math.max(one, other)), term.count - 1);
      for (let distance = low; distance <= high; distance++) {
        chosen[at] = distance;
        visit(at + 1, left - term.factor * distance);
      }
    }
  };
  visit(0, difference);
  if (isVague) return 'vague';
  const only = solution as number[] | null;
  return only === null ? 'never' : new Map(ordered.map(({ name }, at) => [name, only[at]! || 0]));
}
