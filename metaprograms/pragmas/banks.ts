import { valueAt, type Node } from 'hlsmith/cpp';
import type { Pragma } from 'hlsmith/hls';
import type { Copies } from './unrolled.js';

/** How many neighbouring banks the copies of an unrolled body touch; the name of a template's parameter at times. */
export interface Span {
  readonly banks: number | string;
  /** How many elements the copies are apart, if one counter alone tells them apart. */
  readonly stride: number | null;
}

/** A loop of which several iterations run at once. */
export interface Unrolled {
  readonly copies: Copies;
  /** How far the counter goes in one iteration. */
  readonly step: number;
}

/**
 * Banks that keep all copies of `sum(coefficient * counter) + offset` apart, whatever the other names are worth:
 * the copies lie within a window of `1 + sum |coefficient| * (copies - 1)` elements, and elements of one window
 * differ modulo any number not below its length. A stride times its copies is taken where that is enough, for it
 * is the more often a power of two. As many copies as a template's parameter says need as many banks, if they lie
 * side by side.
 * @returns null where that cannot be said
 */
export function spanOf(
  index: { readonly coefficients: Readonly<Record<string, number>> },
  unrolled: ReadonlyMap<string, Unrolled>,
): Span | null {
  const used = [...unrolled].filter(([counter]) => (index.coefficients[counter] ?? 0) !== 0);
  let window = 1;
  let longest = 1;
  for (const [counter, { copies, step }] of used) {
    const stride = Math.abs(index.coefficients[counter]) * step;
    if (typeof copies !== 'number') {
      return used.length === 1 && stride === 1 ? { banks: copies.parameter, stride } : null;
    }
    window += stride * (copies - 1);
    longest = Math.max(longest, stride * copies);
  }
  const [[counter, { step }] = ['', { step: 0 }]] = used;
  const stride = used.length === 1 ? Math.abs(index.coefficients[counter]) * step : null;
  return { banks: Math.max(window, longest), stride };
}

/**
 * The options of the partition with the fewest banks: blocks where copies walk far apart, as `a[450 * i + j]` does;
 * every so manieth element; or all of them.
 */
export function partitionFor(
  { banks, stride }: Span,
  size: number | string,
): { type: string; factor?: number | string } {
  if (typeof banks !== 'number' || typeof size !== 'number') return { type: 'cyclic', factor: banks };
  const blocks = stride ? Math.ceil(size / stride) : Infinity;
  if (blocks < Math.min(banks, size)) return { type: 'block', factor: blocks };
  return banks < size ? { type: 'cyclic', factor: banks } : { type: 'complete' };
}

/** Whether a partition as written is known to keep the copies apart. */
export function isEnough(
  there: Pragma,
  { banks, stride }: Span,
  size: number | string,
  place: Node,
): boolean {
  const type = String(there.get('type') ?? 'complete').toLowerCase();
  if (type === 'complete') return true;
  const written = String(there.get('factor') ?? '');
  if (typeof banks !== 'number') return type === 'cyclic' && written === banks;
  const factor = valueAt(place, written);
  if (typeof factor !== 'number') return false;
  if (type === 'cyclic') return factor % banks === 0;
  return typeof size === 'number' && stride !== null && stride >= Math.ceil(size / factor);
}
