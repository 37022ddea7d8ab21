import type { LoopNode, ParamNode } from 'hlsmith/cpp';
import { metaprogram, VarDeclNode, type Project } from 'hlsmith/cpp';
import { pragmasOf } from 'hlsmith/hls';
import { functionsIn } from './rules.js';
import { spanOf, unrolledBy, type Span } from './unrolled.js';

type Variable = VarDeclNode | ParamNode;

interface Need {
  readonly variable: Variable;
  /** From 1. */
  readonly dimension: number;
  readonly span: Span;
}

/**
 * Unrolled copies of a body want their elements at once; a memory has two ports. Each dimension of an array that
 * unrolled loops walk is partitioned so that the copies' elements lie in different banks: cyclic by the distance
 * that one unrolled iteration covers, complete where that is the whole dimension. Loops inside a pipelined loop or
 * function count as unrolled whole, as Vitis unrolls them.
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
    for (const { variable, dimension, span } of needs) {
      const list = pragmasOf(variable, 'vitis');
      const size = variable.shape[dimension - 1];
      const isWhole = typeof size === 'number' && span.banks >= size;
      const there =
        list.get('ARRAY_PARTITION', { dim: dimension }) ?? list.get('ARRAY_PARTITION', { dim: 0 });
      const reshaped = list.get('ARRAY_RESHAPE');
      const factor = Number(there?.get('factor') ?? NaN);
      const suffices =
        there !== null && (there.get('type') ?? 'complete') === 'cyclic' && factor % span.banks === 0;
      const isComplete = there !== null && (there.get('type') ?? 'complete') === 'complete';
      if (isComplete || suffices) continue;
      const place = `${variable.at.file}:${variable.at.line}: ${variable.name} dim=${dimension}`;
      if (reshaped) refused.push(`${place}: it is reshaped already`);
      else if (there)
        refused.push(`${place}: ${there.text.trim()} stays; the loops need cyclic factor=${span.banks}`);
      else if (isWhole) list.set('ARRAY_PARTITION', { type: 'complete', dim: dimension });
      else list.set('ARRAY_PARTITION', { type: 'cyclic', factor: span.banks, dim: dimension });
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
        }
      `,
      report: [
        'kernel.cpp:5: table[i]: table is declared outside functions',
        'kernel.cpp:5: x[at[i]]: which elements it means is not plain to see',
        'kernel.cpp:7: the loop is unrolled, but how often is not known',
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
      const unrolled = new Map<string, number>();
      for (const each of [loop, ...loop.loopsInside]) {
        const factor = unrolledBy(each);
        if (factor === null) refuse(each.at, 'the loop is unrolled, but how often is not known');
        else if (factor > 1 && each.iv) unrolled.set(each.iv.name, factor * stepOf(each));
      }
      if (unrolled.size === 0) continue;
      for (const { variable, node, indices, affine } of loop.accesses()) {
        if (!variable || indices.length === 0) continue;
        const isUnrolled = [...unrolled.keys()].some((counter) => node.uses(counter));
        if (!isUnrolled) continue;
        for (const [dimension, index] of affine.entries()) {
          const span = index && spanOf(index, unrolled);
          if (index === null) refuse(node.at, `${node.text}: which elements it means is not plain to see`);
          if (!span || span.banks < 2) continue;
          if (variable instanceof VarDeclNode && !variable.isLocal) {
            refuse(node.at, `${node.text}: ${variable.name} is declared outside functions`);
            continue;
          }
          const key = `${variable.start} ${dimension}`;
          const before = widest.get(key);
          if (!before || before.span.banks < span.banks) {
            widest.set(key, { variable, dimension: dimension + 1, span });
          }
        }
      }
    }
  }
  return { needs: [...widest.values()], refused };
}

/** How far the counter goes in one iteration. */
const stepOf = ({ iv }: LoopNode): number => (iv && typeof iv.step === 'number' ? Math.abs(iv.step) : 1);
