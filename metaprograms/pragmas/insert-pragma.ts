import { metaprogram } from 'hlsmith/cpp';
import { pragmasOf, readPragma } from 'hlsmith/hls';
import { nodesIn, targets, where } from './rules.js';

/** Gives loops or functions a pragma of any dialect, where that dialect wants it, once. */
export default metaprogram({
  name: 'insert-pragma',
  description: 'Give loops or functions a pragma, or one that is there already the same options',
  scope: 'file',
  idempotent: true,
  options: {
    pragma: { type: 'string', description: 'as in C++: HLS PIPELINE II=1, unroll 4, hls_unroll yes' },
    to: { type: 'string', default: 'innermost', choices: targets, description: 'which nodes get it' },
    ...where,
  },
  run(project, { pragma, to, ...at }) {
    const { dialect, name, options } = readPragma(pragma);
    for (const node of nodesIn(project, to, at)) pragmasOf(node, dialect).set(name, options);
  },
  cases: [
    {
      title: 'to innermost loops, changing the option of one that is there',
      options: { pragma: 'HLS PIPELINE II=2' },
      before: `
        void f(int a[4][4]) {
          for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++)
              a[i][j] = 0;
          for (int i = 0; i < 4; i++) {
        #pragma HLS pipeline ii=1 rewind // as before
            a[i][i] = 1;
          }
        }
      `,
      after: `
        void f(int a[4][4]) {
          for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) {
              #pragma HLS PIPELINE II=2
              a[i][j] = 0;
            }
          for (int i = 0; i < 4; i++) {
        #pragma HLS pipeline ii=2 rewind // as before
            a[i][i] = 1;
          }
        }
      `,
    },
    {
      title: 'to one function, in another dialect',
      options: { pragma: 'hls_design top', to: 'functions', function: 'top' },
      before: 'void g() {}\ntemplate <class T>\nvoid top() { g(); }\n',
      after: 'void g() {}\n#pragma hls_design top\ntemplate <class T>\nvoid top() { g(); }\n',
    },
  ],
});
