import { jumpsOutOf, metaprogram, obstacleText, type LoopNode } from 'hlsmith/cpp';
import { changeLoops, countedLoop, loopsAt, where, which, whole } from './targets.js';
import { block, bodyText, replaceStatement, stepOf } from './text.js';
import { labelled, stripOf } from './strips.js';

/**
 * Cuts a loop into strips: a loop over the strips around one over the iterations of a strip. The order of
 * iterations stays. What pragmas in the body say goes on about the inner loop.
 *
 * before: `for (int i = 0; i < 64; i++) {...}`
 * after:  `for (int i_strip = 0; i_strip < 64; i_strip += 8) { for (int i = i_strip; i < i_strip + 8; i++) {...} }`
 */
export default metaprogram({
  name: 'strip-mine-loops',
  description: 'Cut loops into strips of some iterations, each a loop of its own',
  scope: 'file',
  // A strip can be cut again.
  idempotent: false,
  options: {
    size: { type: 'number', integer: true, minimum: 2, description: 'iterations in a strip' },
    loops: which,
    ...where,
  },
  run(project, { size, loops, ...at }) {
    return changeLoops(project, loopsAt(project, at, loops), (loop) => stripMine(loop, size));
  },
  cases: [
    {
      title: 'whole strips',
      options: { size: 8 },
      before: `
        void f(int a[64]) {
          each: for (int i = 0; i < 64; i++) {
            #pragma HLS PIPELINE
            a[i] = 0;
          }
        }
      `,
      after: `
        void f(int a[64]) {
          each: for (int i_strip = 0; i_strip < 64; i_strip += 8) {
            for (int i = i_strip; i < i_strip + 8; i++) {
              #pragma HLS PIPELINE
              a[i] = 0;
            }
          }
        }
      `,
      report: [],
    },
    {
      title: 'a last strip that is shorter',
      options: { size: 8 },
      before: `
        void f(int *a, int n) {
          int i;
          for (i = n; i >= 0; i -= 2) a[i] = 0;
        }
      `,
      after: `
        void f(int *a, int n) {
          int i;
          for (int i_strip = n; i_strip >= 0; i_strip -= 16) {
            for (i = i_strip; i >= (i_strip - 14 > 0 ? i_strip - 14 : 0); i -= 2) {
              a[i] = 0;
            }
          }
        }
      `,
      report: [],
    },
    {
      title: 'a counter of Vitis HLS: the strips are counted in int, which goes further',
      options: { size: 4 },
      before: `
        typedef ap_uint<4> index;
        void f(int a[15]) {
          for (index i = 0; i < 15; ++i) a[i] = 0;
        }
      `,
      after: `
        typedef ap_uint<4> index;
        void f(int a[15]) {
          for (int i_strip = 0; i_strip < 15; i_strip += 4) {
            for (index i = i_strip; i < (i_strip + 4 < 15 ? i_strip + 4 : 15); i++) {
              a[i] = 0;
            }
          }
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it cannot',
      options: { size: 8 },
      before: `
        int f(int a[64]) {
          int i;
          for (i = 0; i < 64; i++) a[i] = 0;
          for (int j = 0; j < 4; j++) a[j] = 1;
          return i;
        }
      `,
      report: ['kernel.cpp:3: i is used behind the loop', 'kernel.cpp:4: it runs 4 times: one strip'],
    },
  ],
});

function stripMine(loop: LoopNode, size: number): string | null {
  const counted = countedLoop(loop);
  if (typeof counted === 'string') return counted;
  const [jump] = jumpsOutOf(loop).filter(({ node }) => node.syntax !== 'continue_statement');
  if (jump) return obstacleText(jump);
  const strip = stripOf(loop, counted, size);
  if (typeof strip === 'string') return strip;
  const step = stepOf(loop);
  const code = block(strip.outer, block(strip.inner, bodyText(loop), step), step);
  replaceStatement(whole(loop), labelled(loop, code), 1);
  return null;
}
