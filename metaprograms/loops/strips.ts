import type { LoopNode } from 'hlsmith/cpp';
import { header } from './copies.js';
import { whole, type Counted } from './targets.js';
import { freshName, increment, operand, sum } from './text.js';

/** C++'s signed integers. */
export const signed =
  /^(?:int|long|long int|long long|long long int|short|signed|signed int|signed char|int(?:8|16|32|64)_t)$/;
const unsigned =
  /^(?:unsigned(?: (?:int|long|long long|char|short))?|(?:std::)?size_t|uint(?:8|16|32|64)_t)$/;
/** Narrower than int: a strip's counter may go beyond what it holds. */
export const narrow = /short|char|8_t|16_t/;
/** Of any width, compared with an int by value. */
const arbitrary = /^(?:ap_u?int<\d+>|ac_int<\d+,(?:true|false)>)$/;

/**
 * The headers of a loop over strips and of the loop within a strip; or why there can be none. The inner bound is
 * the strip's end, or the loop's own where a last strip may be shorter.
 */
export function stripOf(
  loop: LoopNode,
  counted: Counted,
  size: number,
): { strip: string; outer: string; inner: string } | string {
  const { iv, step, counter, count, boundText } = counted;
  if (!counter.isPrivate) return `${iv.name} is used behind the loop`;
  if (count !== null && count <= size) return `it runs ${count} times: one strip`;
  const { canonical } = counter.variable.type;
  // What it counts to is known to fit an int, and a strip ends where the loop does.
  const fitsInt = [iv.init, iv.bound].every((end) => typeof end === 'number' && Math.abs(end) < 2 ** 30);
  const isArbitrary = fitsInt && arbitrary.test(canonical);
  const isSigned = signed.test(canonical) || (isArbitrary && !/^ap_u|false>$/.test(canonical));
  if (!isSigned && !isArbitrary && !unsigned.test(canonical))
    return `sums of its counter's type ${counter.type} may have another type`;
  if (!isSigned && step < 0) return `it counts down in ${counter.type}, and a strip's end may lie below 0`;
  const strip = freshName(loop, `${iv.name}_strip`);
  const isUp = step > 0;
  const relation = iv.relation === '!=' ? (isUp ? '<' : '>') : iv.relation;
  const isClosed = relation === '<=' || relation === '>=';
  const type = isArbitrary || narrow.test(canonical) ? 'int' : counter.type;
  const outer = header(
    { ...counted, counter: { ...counter, type } },
    { name: strip, bound: `${relation} ${boundText}`, by: increment('', step * size) },
  );
  const end = sum(strip, isClosed ? (size - 1) * step : size * step);
  const isWhole = count !== null && count % size === 0;
  const bound = operand(boundText);
  const limit = isWhole ? end : `(${end} ${isUp ? '<' : '>'} ${bound} ? ${end} : ${bound})`;
  return { strip, outer, inner: header(counted, { init: strip, bound: `${relation} ${limit}` }) };
}

/** Code in the place of a loop, behind the loop's labels and attributes. */
export const labelled = (loop: LoopNode, code: string): string =>
  loop.source.text.slice(whole(loop).start, loop.start) + code;
