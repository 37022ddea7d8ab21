import { metaprogram, whyNotPermuted, type LoopNode } from 'hlsmith/cpp';
import { assumeIndependent, assumptions } from './assumptions.js';
import { dependsOn, nestOf } from './nests.js';
import { changeLoops, loopsAt, where } from './targets.js';
import { insideOf } from './text.js';
import { exchangedTriangle } from './triangles.js';

/**
 * Changes the order of the loops of a perfect nest. Headers and labels change places; pragmas say what they say at
 * their depth, so that what is pipelined inside stays pipelined inside.
 *
 * before: `for (int i ...) for (int j ...) {...}`
 * after:  `for (int j ...) for (int i ...) {...}`
 */
export default metaprogram({
  name: 'interchange-loops',
  description: 'Change the order of perfect loop nests whose dependences allow it',
  scope: 'file',
  // Without an order, a second run changes two loops back.
  idempotent: false,
  options: {
    order: {
      type: 'string',
      default: null,
      description:
        'counters from the outermost to the innermost, with commas; default: the two outermost trade places',
    },
    assumeIndependent,
    ...where,
  },
  run(project, { order, assumeIndependent: independent, ...at }) {
    const names = order?.split(',').map((name) => name.trim()) ?? null;
    const loops = loopsAt(project, at, 'outermost');
    return changeLoops(project, loops, (loop) => interchange(loop, names, independent));
  },
  cases: [
    {
      title: 'the two outermost, with their labels',
      before: `
        void f(int a[8][4]) {
          rows:
          for (int i = 0; i < 8; i++) {
            // each column
            columns: for (int j = 0; j < 4; ++j)
              a[i][j] += i;
          }
        }
      `,
      after: `
        void f(int a[8][4]) {
          columns:
          for (int j = 0; j < 4; ++j) {
            // each column
            rows: for (int i = 0; i < 8; i++)
              a[i][j] += i;
          }
        }
      `,
      report: [],
    },
    {
      title: 'an order for three; sums of integers are the same in any',
      options: { order: 'k,i,j' },
      before: `
        void f(int a[4][4], int b[4][4], int *s) {
          for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              for (int k = 0; k < 4; k++) {
                #pragma HLS PIPELINE
                a[i][j] += b[k][j];
              }
            }
          }
        }
      `,
      after: `
        void f(int a[4][4], int b[4][4], int *s) {
          for (int k = 0; k < 4; k++) {
            for (int i = 0; i < 4; i++) {
              for (int j = 0; j < 4; j++) {
                #pragma HLS PIPELINE
                a[i][j] += b[k][j];
              }
            }
          }
        }
      `,
      report: [],
    },
    {
      title: 'of a triangle, with its bounds',
      before: `
        void f(int a[8][8], int b[8][8]) {
          for (int i = 0; i < 8; i++)
            for (int j = 0; j <= i; j++) a[i][j] = 1;
          for (int i = 0; i < 7; ++i) {
            for (int j = i + 1; j < 8; ++j) b[j][i] = a[i][j];
          }
          for (int i = 4; i < 8; i++)
            for (int j = 0; j < i; j++) a[i][j] = 2;
        }
      `,
      after: `
        void f(int a[8][8], int b[8][8]) {
          for (int j = 0; j < 8; j++)
            for (int i = j; i < 8; i++) a[i][j] = 1;
          for (int j = 1; j < 8; ++j) {
            for (int i = 0; i < j; ++i) b[j][i] = a[i][j];
          }
          for (int i = 4; i < 8; i++)
            for (int j = 0; j < i; j++) a[i][j] = 2;
        }
      `,
      report: ['kernel.cpp:7: the bounds of j depend on i, and i begins behind j'],
    },
    {
      title: 'temporaries that each iteration sets before it reads them are no reason against it',
      before: `
        #define LARGER(x, y) ((x) > (y) ? (x) : (y))
        void f(int m1[64], int m2[64], int prod[64]) {
          int i, j, k, row;
          for (i = 0; i < 8; i++)
            for (j = 0; j < 8; j++) {
              row = i * 8;
              int sum = 0;
              for (k = 0; k < 8; k++) sum += m1[row + k] * m2[k * 8 + j];
              prod[row + j] = LARGER(sum, 0);
            }
        }
      `,
      after: `
        #define LARGER(x, y) ((x) > (y) ? (x) : (y))
        void f(int m1[64], int m2[64], int prod[64]) {
          int i, j, k, row;
          for (j = 0; j < 8; j++)
            for (i = 0; i < 8; i++) {
              row = i * 8;
              int sum = 0;
              for (k = 0; k < 8; k++) sum += m1[row + k] * m2[k * 8 + j];
              prod[row + j] = LARGER(sum, 0);
            }
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it must not',
      before: `
        void log(int);
        void f(int a[8][8], float s[1]) {
          for (int i = 1; i < 8; i++)
            for (int j = 0; j < 7; j++) a[i][j] = a[i - 1][j + 1];
          for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) s[0] += a[i][j];
          }
          for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) log(a[i][j]);
          }
          for (int i = 0; i < 8; i++) {
            a[i][i] = 0;
            for (int j = 0; j < 8; j++) a[i][j] += 1;
          }
        }
      `,
      report: [
        'kernel.cpp:3: a[i][j] (line 4) and a[i - 1][j + 1] (line 4) must keep their order: read after write, iterations apart: 1, -1',
        'kernel.cpp:5: s[0] (line 6) of different iterations must keep their order: read after write, iterations apart: +, ?',
        'kernel.cpp:8: calls log, whose effects are not known (line 9)',
        'kernel.cpp:11: the nest is not perfect: a[i][i] = 0; (line 12) stands beside the next loop',
      ],
    },
    {
      title: 'takes what cannot be ruled out for independent if told to',
      options: { assumeIndependent: true },
      before: `
        void f(int a[8][8], int at[8]) {
          for (int i = 0; i < 8; i++)
            for (int j = 0; j < 8; j++) a[at[i]][j + 1] = a[i][j];
        }
      `,
      after: `
        void f(int a[8][8], int at[8]) {
          for (int j = 0; j < 8; j++)
            for (int i = 0; i < 8; i++) a[at[i]][j + 1] = a[i][j];
        }
      `,
      report: [],
    },
  ],
});

function interchange(loop: LoopNode, names: readonly string[] | null, independent: boolean): string | null {
  const depth = names?.length ?? 2;
  const nest = nestOf(loop, depth, depth === 2);
  if (typeof nest === 'string') return nest;
  const own = nest.counted.map(({ iv }) => iv.name);
  const order = names ? names.map((name) => own.indexOf(name)) : [1, 0];
  if (new Set(order).size !== own.length || order.includes(-1)) return `its counters are ${own.join(', ')}`;
  if (order.every((from, to) => from === to)) return null;
  const reason = whyNotPermuted(nest.loops, order, assumptions(independent));
  if (reason !== null) return reason;
  const labels = nest.loops.map(({ label }) => label);
  const heads = nest.loops.map((each) => each.source.text.slice(...headOf(each)));
  if (depth === 2 && dependsOn(nest.loops[1], own[0])) {
    const exchanged = exchangedTriangle(nest.loops[0], nest.loops[1]);
    if (typeof exchanged === 'string') return exchanged;
    heads.splice(0, 2, exchanged.inner, exchanged.outer);
  }
  for (const [to, from] of order.entries()) {
    const [target, origin] = [nest.loops[to], nest.loops[from]];
    if (target === origin) continue;
    const [start, end] = headOf(target);
    const keep = labels[to] !== null && labels[from] !== null;
    const label = labels[to] !== null || labels[from] === null ? '' : `${labels[from]}: `;
    loop.unit.edit(start, end, label + heads[from]);
    if (keep) labelNode(target)!.replace(labels[from]!);
    else if (labels[to] !== null) removeLabel(target);
  }
  return null;
}

/** From `for` to its closing parenthesis. */
function headOf(loop: LoopNode): [number, number] {
  const { body } = loop;
  const end =
    body.syntax === 'compound_statement'
      ? loop.source.text.slice(0, body.start).trimEnd().length
      : insideOf(loop).start;
  return [loop.start, end];
}

const labelNode = (loop: LoopNode) =>
  [...loop.ancestors()].find(({ syntax }) => syntax === 'labeled_statement')?.field('label') ?? null;

function removeLabel(loop: LoopNode): void {
  const { start, end } = labelNode(loop)!;
  const colon = /^\s*:[ \t]*/.exec(loop.source.text.slice(end))![0].length;
  loop.unit.edit(start, end + colon, '');
}
