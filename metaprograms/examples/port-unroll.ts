import { LoopNode, metaprogram } from 'hlsmith/cpp';

/** Vitis wants an unroll pragma inside its loop, Intel's compilers want it in front. */
export default metaprogram({
  name: 'port-unroll',
  description: 'Turn #pragma HLS UNROLL in a loop into #pragma unroll before it, as Intel compilers want it',
  scope: 'file',
  idempotent: true,
  run(project) {
    for (const { pragma } of project.query('pragma:Pragma', ({ pragma }) => isUnroll(pragma.content))) {
      if (!(pragma.scope instanceof LoopNode)) continue;
      const factor = /\bfactor\s*=\s*(\S+)/i.exec(pragma.content)?.[1];
      pragma.remove();
      pragma.scope.before(`#pragma unroll${factor === undefined ? '' : ` ${factor}`}`);
    }
  },
  cases: [
    {
      title: 'moves the pragma out of the loop, in front of its label',
      before: `
        void f(int a[4]) {
        init:
            for (int i = 0; i < 4; i++) {
                #pragma HLS UNROLL factor=2
                a[i] = 0;
            }
        }
      `,
      after: `
        void f(int a[4]) {
        #pragma unroll 2
        init:
            for (int i = 0; i < 4; i++) {
                a[i] = 0;
            }
        }
      `,
    },
    {
      title: 'leaves the unrolling of a whole function',
      before: 'void f(int a[4]) {\n    #pragma HLS unroll region\n    g(a);\n}\n',
    },
  ],
});

const isUnroll = (content: string): boolean => /^HLS UNROLL\b/i.test(content);
