import { metaprogram } from 'hlsmith/cpp';
import 'hlsmith/hls'; // loop.pragmas

/** MetaML-Pro, Fig. 6(b): an unroll pragma on all outermost loops of the kernel function. */
export default metaprogram({
  name: 'unroll-outermost',
  description: 'Put #pragma HLS UNROLL into all outermost for loops of a function',
  scope: 'file',
  idempotent: true,
  options: {
    kernel: { type: 'string', default: 'kernel', description: 'the function' },
    factor: { type: 'number', default: null, integer: true, minimum: 2, description: 'default: complete' },
  },
  run(project, { kernel, factor }) {
    for (const { loop } of project.query(
      'fn:Function => loop:ForLoop[isOutermost]',
      ({ fn }) => fn.name === kernel,
    )) {
      if (!loop.pragmas.get('UNROLL')) loop.pragmas.set('UNROLL', factor === null ? {} : { factor });
    }
  },
  cases: [
    {
      title: 'unrolls the outermost loops of the kernel and no others',
      before: `
        void helper(int a[8]) { for (int i = 0; i < 8; i++) { a[i]++; } }
        void kernel(int a[8], int b[8][8]) {
            for (int i = 0; i < 8; i++) {
                a[i] = 0;
            }
        rows:
            for (int i = 0; i < 8; i++) {
                for (int j = 0; j < 8; j++) {
                    a[i] += b[i][j];
                }
            }
        }
      `,
      after: `
        void helper(int a[8]) { for (int i = 0; i < 8; i++) { a[i]++; } }
        void kernel(int a[8], int b[8][8]) {
            for (int i = 0; i < 8; i++) {
                #pragma HLS UNROLL
                a[i] = 0;
            }
        rows:
            for (int i = 0; i < 8; i++) {
                #pragma HLS UNROLL
                for (int j = 0; j < 8; j++) {
                    a[i] += b[i][j];
                }
            }
        }
      `,
    },
    {
      title: 'leaves a loop that has one already, and gives braces to one that needs them',
      options: { kernel: 'top', factor: 4 },
      before: `
        void top(int a[8]) {
            for (int i = 0; i < 8; i++) {
                #pragma HLS unroll
                a[i] = 0;
            }
            for (int i = 0; i < 8; i++)
                a[i] += i;
        }
      `,
      after: `
        void top(int a[8]) {
            for (int i = 0; i < 8; i++) {
                #pragma HLS unroll
                a[i] = 0;
            }
            for (int i = 0; i < 8; i++) {
                #pragma HLS UNROLL factor=4
                a[i] += i;
            }
        }
      `,
    },
  ],
});
