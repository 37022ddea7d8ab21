import { metaprogram, whyNotTiled, type LoopNode } from 'hlsmith/cpp';
import { assumeIndependent, assumptions } from './assumptions.js';
import { header } from './copies.js';
import { around, dependsOn, nestOf } from './nests.js';
import { extremesOf, slantedStrip, type Extremes } from './slanted-strips.js';
import { labelled, stripOf } from './strips.js';
import { changeLoops, loopsAt, where, whole } from './targets.js';
import { block, bodyText, replaceStatement, stepOf } from './text.js';

/**
 * Cuts the iterations of a perfect nest into tiles: loops over tiles around loops within a tile.
 *
 * before: `for (i < 64) for (j < 64) {...}`
 * after:  `for (i_strip += 8) for (j_strip += 8) for (i in strip) for (j in strip) {...}`
 */
export default metaprogram({
  name: 'tile-loops',
  description: 'Tile perfect loop nests whose dependences allow it',
  scope: 'file',
  // Tiles can be tiled again.
  idempotent: false,
  options: {
    sizes: {
      type: 'string',
      description: 'tile sizes, outermost first, with commas; 0 leaves a loop untiled',
      check: (text: string) =>
        /^(?:0|[2-9]|[1-9]\d{1,8})(?:,(?:0|[2-9]|[1-9]\d{1,8}))+$/.test(text)
          ? null
          : 'it takes two or more whole numbers, 0 or from 2, such as 8,8',
    },
    assumeIndependent,
    ...where,
  },
  run(project, { sizes, assumeIndependent: independent, ...at }) {
    const numbers = sizes.split(',').map(Number);
    const loops = loopsAt(project, at, 'outermost');
    return changeLoops(project, loops, (loop) => tile(loop, numbers, independent));
  },
  cases: [
    {
      title: 'a matrix product, one loop left as it is',
      options: { sizes: '8,0,4' },
      before: `
        void f(int a[16][16], int b[16][16], int c[16][16]) {
          rows: for (int i = 0; i < 16; i++) {
            // columns
            for (int j = 0; j < 16; j++) {
              for (int k = 0; k < 16; k++) {
                #pragma HLS PIPELINE
                c[i][j] += a[i][k] * b[k][j];
              }
            }
          }
        }
      `,
      after: `
        void f(int a[16][16], int b[16][16], int c[16][16]) {
          rows: for (int i_strip = 0; i_strip < 16; i_strip += 8) {
            for (int k_strip = 0; k_strip < 16; k_strip += 4) {
              for (int i = i_strip; i < i_strip + 8; i++) {
                // columns
                for (int j = 0; j < 16; j++) {
                  for (int k = k_strip; k < k_strip + 4; k++) {
                    #pragma HLS PIPELINE
                    c[i][j] += a[i][k] * b[k][j];
                  }
                }
              }
            }
          }
        }
      `,
      report: [],
    },
    {
      title: 'a triangle: the tiles cover it, and each row takes its part of a tile',
      options: { sizes: '4,8' },
      before: `
        #define N 64
        void f(int a[N][N], int b[N][N]) {
          for (int i = 0; i < N; i++) {
            for (int j = i + 1; j < N; j++) {
              b[j][i] = a[i][j];
            }
          }
          for (int i = 0; i < 30; i++) {
            for (int j = 0; j <= i; j++) {
              a[i][j] = i;
            }
          }
        }
      `,
      after: `
        #define N 64
        void f(int a[N][N], int b[N][N]) {
          for (int i_strip = 0; i_strip < N; i_strip += 4) {
            for (int j_strip = i_strip + 1; j_strip < N; j_strip += 8) {
              for (int i = i_strip; i < i_strip + 4; i++) {
                for (int j = (i + 1 > j_strip ? i + 1 : j_strip); j < (j_strip + 8 < N ? j_strip + 8 : N); j++) {
                  b[j][i] = a[i][j];
                }
              }
            }
          }
          for (int i_strip = 0; i_strip < 30; i_strip += 4) {
            for (int j_strip = 0; j_strip <= i_strip + 3; j_strip += 8) {
              for (int i = i_strip; i < (i_strip + 4 < 30 ? i_strip + 4 : 30); i++) {
                for (int j = j_strip; j <= (j_strip + 7 < i ? j_strip + 7 : i); j++) {
                  a[i][j] = i;
                }
              }
            }
          }
        }
      `,
      report: [],
    },
    {
      title: 'gives the access that is the reason where it must not',
      options: { sizes: '4,4' },
      before: `
        void f(int a[64][64], int at[64]) {
          for (int i = 1; i < 64; i++) {
            for (int j = 0; j < 63; j++) {
              a[i][j] = a[i - 1][j + 1];
            }
          }
          for (int i = 0; i < 64; i++) {
            for (int j = 0; j < 64; j++) {
              a[at[i]][j + 1] = 1;
              a[i][j] = at[j];
            }
          }
          for (int i = 0; i < 64; i++) {
            for (int j = i * i; j < 64; j++) {
              a[i][j] = 0;
            }
          }
        }
      `,
      report: [
        'kernel.cpp:2: a[i][j] (line 4) and a[i - 1][j + 1] (line 4) must keep their order: read after write, iterations apart: 1, -1',
        'kernel.cpp:7: a[i][j] (line 10) and a[at[i]][j + 1] (line 9) may mean the same element: write after write cannot be ruled out, iterations apart: +, -1',
        'kernel.cpp:13: the bounds of j depend on i in another way than by sums',
      ],
    },
  ],
});

function tile(loop: LoopNode, sizes: readonly number[], independent: boolean): string | null {
  const nest = nestOf(loop, sizes.length, true);
  if (typeof nest === 'string') return nest;
  const reason = whyNotTiled(nest.loops, assumptions(independent));
  if (reason !== null) return reason;
  const outer: string[] = [];
  const inner: string[] = [];
  const extremes: Extremes[] = [];
  for (const [position, each] of nest.loops.entries()) {
    const counted = nest.counted[position];
    const size = sizes[position];
    const isUncut = size === 0 || (counted.count !== null && counted.count <= size);
    const depended = extremes.filter(({ name }) => dependsOn(each, name));
    const cut = depended.length === 0 ? stripOf : slantedStrip;
    const strip = isUncut ? null : cut(each, counted, size, depended);
    if (typeof strip === 'string') return strip;
    if (strip) outer.push(strip.outer);
    inner.push(strip ? strip.inner : header(counted));
    extremes.push(extremesOf(counted, strip && { name: strip.strip, size }, depended.length > 0));
  }
  if (outer.length === 0) return 'every loop fits in one tile';
  const step = stepOf(loop);
  let code = block(inner.at(-1)!, bodyText(nest.loops.at(-1)!), step);
  for (let position = nest.loops.length - 2; position >= 0; position--) {
    const { lead, trail } = around(nest.loops[position], nest.loops[position + 1]);
    const lines = [lead, code, trail].filter((part) => part !== '');
    code = block(inner[position], lines.join('\n'), step);
  }
  for (const head of outer.reverse()) code = block(head, code, step);
  replaceStatement(whole(loop), labelled(loop, code), 1);
  return null;
}
