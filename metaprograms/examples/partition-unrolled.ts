import { metaprogram, VarDeclNode, type Node } from 'hlsmith/cpp';

const isLocal = (variable: Node | null): variable is VarDeclNode =>
  variable instanceof VarDeclNode && variable.isLocal;

/** An unrolled loop reads several elements at once: a local array in one memory would hold it back. */
export default metaprogram({
  name: 'partition-unrolled',
  description: 'Partition the local arrays that unrolled loops index by their own counter',
  scope: 'file',
  idempotent: true,
  run(project) {
    for (const { fn } of project.query('fn:Function[isDefinition]')) {
      const partitioned = new Set(
        fn
          .query('p:Pragma')
          .map(({ p }) => /^HLS ARRAY_PARTITION\b.*variable\s*=\s*(\w+)/i.exec(p.content)?.[1]),
      );
      for (const { loop } of fn.query('loop:ForLoop')) {
        const unroll = loop.pragmasInside.find(({ content }) => /^HLS UNROLL\b/i.test(content));
        if (!unroll || loop.iv === null) continue;
        const factor = /\bfactor\s*=\s*(\S+)/i.exec(unroll.content)?.[1];
        const how = factor === undefined ? 'complete' : `cyclic factor=${factor}`;
        for (const { variable, affine } of loop.accesses()) {
          const dimension = 1 + affine.findIndex((index) => index?.coefficients[loop.iv!.name]);
          if (dimension === 0 || !isLocal(variable) || partitioned.has(variable.name)) continue;
          variable.declaration.after(
            `#pragma HLS ARRAY_PARTITION variable=${variable.name} ${how} dim=${dimension}`,
          );
          partitioned.add(variable.name);
        }
      }
    }
  },
  cases: [
    {
      title: 'partitions in the dimension that the counter indexes, as far as the loop is unrolled',
      before: `
        void f(int in[8]) {
            int a[4][8];
            int b[8];
            int c[8];
            for (int i = 0; i < 8; i++) {
                #pragma HLS UNROLL factor=4
                a[0][i] = b[2 * i + 1] + c[0] + in[i];
            }
        }
      `,
      after: `
        void f(int in[8]) {
            int a[4][8];
            #pragma HLS ARRAY_PARTITION variable=a cyclic factor=4 dim=2
            int b[8];
            #pragma HLS ARRAY_PARTITION variable=b cyclic factor=4 dim=1
            int c[8];
            for (int i = 0; i < 8; i++) {
                #pragma HLS UNROLL factor=4
                a[0][i] = b[2 * i + 1] + c[0] + in[i];
            }
        }
      `,
    },
    {
      title: 'leaves an array that has a partition, and loops that are not unrolled',
      before: `
        void f() {
            int a[8], b[8];
            #pragma HLS ARRAY_PARTITION variable=a complete
            for (int i = 0; i < 8; i++) {
                #pragma HLS UNROLL
                a[i] = 0;
            }
            for (int i = 0; i < 8; i++) {
                b[i] = 0;
            }
        }
      `,
    },
  ],
});
