import { jumpsOutOf, metaprogram, obstacleText, type LoopNode } from 'hlsmith/cpp';
import { copyOfBody, header, pragmasInFront } from './copies.js';
import { changeLoops, countedLoop, loopsAt, where, which, whole } from './targets.js';
import { block, bodyText, replaceStatement, stepOf } from './text.js';

/**
 * Takes iterations at the ends out of a loop, so that what only they do can be dropped from the others.
 *
 * before: `for (int i = 0; i < 8; i++) a[i] = i == 0 ? x : a[i - 1];`
 * after:  `a[0] = 0 == 0 ? x : a[0 - 1]; for (int i = 1; i < 8; i++) a[i] = i == 0 ? x : a[i - 1];`
 */
export default metaprogram({
  name: 'peel-loops',
  description: 'Take the first or last iterations of loops out of them',
  scope: 'file',
  // What is left can be peeled again.
  idempotent: false,
  options: {
    first: {
      type: 'number',
      default: 1,
      integer: true,
      minimum: 0,
      description: 'how many at the beginning',
    },
    last: { type: 'number', default: 0, integer: true, minimum: 0, description: 'how many at the end' },
    loops: which,
    ...where,
  },
  run(project, { first, last, loops, ...at }) {
    return changeLoops(project, loopsAt(project, at, loops), (loop) => peel(loop, first, last));
  },
  cases: [
    {
      title: 'at both ends',
      options: { first: 2, last: 1 },
      before: `
        void f(int a[8]) {
          each: for (int i = 0; i < 8; i++) {
            #pragma HLS PIPELINE
            a[i] = i;
          }
        }
      `,
      after: `
        void f(int a[8]) {
          a[0] = 0;
          a[1] = 1;
          each: for (int i = 2; i < 7; i++) {
            #pragma HLS PIPELINE
            a[i] = i;
          }
          a[7] = 7;
        }
      `,
      report: [],
    },
    {
      title: 'all there are',
      options: { first: 4 },
      before: 'void f(int a[2]) {\n  for (int i = 1; i >= 0; i--) a[i] = i;\n}\n',
      after: 'void f(int a[2]) {\n  a[1] = 1;\n  a[0] = 0;\n}\n',
      report: [],
    },
    {
      title: 'gives the reason where it cannot',
      before: `
        void f(int a[8], int n) {
          for (int i = 0; i < n; i++) a[i] = 0;
        }
      `,
      report: ['kernel.cpp:2: how often it runs is not known'],
    },
  ],
});

function peel(loop: LoopNode, first: number, last: number): string | null {
  const counted = countedLoop(loop);
  if (typeof counted === 'string') return counted;
  const [jump] = jumpsOutOf(loop);
  if (jump) return obstacleText(jump);
  const { count, iv, step, counter } = counted;
  if (count === null || typeof iv.init !== 'number') return 'how often it runs is not known';
  const state = loop.query('v:VarDecl[isStatic]');
  if (state.length > 0) return `${state[0].v.name} is static: its copies would be variables of their own`;
  const start = iv.init;
  const ahead = Math.min(first, count);
  const behind = Math.min(last, count - ahead);
  if (ahead + behind === 0) return null;
  const copy = (n: number): string => copyOfBody(loop, counted, { is: start + n * step }, n + 1).code;
  const lead = Array.from({ length: ahead }, (_, n) => copy(n));
  const tail = Array.from({ length: behind }, (_, n) => copy(count - behind + n));
  const rest: string[] = [];
  if (ahead + behind < count) {
    const bound = behind === 0 ? {} : { bound: `${step > 0 ? '<' : '>'} ${start + (count - behind) * step}` };
    const init = ahead === 0 ? {} : { init: start + ahead * step };
    const label = loop.label === null ? '' : `${loop.label}: `;
    rest.push(block(label + header(counted, { ...init, ...bound }), bodyText(loop), stepOf(loop)));
  } else for (const pragma of pragmasInFront(loop)) pragma.remove();
  if (!counter.isPrivate && (behind > 0 || rest.length === 0))
    tail.push(`${iv.name} = ${start + count * step};`);
  if (rest.length > 0 && pragmasInFront(loop).length > 0)
    return 'a pragma in front of it would lose its loop';
  replaceStatement(whole(loop), [...lead, ...rest, ...tail].join('\n'), lead.length + tail.length + 1);
  return null;
}
