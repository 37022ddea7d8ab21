import {
  metaprogram,
  VarDeclNode,
  type LoopNode,
  type Node,
  type ParamNode,
  type Project,
} from 'hlsmith/cpp';
import { pragmasOf } from 'hlsmith/hls';
import { isEnough, partitionFor, spanOf, type Span, type Unrolled } from './banks.js';
import { functionsIn } from './rules.js';
import { unrolledBy } from './unrolled.js';

type Variable = VarDeclNode | ParamNode;

interface Need {
  readonly variable: Variable;
  /** From 1. */
  readonly dimension: number;
  readonly span: Span;
  /** Where what is said of the array is read. */
  readonly place: Node;
}

/**
 * Unrolled copies of a body want their elements at once; a memory has two ports. Each dimension of an array that
 * unrolled loops walk is partitioned so that the copies' elements lie in different banks: cyclic by the distance
 * that one unrolled iteration covers, in blocks where the copies walk far apart, complete where that is the whole
 * dimension. Loops inside a pipelined loop or function count as unrolled whole, as Vitis unrolls them.
 */
export default metaprogram({
  name: 'partition-arrays',
  description: 'Partition arrays as the accesses of unrolled loops need it (Vitis)',
  scope: 'file',
  idempotent: true,
  options: {
    function: { type: 'string', default: null, description: 'only in this function; default: all' },
  },
  run(project, { function: name }) {
    const { needs, refused } = needsOf(project, name);
    for (const { variable, dimension, span, place: within } of needs) {
      const list = pragmasOf(variable, 'vitis');
      const size = variable.shape[dimension - 1];
      const there =
        list.get('ARRAY_PARTITION', { dim: dimension }) ?? list.get('ARRAY_PARTITION', { dim: 0 });
      if (there && isEnough(there, span, size, within)) continue;
      const wanted = partitionFor(span, size);
      const place = `${variable.at.file}:${variable.at.line}: ${variable.name} dim=${dimension}`;
      if (list.get('ARRAY_RESHAPE')) refused.push(`${place}: it is reshaped already`);
      else if (there) {
        const words = wanted.factor === undefined ? wanted.type : `${wanted.type} factor=${wanted.factor}`;
        refused.push(`${place}: ${there.text.trim()} stays; the loops need ${words}`);
      } else list.set('ARRAY_PARTITION', { ...wanted, dim: dimension });
    }
    return [...new Set(refused)];
  },
  cases: [
    {
      title: 'from strides and factors',
      before: `
        void f(int out[64]) {
          int a[64][3], b[16], c[64];
          for (int i = 0; i < 16; i++) {
            #pragma HLS UNROLL factor=4
            out[i] = a[2 * i + 1][0] + b[15 - i] + c[0];
          }
        }
      `,
      after: `
        void f(int out[64]) {
          #pragma HLS ARRAY_PARTITION variable=out cyclic factor=4 dim=1
          int a[64][3], b[16], c[64];
          #pragma HLS ARRAY_PARTITION variable=a cyclic factor=8 dim=1
          #pragma HLS ARRAY_PARTITION variable=b cyclic factor=4 dim=1
          for (int i = 0; i < 16; i++) {
            #pragma HLS UNROLL factor=4
            out[i] = a[2 * i + 1][0] + b[15 - i] + c[0];
          }
        }
      `,
      report: [],
    },
    {
      title: 'whole dimensions below a pipelined loop; what is partitioned already stays',
      before: `
        void f(int x[8], int y[4]) {
          #pragma HLS ARRAY_PARTITION variable=x complete
          int w[4][8];
          for (int i = 0; i < 4; i++) {
            #pragma HLS PIPELINE
            for (int j = 0; j < 8; j++) {
              y[i] += w[i][j] * x[j];
            }
          }
        }
      `,
      after: `
        void f(int x[8], int y[4]) {
          #pragma HLS ARRAY_PARTITION variable=x complete
          int w[4][8];
          #pragma HLS ARRAY_PARTITION variable=w complete dim=2
          for (int i = 0; i < 4; i++) {
            #pragma HLS PIPELINE
            for (int j = 0; j < 8; j++) {
              y[i] += w[i][j] * x[j];
            }
          }
        }
      `,
      report: [],
    },
    {
      title: 'in blocks where the copies walk far apart',
      before: `
        void f(int a[64], const int b[80]) {
          #pragma HLS ARRAY_PARTITION variable=b block factor=4
          for (int i = 0; i < 16; i++) {
            #pragma HLS PIPELINE
            for (int j = 0; j < 4; j++) a[j * 64 / 4 + i] = b[20 * j + i];
          }
        }
      `,
      after: `
        void f(int a[64], const int b[80]) {
          #pragma HLS ARRAY_PARTITION variable=a block factor=4 dim=1
          #pragma HLS ARRAY_PARTITION variable=b block factor=4
          for (int i = 0; i < 16; i++) {
            #pragma HLS PIPELINE
            for (int j = 0; j < 4; j++) a[j * 64 / 4 + i] = b[20 * j + i];
          }
        }
      `,
      report: [],
    },
    {
      title: 'factors that a constant or a template says; indices through temporaries',
      before: `
        template <int WIDE> void add(const int a[64], int b[64], int c[64]) {
          const int wide = 8;
          #pragma HLS ARRAY_PARTITION variable=c cyclic factor=wide
          for (int i = 0; i < 64; i++) {
            #pragma HLS UNROLL factor=WIDE
            b[i] = a[i + 1];
          }
          for (int i = 0; i < 8; i++) {
            #pragma HLS PIPELINE
            int row = i * wide;
            for (int j = 0; j < wide; j++) c[row + j] = i;
          }
        }
      `,
      after: `
        template <int WIDE> void add(const int a[64], int b[64], int c[64]) {
          #pragma HLS ARRAY_PARTITION variable=a cyclic factor=WIDE dim=1
          #pragma HLS ARRAY_PARTITION variable=b cyclic factor=WIDE dim=1
          const int wide = 8;
          #pragma HLS ARRAY_PARTITION variable=c cyclic factor=wide
          for (int i = 0; i < 64; i++) {
            #pragma HLS UNROLL factor=WIDE
            b[i] = a[i + 1];
          }
          for (int i = 0; i < 8; i++) {
            #pragma HLS PIPELINE
            int row = i * wide;
            for (int j = 0; j < wide; j++) c[row + j] = i;
          }
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it cannot tell',
      before: `
        int table[64];
        void f(int x[8], int *p, int at[8], int n) {
          for (int i = 0; i < 8; i++) {
            #pragma HLS UNROLL
            x[at[i]] = table[i];
          }
          for (int i = 0; i < n; i++) {
            #pragma HLS UNROLL
            p[i] = 0;
          }
          for (int i = 0; i < 5; i++) {
            #pragma HLS UNROLL
            p[i] = window.at(2, i);
          }
        }
      `,
      after: `
        int table[64];
        void f(int x[8], int *p, int at[8], int n) {
          #pragma HLS ARRAY_PARTITION variable=at complete dim=1
          for (int i = 0; i < 8; i++) {
            #pragma HLS UNROLL
            x[at[i]] = table[i];
          }
          for (int i = 0; i < n; i++) {
            #pragma HLS UNROLL
            p[i] = 0;
          }
          for (int i = 0; i < 5; i++) {
            #pragma HLS UNROLL
            p[i] = window.at(2, i);
          }
        }
      `,
      report: [
        'kernel.cpp:5: table[i]: table is declared outside functions',
        'kernel.cpp:5: x[at[i]]: which elements it means is not plain to see',
        'kernel.cpp:7: the loop is unrolled, but how often is not known before it runs: n is no constant',
        'kernel.cpp:11: the loop is unrolled, but how often is not known: window.at(2, i) may change what it counts with',
      ],
    },
  ],
});

/** What the unrolled loops need of each array and dimension, the widest of all; and what cannot be told. */
function needsOf(project: Project, name: string | null): { needs: Need[]; refused: string[] } {
  const widest = new Map<string, Need>();
  const refused: string[] = [];
  const refuse = (at: { file: string; line: number }, reason: string): void => {
    refused.push(`${at.file}:${at.line}: ${reason}`);
  };
  for (const fn of functionsIn(project, name)) {
    for (const { loop } of fn.query('loop:ForLoop[isOutermost]')) {
      const unrolled = new Map<string, Unrolled>();
      for (const each of [loop, ...loop.loopsInside]) {
        const copies = unrolledBy(each);
        if (typeof copies === 'string') refuse(each.at, copies);
        else if (copies !== 1 && each.iv) unrolled.set(each.iv.name, { copies, step: stepOf(each) });
      }
      if (unrolled.size === 0) continue;
      for (const { variable, node, indices, affine } of loop.accesses()) {
        if (!variable || indices.length === 0) continue;
        for (const [dimension, index] of affine.entries()) {
          const counters = [...unrolled.keys()];
          const isUnrolled = index
            ? counters.some((counter) => counter in index.coefficients)
            : counters.some((counter) => node.uses(counter));
          if (!isUnrolled) continue;
          const span = index && spanOf(index, unrolled);
          if (!span) {
            refuse(node.at, `${node.text}: which elements it means is not plain to see`);
            continue;
          }
          if (span.banks === 0 || span.banks === 1) continue;
          if (variable instanceof VarDeclNode && !variable.isLocal) {
            refuse(node.at, `${node.text}: ${variable.name} is declared outside functions`);
            continue;
          }
          const key = `${variable.start} ${dimension}`;
          const before = widest.get(key)?.span.banks;
          if (before !== undefined && before !== span.banks && [before, span.banks].some(isName)) {
            refuse(node.at, `${node.text}: it needs ${span.banks} banks here, and ${before} elsewhere`);
          } else if (before === undefined || before < span.banks) {
            widest.set(key, { variable, dimension: dimension + 1, span, place: loop.body });
          }
        }
      }
    }
  }
  return { needs: [...widest.values()], refused };
}

const isName = (banks: number | string): boolean => typeof banks === 'string';

/** How far the counter goes in one iteration. */
const stepOf = ({ iv }: LoopNode): number => (iv && typeof iv.step === 'number' ? Math.abs(iv.step) : 1);
