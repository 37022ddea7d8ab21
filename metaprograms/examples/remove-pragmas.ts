import { metaprogram } from 'hlsmith/cpp';

/** Takes pragmas out, so that another tool, or a search, can decide anew. */
export default metaprogram({
  name: 'remove-pragmas',
  description: 'Remove pragmas by name',
  scope: 'file',
  idempotent: true,
  options: {
    names: { type: 'string', description: 'with commas between: "PIPELINE,UNROLL"' },
    family: { type: 'string', default: 'HLS', description: 'the word behind #pragma' },
  },
  run(project, { names, family }) {
    const unwanted = names.split(',').map((name) => `${family} ${name.trim()}`.toUpperCase());
    for (const { pragma } of project.query('pragma:Pragma')) {
      const name = pragma.content.split(' ', 2).join(' ').toUpperCase();
      if (unwanted.includes(name)) pragma.remove();
    }
  },
  cases: [
    {
      title: 'removes whole lines, continuation lines too, whatever the case',
      options: { names: 'pipeline, UNROLL' },
      before: `
        void f(int a[4]) {
            #pragma HLS INTERFACE ap_memory port=a
            for (int i = 0; i < 4; i++) {
                #pragma HLS PIPELINE \\
                    II=1
                #pragma HLS unroll factor=2
                a[i] = 0; // kept
            }
        }
      `,
      after: `
        void f(int a[4]) {
            #pragma HLS INTERFACE ap_memory port=a
            for (int i = 0; i < 4; i++) {
                a[i] = 0; // kept
            }
        }
      `,
    },
    {
      title: 'knows other families',
      options: { family: 'ACCEL', names: 'PARALLEL' },
      before: '#pragma ACCEL kernel\nvoid f() {\n#pragma ACCEL parallel factor=4\n  g();\n}\n',
      after: '#pragma ACCEL kernel\nvoid f() {\n  g();\n}\n',
    },
  ],
});
