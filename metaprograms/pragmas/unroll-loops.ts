import { metaprogram } from 'hlsmith/cpp';
import { dialectNames, pragmasOf, setMeaning } from 'hlsmith/hls';
import { nodesIn, where } from './rules.js';

/** Asks the tool to unroll loops; the source keeps its shape. An unroll that is there gets the factor. */
export default metaprogram({
  name: 'unroll-loops',
  description: 'Ask for loops to be unrolled, whole or by a factor, in the pragmas of any dialect',
  scope: 'file',
  idempotent: true,
  options: {
    factor: { type: 'string', default: null, description: 'a C++ expression; default: the whole loop' },
    loops: {
      type: 'string',
      default: 'innermost',
      choices: ['innermost', 'outermost', 'loops'],
      description: 'which; loops is all of them',
    },
    dialect: { type: 'string', default: 'vitis', choices: dialectNames, description: 'whose pragmas' },
    ...where,
  },
  run(project, { factor, loops, dialect, ...at }) {
    const refused: string[] = [];
    for (const loop of nodesIn(project, loops, at)) {
      const isSaid = [...pragmasOf(loop, dialect)].some(
        ({ meaning }) => meaning?.kind === 'unroll' && meaning.factor === (factor ?? 'all'),
      );
      if (isSaid) continue;
      const reason = setMeaning(loop, dialect, { kind: 'unroll', factor: factor ?? 'all' });
      if (reason !== null) refused.push(`${loop.at.file}:${loop.at.line}: ${reason}`);
    }
    return refused;
  },
  cases: [
    {
      title: 'by a factor, where another one was',
      options: { factor: '4' },
      before: 'void f() {\n  for (;;) {\n    #pragma HLS UNROLL factor=2 skip_exit_check\n  }\n}\n',
      after: 'void f() {\n  for (;;) {\n    #pragma HLS UNROLL factor=4 skip_exit_check\n  }\n}\n',
    },
    {
      title: 'whole loops of one label, for Catapult',
      options: { dialect: 'catapult', label: 'taps', loops: 'loops' },
      before: `
        void f(int a[4]) {
          taps: for (int i = 0; i < 4; i++) { a[i] = 0; }
          rest: for (int i = 0; i < 4; i++) { a[i]++; }
        }
      `,
      after: `
        void f(int a[4]) {
          #pragma hls_unroll yes
          taps: for (int i = 0; i < 4; i++) { a[i] = 0; }
          rest: for (int i = 0; i < 4; i++) { a[i]++; }
        }
      `,
    },
    {
      title: 'whole again: the factor goes',
      before: 'void f() {\n  for (;;) {\n    #pragma HLS UNROLL factor=2\n  }\n}\n',
      after: 'void f() {\n  for (;;) {\n    #pragma HLS UNROLL\n  }\n}\n',
    },
  ],
});
