import { metaprogram, type LoopNode } from 'hlsmith/cpp';
import { dialectNames, pragmasOf, setMeaning, type DialectName } from 'hlsmith/hls';
import { loopsIn, where } from './rules.js';
import { isBelowPipeline } from './unrolled.js';

/**
 * Pipelines the innermost of the loops that remain: those that are unrolled whole do not count. What says already
 * whether it is pipelined is left alone, and so is what Vitis unrolls because it stands below a pipeline.
 */
export default metaprogram({
  name: 'pipeline-loops',
  description: 'Pipeline every innermost loop that is not unrolled, in the pragmas of any dialect',
  scope: 'file',
  idempotent: true,
  options: {
    ii: { type: 'string', default: '1', description: 'the initiation interval: a C++ expression' },
    dialect: { type: 'string', default: 'vitis', choices: dialectNames, description: 'whose pragmas' },
    ...where,
  },
  run(project, { ii, dialect, ...at }) {
    const refused: string[] = [];
    for (const loop of loopsIn(project, at)) {
      if (isUnrolled(loop, dialect) || !loop.loopsInside.every((inner) => isUnrolled(inner, dialect)))
        continue;
      const isSettled = [...pragmasOf(loop, dialect)].some(
        ({ meaning }) => meaning?.kind === 'pipeline' || meaning?.kind === 'no pipeline',
      );
      if (isSettled || (dialect === 'vitis' && isBelowPipeline(loop))) continue;
      const reason = setMeaning(loop, dialect, { kind: 'pipeline', interval: ii });
      if (reason !== null) refused.push(`${loop.at.file}:${loop.at.line}: ${reason}`);
    }
    return refused;
  },
  cases: [
    {
      title: 'Vitis: inside the loop',
      options: { ii: 'N / 2' },
      before: `
        void f(int a[4][4], int b[4]) {
          rows: for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              a[i][j] = 0;
            }
          }
        }
      `,
      after: `
        void f(int a[4][4], int b[4]) {
          rows: for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              #pragma HLS PIPELINE II=N / 2
              a[i][j] = 0;
            }
          }
        }
      `,
    },
    {
      title: 'Intel: in front of it',
      options: { dialect: 'intel', ii: '2' },
      before: `
        void f(int a[4][4], int b[4]) {
          rows: for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              a[i][j] = 0;
            }
          }
        }
      `,
      after: `
        void f(int a[4][4], int b[4]) {
          rows: for (int i = 0; i < 4; i++) {
            #pragma ii 2
            for (int j = 0; j < 4; j++) {
              a[i][j] = 0;
            }
          }
        }
      `,
    },
    {
      title: 'Catapult: in front of it',
      options: { dialect: 'catapult', ii: '2' },
      before: `
        void f(int a[4][4], int b[4]) {
          rows: for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              a[i][j] = 0;
            }
          }
        }
      `,
      after: `
        void f(int a[4][4], int b[4]) {
          rows: for (int i = 0; i < 4; i++) {
            #pragma hls_pipeline_init_interval 2
            for (int j = 0; j < 4; j++) {
              a[i][j] = 0;
            }
          }
        }
      `,
    },
    {
      title: 'Merlin: in front of it',
      options: { dialect: 'merlin', ii: '2' },
      before: `
        void f(int a[4][4], int b[4]) {
          rows: for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              a[i][j] = 0;
            }
          }
        }
      `,
      after: `
        void f(int a[4][4], int b[4]) {
          rows: for (int i = 0; i < 4; i++) {
            #pragma ACCEL PIPELINE II=2
            for (int j = 0; j < 4; j++) {
              a[i][j] = 0;
            }
          }
        }
      `,
    },
    {
      title: 'the innermost loop that remains',
      before: `
        void f(int a[4][4]) {
          for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              #pragma HLS UNROLL
              a[i][j] = 0;
            }
          }
        }
      `,
      after: `
        void f(int a[4][4]) {
          for (int i = 0; i < 4; i++) {
            #pragma HLS PIPELINE II=1
            for (int j = 0; j < 4; j++) {
              #pragma HLS UNROLL
              a[i][j] = 0;
            }
          }
        }
      `,
    },
    {
      title: 'Vitis unrolls what stands below a pipeline',
      before: `
        void f(int a[4][4]) {
          for (int i = 0; i < 4; i++) {
            #pragma HLS PIPELINE
            for (int j = 0; j < 4; j++) {
              a[i][j] = 0;
            }
          }
        }
        void g(int a[4]) {
          #pragma HLS PIPELINE II=4
          for (int i = 0; i < 4; i++) {
            a[i] = 0;
          }
        }
      `,
    },
    {
      title: 'leaves loops that say what they want',
      before: `
        void f(int a[4]) {
          for (int i = 0; i < 4; i++) {
            #pragma HLS UNROLL
            a[i] = 0;
          }
          for (int i = 0; i < 4; i++) {
            #pragma HLS pipeline off
            a[i] = 0;
          }
        }
      `,
    },
  ],
});

function isUnrolled(loop: LoopNode, dialect: DialectName): boolean {
  return [...pragmasOf(loop, dialect)].some(
    ({ meaning }) => meaning?.kind === 'unroll' && meaning.factor === 'all',
  );
}
