import { metaprogram } from 'hlsmith/cpp';

/** Asks the HLS tool to start an iteration of every innermost loop each few cycles. */
export default metaprogram({
  name: 'pipeline-innermost',
  description: 'Put #pragma HLS PIPELINE into every innermost for loop that has none',
  scope: 'file',
  idempotent: true,
  options: {
    ii: { type: 'number', default: 1, integer: true, minimum: 1, description: 'the initiation interval' },
  },
  run(project, { ii }) {
    for (const { loop } of project.query('loop:ForLoop !=> :Loop')) {
      const isPipelined = loop.pragmasInside.some(({ content }) => /^HLS PIPELINE\b/i.test(content));
      if (!isPipelined) loop.insertAtStart(`#pragma HLS PIPELINE II=${ii}`);
    }
  },
  cases: [
    {
      title: 'pipelines innermost loops only, each once',
      before: `
        void f(int a[4][4], int b[4]) {
          for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              a[i][j] = 0;
            }
          }
          for (int i = 0; i < 4; i++) {
            #pragma HLS pipeline ii=2
            b[i] = 0;
          }
        }
      `,
      after: `
        void f(int a[4][4], int b[4]) {
          for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              #pragma HLS PIPELINE II=1
              a[i][j] = 0;
            }
          }
          for (int i = 0; i < 4; i++) {
            #pragma HLS pipeline ii=2
            b[i] = 0;
          }
        }
      `,
    },
  ],
});
