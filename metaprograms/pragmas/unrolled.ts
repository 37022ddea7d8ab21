import { FunctionNode, LoopNode } from 'hlsmith/cpp';
import { pragmasOf } from 'hlsmith/hls';

/** How many neighbouring banks the copies of an unrolled body touch. */
export interface Span {
  readonly banks: number;
}

/** How many copies of a loop's body run at once in Vitis: 1 if it is not unrolled; null if that is not known. */
export function unrolledBy(loop: LoopNode): number | null {
  const trips = typeof loop.tripCount === 'number' ? loop.tripCount : null;
  for (const { meaning } of pragmasOf(loop, 'vitis')) {
    if (meaning?.kind === 'no unroll') return 1;
    if (meaning?.kind !== 'unroll') continue;
    if (meaning.factor === 'all') return trips;
    const factor = Number(meaning.factor);
    if (!Number.isInteger(factor)) return null;
    return trips === null ? factor : Math.min(factor, trips);
  }
  return isBelowPipeline(loop) ? trips : 1;
}

/** Vitis unrolls every loop inside a pipelined loop or function (UG1399, "pragma HLS pipeline"). */
export function isBelowPipeline(loop: LoopNode): boolean {
  for (let around = loop.parent; around !== null; around = around.parent) {
    if (!(around instanceof LoopNode || around instanceof FunctionNode)) continue;
    if (pragmasOf(around, 'vitis').get('PIPELINE')?.meaning?.kind === 'pipeline') return true;
  }
  return false;
}

/**
 * Banks that keep all copies of `sum(coefficient * counter) + offset` apart, whatever the other names are worth:
 * the copies lie within a window of `1 + sum |coefficient| * (copies - 1)` elements, and elements of one window
 * differ modulo any number not below its length. A stride times its copies is taken where that is enough, for it
 * is the more often a power of two.
 * @param unrolled for each counter, copies times step
 */
export function spanOf(
  index: { readonly coefficients: Readonly<Record<string, number>> },
  unrolled: ReadonlyMap<string, number>,
): Span {
  let window = 1;
  let longest = 1;
  for (const [counter, copies] of unrolled) {
    const stride = Math.abs(index.coefficients[counter] ?? 0);
    if (stride === 0) continue;
    window += stride * (copies - 1);
    longest = Math.max(longest, stride * copies);
  }
  return { banks: Math.max(window, longest) };
}
