import { metaprogram } from 'hlsmith/cpp';
import { pragmasOf, readPragma } from 'hlsmith/hls';
import { functionsIn } from './rules.js';

/** Interface pragmas for the ports of a top function, chosen by what the parameters are. */
export default metaprogram({
  name: 'set-interface',
  description: 'Give the ports of a top function their interface pragmas (Vitis)',
  scope: 'file',
  idempotent: true,
  options: {
    function: { type: 'string', description: 'the top function' },
    arrays: {
      type: 'string',
      default: 'm_axi',
      description: 'mode and options for arrays and pointers: m_axi offset=slave',
    },
    scalars: { type: 'string', default: 's_axilite', description: 'mode and options for other parameters' },
    control: {
      type: 'string',
      default: 's_axilite',
      description: 'mode and options for the function itself',
    },
    bundles: { type: 'boolean', description: 'a bundle of its own for each array and pointer' },
  },
  run(project, { function: name, arrays, scalars, control, bundles }) {
    const options = (text: string): ReturnType<typeof readPragma>['options'] =>
      readPragma(`HLS INTERFACE ${text}`).options;
    for (const fn of functionsIn(project, name)) {
      for (const [position, parameter] of fn.params.entries()) {
        const isMemory = parameter.isArray || parameter.isPointer;
        const bundle: Record<string, string> = bundles && isMemory ? { bundle: `gmem${position}` } : {};
        pragmasOf(parameter).set('INTERFACE', { ...options(isMemory ? arrays : scalars), ...bundle });
      }
      pragmasOf(fn).set('INTERFACE', options(control));
    }
  },
  cases: [
    {
      title: 'by what a parameter is; an interface that is there gets the options',
      options: { function: 'top', arrays: 'm_axi offset=slave', bundles: true },
      before: `
        void top(const int *in, int out[8], int n) {
        #pragma HLS INTERFACE m_axi port=out depth=8
          for (int i = 0; i < n; i++) out[i] = in[i];
        }
      `,
      after: `
        void top(const int *in, int out[8], int n) {
          #pragma HLS INTERFACE m_axi port=in offset=slave bundle=gmem0
          #pragma HLS INTERFACE s_axilite port=n
          #pragma HLS INTERFACE s_axilite port=return
        #pragma HLS INTERFACE m_axi port=out depth=8 offset=slave bundle=gmem1
          for (int i = 0; i < n; i++) out[i] = in[i];
        }
      `,
    },
  ],
});
