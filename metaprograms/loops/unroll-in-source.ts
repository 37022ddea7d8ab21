import { jumpsOutOf, metaprogram, obstacleText, type LoopNode } from 'hlsmith/cpp';
import {
  conditionAhead,
  copyOfBody,
  type Copy,
  header,
  labelPatches,
  ownPragmas,
  pragmasInFront,
} from './copies.js';
import { changeLoops, countedLoop, loopsAt, where, which, whole, type Counted } from './targets.js';
import { block, bodyText, increment, replaceStatement, statementsOf, stepOf } from './text.js';

/**
 * Writes the copies of a loop's body out, for tools that take no pragma or to have each copy edited. The order of
 * iterations stays, so that no dependence matters.
 *
 * before: `for (int i = 0; i < 2; i++) a[i] = 0;`
 * after:  `a[0] = 0; a[1] = 0;`
 */
export default metaprogram({
  name: 'unroll-in-source',
  description: 'Unroll loops in the source, whole or by a factor with the remainder behind',
  scope: 'file',
  // By a factor, the loop that remains can be unrolled again.
  idempotent: false,
  options: {
    factor: {
      type: 'number',
      default: null,
      integer: true,
      minimum: 2,
      description: 'default: the whole loop',
    },
    limit: {
      type: 'number',
      default: 64,
      integer: true,
      minimum: 1,
      description: 'leave loops with more copies',
    },
    loops: which,
    ...where,
  },
  run(project, { factor, limit, loops, ...at }) {
    return changeLoops(project, loopsAt(project, at, loops), (loop) => unroll(loop, factor, limit));
  },
  cases: [
    {
      title: 'whole',
      before: `
        void f(int a[3], int b[3]) {
          // sums
          each: for (int i = 0; i < 3; i++) {
            #pragma HLS PIPELINE
            a[i] += 2 * i; // twice
            b[2 - i] = i;
          }
        }
      `,
      after: `
        void f(int a[3], int b[3]) {
          // sums
          a[0] += 2 * 0; // twice
          b[2 - 0] = 0;
          a[1] += 2 * 1; // twice
          b[2 - 1] = 1;
          a[2] += 2 * 2; // twice
          b[2 - 2] = 2;
        }
      `,
      report: [],
    },
    {
      title: 'by a factor, with the remainder',
      options: { factor: 4 },
      before: `
        void f(int a[10]) {
          for (int i = 0; i < 10; ++i) {
            int t = a[i];
            a[i] = t * i;
          }
        }
      `,
      after: `
        void f(int a[10]) {
          for (int i = 0; i < 8; i += 4) {
            {
              int t = a[i];
              a[i] = t * i;
            }
            {
              int t = a[i + 1];
              a[i + 1] = t * (i + 1);
            }
            {
              int t = a[i + 2];
              a[i + 2] = t * (i + 2);
            }
            {
              int t = a[i + 3];
              a[i + 3] = t * (i + 3);
            }
          }
          for (int i = 8; i < 10; i++) {
            int t = a[i];
            a[i] = t * i;
          }
        }
      `,
      report: [],
    },
    {
      title: 'by a factor, a bound that is not known',
      options: { factor: 2, loops: 'all' },
      before: `
        void f(int *a, int n) {
          for (int i = 0; i < n; i++)
            a[i] = 0;
        }
      `,
      after: `
        void f(int *a, int n) {
          for (int i = 0; i < n; i += 2) {
            a[i] = 0;
            if (i + 1 < n) {
              a[i + 1] = 0;
            }
          }
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it cannot',
      before: `
        int f(int a[8], int n) {
          for (int i = 0; i < 8; i++) {
            if (a[i] == n) break;
            a[i] = 0;
          }
          for (int i = 0; i < n; i++) {
            a[i] = 1;
          }
          for (int i = 0; i < 1000; i++) {
            n += i;
          }
          return n;
        }
      `,
      report: [
        'kernel.cpp:2: it may end early',
        'kernel.cpp:6: how often it runs is not known: give a factor',
        'kernel.cpp:9: it runs 1000 times, more than the limit of 64',
      ],
    },
  ],
});

function unroll(loop: LoopNode, factor: number | null, limit: number): string | null {
  const counted = countedLoop(loop);
  if (typeof counted === 'string') return counted;
  const [jump] = jumpsOutOf(loop);
  if (jump) return obstacleText(jump);
  const state = loop.query('v:VarDecl[isStatic]');
  if (state.length > 0) return `${state[0].v.name} is static: its copies would be variables of their own`;
  const { count } = counted;
  if (factor === null && count === null) return 'how often it runs is not known: give a factor';
  if (factor === null || (count !== null && count <= factor)) return unrollWhole(loop, counted, limit);
  if (factor > limit) return `the factor ${factor} is more than the limit of ${limit}`;
  if (count === null) unrollGuarded(loop, counted, factor);
  else unrollBy(loop, counted, factor, count);
  return null;
}

function unrollWhole(loop: LoopNode, counted: Counted, limit: number): string | null {
  const count = counted.count!;
  const { iv, step, counter } = counted;
  if (count > limit) return `it runs ${count} times, more than the limit of ${limit}`;
  if (typeof iv.init !== 'number') return `the value ${iv.init} that it starts with is not known`;
  const first = iv.init;
  const copies = Array.from(
    { length: count },
    (_, n) => copyOfBody(loop, counted, { is: first + n * step }, n).code,
  );
  if (!counter.isPrivate) copies.push(`${iv.name} = ${first + count * step};`);
  for (const pragma of pragmasInFront(loop)) pragma.remove();
  const isEmpty = copies.every((copy) => copy === '');
  replaceStatement(whole(loop), isEmpty ? ';' : copies.join('\n'), isEmpty ? 1 : 2);
  return null;
}

/** A main loop of whole groups, and the iterations that are left in a loop of their own. */
function unrollBy(loop: LoopNode, counted: Counted, factor: number, count: number): void {
  const { iv, step } = counted;
  const rest = count % factor;
  const copies = copiesOf(loop, counted, factor)
    .map(({ code }) => code)
    .join('\n');
  const by = increment('', factor * step);
  const isUp = step > 0;
  if (rest === 0 || typeof iv.init !== 'number') {
    rewriteLoop(loop, header(counted, { by }), copies);
    return;
  }
  const end = iv.init + (count - rest) * step;
  const main = header(counted, { by, bound: `${isUp ? '<' : '>'} ${end}` });
  const step1 = stepOf(loop);
  const remainder = block(
    header(counted, { init: end }),
    bodyText(loop, [...ownPragmas(loop), ...labelPatches(loop, factor)]),
    step1,
  );
  rewriteLoop(loop, main, copies, remainder);
}

/** Each copy but the first asks whether the loop is over, as a tool's own unrolling does. */
function unrollGuarded(loop: LoopNode, counted: Counted, factor: number): void {
  const step = stepOf(loop);
  const copies = copiesOf(loop, counted, factor).map(({ lines, code }, number) => {
    if (number === 0) return code;
    const condition = conditionAhead(loop, counted, number * counted.step);
    return block(`if (${condition})`, lines, step);
  });
  rewriteLoop(loop, header(counted, { by: increment('', factor * counted.step) }), copies.join('\n'));
}

const copiesOf = (loop: LoopNode, counted: Counted, factor: number): Copy[] =>
  Array.from({ length: factor }, (_, n) => copyOfBody(loop, counted, { ahead: n * counted.step }, n));

/** The loop's own pragmas stay at the head of its body. */
function rewriteLoop(loop: LoopNode, head: string, body: string, behind?: string): void {
  const own = ownPragmas(loop).map(({ start, end }) => loop.source.text.slice(start, end).trim());
  const code = block(head, [...own, body].join('\n'), stepOf(loop));
  const count = statementsOf(loop).length === 0 ? 1 : behind ? 2 : 1;
  if (!behind) return replaceStatement(loop, code, count);
  if (whole(loop) === loop) return replaceStatement(loop, `${code}\n${behind}`, 2);
  // The label stays with the main loop.
  const margin = loop.source.indentationAt(whole(loop).start);
  replaceStatement(loop, code, 1);
  whole(loop).after(behind.replace(/\n(?=[^\n])/g, `\n${margin}`));
}
