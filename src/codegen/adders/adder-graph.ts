import { canonicalSignedDigits } from './signed-digits.js';
import { shareSubexpressions } from './subexpressions.js';

/** A signal times a power of two: `signals[signal] << shift`. */
export interface Shifted {
  /** Inputs come first, then the additions in their order. */
  readonly signal: number;
  readonly shift: number;
}

/** One adder or subtractor: `left + right` or `left - right`. */
export interface Addition {
  readonly left: Shifted;
  readonly right: Shifted;
  readonly isDifference: boolean;
}

/** One result; null where all its weights are zero. */
export type Sum = (Shifted & { readonly isNegated: boolean }) | null;

/** The products of a vector with a constant matrix, as shifts and additions. */
export interface AdderGraph {
  readonly inputs: number;
  readonly additions: readonly Addition[];
  readonly sums: readonly Sum[];
  /** Two-input adders and subtractors; a result that must be negated costs one as well. */
  readonly adders: number;
  /** The same without shared terms: one less than the nonzero canonical signed digits of each column. */
  readonly unsharedAdders: number;
  /** Adders one after another, at most. */
  readonly depth: number;
}

/** How many nonzero canonical signed digits a matrix has. */
export function countDigits(matrix: readonly bigint[]): number {
  return matrix.reduce((sum, weight) => sum + canonicalSignedDigits(weight).length, 0);
}

/**
 * Multiplies by shifting and adding: weights in canonical signed digits, terms that occur more than once computed once.
 * @param matrix `[inputs, outputs]`, row by row
 */
export function adderGraph(matrix: readonly bigint[], inputs: number, outputs: number): AdderGraph {
  const columns = Array.from({ length: outputs }, (_, j) =>
    Array.from({ length: inputs }, (_, i) =>
      canonicalSignedDigits(matrix[i * outputs + j]).map((digit) => ({ signal: i, ...digit })),
    ).flat(),
  );
  const unsharedAdders = columns.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0);
  const { additions, sums, depth } = shareSubexpressions(columns, inputs);
  const negated = sums.filter((sum) => sum?.isNegated).length;
  return { inputs, additions, sums, adders: additions.length + negated, unsharedAdders, depth };
}
