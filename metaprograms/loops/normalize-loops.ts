import { jumpsOutOf, metaprogram, usesWithin, type LoopNode } from 'hlsmith/cpp';
import { header } from './copies.js';
import { changeLoops, countedLoop, loopsAt, where } from './targets.js';
import { insideOf, sum } from './text.js';

/**
 * Makes loops count from 0 in steps of 1, as tools that match loop forms want them.
 *
 * before: `for (int i = 9; i >= 1; i -= 2) a[i] = i;`
 * after:  `for (int i = 0; i < 5; i++) a[9 - 2 * i] = 9 - 2 * i;`
 */
export default metaprogram({
  name: 'normalize-loops',
  description: 'Make loops whose iterations are known count from 0 by 1',
  scope: 'file',
  idempotent: true,
  options: where,
  run(project, at) {
    return changeLoops(project, loopsAt(project, at), normalize);
  },
  cases: [
    {
      title: 'starts, steps and directions',
      before: `
        void f(int a[16]) {
          for (int i = 9; i >= 1; i -= 2) a[i] = 3 * i;
          for (int j = 0; j < 16; j += 4) { a[j + 1] = j; }
          for (int k = 0; k < 16; k++) { a[k] = k; }
        }
      `,
      after: `
        void f(int a[16]) {
          for (int i = 0; i < 5; i++) a[9 - 2 * i] = 3 * (9 - 2 * i);
          for (int j = 0; j < 4; j++) { a[(4 * j) + 1] = (4 * j); }
          for (int k = 0; k < 16; k++) { a[k] = k; }
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it cannot',
      before: `
        void f(int a[16], int n) {
          for (int i = n; i < 16; i++) a[i] = 0;
          for (unsigned i = 4; i < 16; i++) a[i] = 0;
        }
      `,
      report: [
        'kernel.cpp:2: how often it runs is not known',
        "kernel.cpp:3: sums of its counter's type unsigned may have another type",
      ],
    },
  ],
});

function normalize(loop: LoopNode): string | null {
  const counted = countedLoop(loop);
  if (typeof counted === 'string') return counted;
  const { iv, step, counter, count } = counted;
  if (iv.init === 0 && step === 1) return null;
  if (count === null || typeof iv.init !== 'number') return 'how often it runs is not known';
  if (counter.type !== 'int') return `sums of its counter's type ${counter.type} may have another type`;
  if (!counter.isPrivate) return `${iv.name} is used behind the loop`;
  if (jumpsOutOf(loop).some(({ node }) => node.syntax === 'break_statement')) return 'it may end early';
  const scaled = Math.abs(step) === 1 ? iv.name : `${Math.abs(step)} * ${iv.name}`;
  const value =
    step > 0
      ? sum(scaled, iv.init)
      : iv.init === 0
        ? `-${Math.abs(step) === 1 ? scaled : `(${scaled})`}`
        : `${iv.init} - ${scaled}`;
  for (const { start, end, node } of usesWithin(loop.body, counter.variable, iv.name)) {
    const isWhole =
      node?.parent?.syntax === 'subscript_argument_list' || node?.parent?.syntax === 'argument_list';
    loop.unit.edit(start, end, isWhole ? value : `(${value})`);
  }
  const { body } = loop;
  const close =
    body.syntax === 'compound_statement'
      ? loop.source.text.slice(0, body.start).trimEnd().length
      : insideOf(loop).start;
  loop.unit.edit(loop.start, close, header({ ...counted, step: 1 }, { init: 0, bound: `< ${count}` }));
  return null;
}
