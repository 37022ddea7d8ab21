import type { LoopNode } from 'hlsmith/cpp';
import { countedLoop, type Counted } from './targets.js';

/** The headers of a nest of two loops, one of whose bounds is the counter of the other, the other way round. */
export interface Exchanged {
  /** From `for` to its closing parenthesis. */
  readonly outer: string;
  readonly inner: string;
}

/**
 * Headers that visit the same pairs of counters, columns first:
 *
 * before: `for (int i = 0; i < 8; i++) for (int j = i; j < 8; j++)`
 * after:  `for (int j = 0; j < 8; j++) for (int i = 0; i <= j; i++)`
 *
 * Both count up by one between constants; one end of the inner loop is the outer counter, give or take a constant
 * (Wolfe, High Performance Compilers for Parallel Computing, 9.3.2: triangular interchange).
 *
 * @returns why not, where the shape is another
 */
export function exchangedTriangle(outerLoop: LoopNode, innerLoop: LoopNode): Exchanged | string {
  const [outer, inner] = [countedLoop(outerLoop), countedLoop(innerLoop)];
  if (typeof outer === 'string') return outer;
  if (typeof inner === 'string') return inner;
  const i = outer.iv.name;
  const dependent = `the bounds of ${inner.iv.name} depend on ${i}`;
  if (outer.step !== 1 || inner.step !== 1 || outer.counter.type !== inner.counter.type) return dependent;
  const [first, last] = [outer.iv.init, endOf(outer)];
  const [from, to] = [distanceTo(i, inner.initText), distanceTo(i, inner.boundText)];
  if (typeof first !== 'number' || typeof last !== 'number' || (from === null) === (to === null))
    return dependent;
  const header = (counted: Counted, loop: LoopNode, init: string | number, condition: string): string => {
    const { name } = counted.iv;
    const declared = counted.counter.isDeclaredHere ? `${counted.counter.type} ` : '';
    return `for (${declared}${name} = ${init}; ${name} ${condition}; ${loop.field('update')!.text})`;
  };
  const j = inner.iv.name;
  if (from !== null) {
    // j runs from i + from to `end`: i up to j - from, which lies within its own range if j's does.
    const end = endOf(inner);
    if (typeof end !== 'number') return dependent;
    if (end - from > last) return `${dependent}, and ${i} ends before ${j} does`;
    return {
      outer: header(inner, innerLoop, first + from, `< ${end}`),
      inner: header(outer, outerLoop, first, from === 0 ? `<= ${j}` : `< ${shifted(j, 1 - from)}`),
    };
  }
  // j runs up to i + reach: i from j - reach, which lies within its own range if j's does.
  const reach = inner.iv.relation === '<=' ? to! : inner.iv.relation === '<' ? to! - 1 : null;
  const start = inner.iv.init;
  if (reach === null || typeof start !== 'number') return dependent;
  if (start - reach < first) return `${dependent}, and ${i} begins behind ${j}`;
  return {
    outer: header(inner, innerLoop, start, `< ${last + reach}`),
    inner: header(outer, outerLoop, shifted(j, -reach), `< ${last}`),
  };
}

/** One behind the last value; text where that is no number. */
function endOf({ iv }: Counted): number | string {
  if (typeof iv.bound !== 'number' || !/^<=?$/.test(iv.relation)) return String(iv.bound);
  return iv.relation === '<=' ? iv.bound + 1 : iv.bound;
}

/** How much more than the counter an expression is: 1 for `i + 1`; null if it is nothing of the kind. */
function distanceTo(counter: string, text: string): number | null {
  const bare = text.replace(/^\((.*)\)$/s, '$1').replace(/\s+/g, '');
  if (bare === counter) return 0;
  const [, sign, behind] = new RegExp(`^${counter}([+-])(\\d{1,9})$`).exec(bare) ?? [];
  if (behind !== undefined) return Number(`${sign}${behind}`);
  const before = new RegExp(`^(\\d{1,9})\\+${counter}$`).exec(bare)?.[1];
  return before === undefined ? null : Number(before);
}

const shifted = (counter: string, by: number): string =>
  by === 0 ? counter : `${counter} ${by > 0 ? '+' : '-'} ${Math.abs(by)}`;
