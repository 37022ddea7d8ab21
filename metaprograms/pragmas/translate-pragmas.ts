import { metaprogram } from 'hlsmith/cpp';
import { dialectNames, pragmasIn, translatePragma } from 'hlsmith/hls';

/** Ports a kernel's pragmas to another tool; what has no counterpart stays, and the report says why. */
export default metaprogram({
  name: 'translate-pragmas',
  description: 'Say in the pragmas of one HLS tool what those of others say',
  scope: 'file',
  idempotent: true,
  options: {
    to: { type: 'string', choices: dialectNames, description: 'the dialect to write' },
    from: {
      type: 'string',
      default: null,
      choices: dialectNames,
      description: 'only from this one; default: all others',
    },
  },
  run(project, { to, from }) {
    const files = project.files.filter((file) => !file.isDeferred);
    return files.flatMap((file) =>
      pragmasIn(file)
        .filter((pragma) => !pragma.isOf(to) && (from === null || pragma.isOf(from)))
        .flatMap((pragma) => {
          const { file: path, line } = pragma.at;
          const { lost, to: said } = translatePragma(pragma, to);
          return lost.map((reason) => `${path}:${line}: ${said === null ? 'kept' : 'lost'}: ${reason}`);
        }),
    );
  },
  cases: [
    {
      title: 'from Vitis to Intel',
      options: { to: 'intel' },
      before: `
        void f(int a[8]) {
          #pragma HLS INTERFACE m_axi port=a
          int t[4];
          #pragma HLS ARRAY_PARTITION variable=t cyclic factor=4 dim=1
          for (int i = 0; i < 8; i++) {
            #pragma HLS PIPELINE II=2 rewind
            a[i] = t[i % 4];
          }
        }
      `,
      after: `
        void f(int a[8]) {
          #pragma HLS INTERFACE m_axi port=a
          hls_numbanks(4) int t[4];
          #pragma ii 2
          for (int i = 0; i < 8; i++) {
            a[i] = t[i % 4];
          }
        }
      `,
      report: [
        'kernel.cpp:2: kept: INTERFACE with these options has no counterpart in Intel HLS',
        'kernel.cpp:4: lost: dim=1: Intel compilers take the bank from the lowest bits of the address',
        'kernel.cpp:6: lost: the option rewind',
      ],
    },
    {
      title: 'from Intel and Catapult to Vitis',
      options: { to: 'vitis' },
      before: `
        void f(int a[8]) {
          #pragma unroll 4
          for (int i = 0; i < 8; i++)
            a[i] = 0;
          #pragma hls_unroll yes
          last: for (int i = 0; i < 8; i++) {
            a[i]++;
          }
        }
      `,
      after: `
        void f(int a[8]) {
          for (int i = 0; i < 8; i++) {
            #pragma HLS UNROLL factor=4
            a[i] = 0;
          }
          last: for (int i = 0; i < 8; i++) {
            #pragma HLS UNROLL
            a[i]++;
          }
        }
      `,
      report: [],
    },
  ],
});
