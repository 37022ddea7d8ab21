import type { Node } from '../nodes/node.js';
import type { FileUnit } from '../project/file-unit.js';
import { boundNodes, findMatches, type Found } from './match.js';
import { parsePattern } from './pattern.js';
import { rewriteMatches } from './rewrite.js';
import type { Constraints, MatchRow } from './row.js';

/** A condition on whole rows, or constraints on single metavariables. */
export type Where<S extends string> = ((row: MatchRow<S>) => boolean) | Constraints<S>;

interface Range {
  readonly unit: FileUnit;
  readonly from: number;
  readonly to: number;
}

/** The matches of a pattern with their rows, in source order. */
export function rowsOf<S extends string>(
  ranges: readonly Range[],
  source: S,
  where?: Where<S>,
): { found: Found; row: MatchRow<S> }[] {
  const pattern = parsePattern(source);
  return ranges
    .flatMap(({ unit, from, to }) => findMatches(pattern, unit, from, to))
    .map((found) => ({ found, row: boundNodes(found) as MatchRow<S> }))
    .filter(({ row }) => holds(row, where));
}

export function rewriteRows<S extends string>(
  ranges: readonly Range[],
  source: S,
  template: string,
  where?: Where<S>,
): number {
  const found = rowsOf(ranges, source, where).map((match) => match.found);
  return rewriteMatches(parsePattern(source), template, found);
}

function holds<S extends string>(row: MatchRow<S>, where: Where<S> | undefined): boolean {
  if (!where) return true;
  if (typeof where === 'function') return where(row);
  return Object.entries(where).every(([name, wanted]) => {
    const value = (row as Record<string, Node | Node[]>)[name]!;
    if (typeof wanted === 'function') return (wanted as (node: Node | Node[]) => boolean)(value);
    return [value].flat().every((node) => fits(node, wanted as string | RegExp));
  });
}

/** A text is a kind (`Call`, `number_literal`); a regular expression must match the whole text. */
function fits(node: Node, wanted: string | RegExp): boolean {
  if (typeof wanted === 'string') return node.kind === wanted || node.syntax === wanted;
  return new RegExp(`^(?:${wanted.source})$`, wanted.flags.replace(/[gy]/g, '')).test(node.text);
}
