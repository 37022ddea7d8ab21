import { metaprogram } from 'hlsmith/cpp';
import { pragmasIn, readPragma } from 'hlsmith/hls';
import { functionsIn } from './rules.js';

/** Takes pragmas away by what they say, not by how they are spelled. */
export default metaprogram({
  name: 'remove-pragma',
  description: 'Remove the pragmas of one name that have the given options',
  scope: 'file',
  idempotent: true,
  options: {
    pragma: { type: 'string', description: 'as in C++: HLS UNROLL, HLS INTERFACE mode=s_axilite, ivdep' },
    function: { type: 'string', default: null, description: 'only in this function; default: everywhere' },
  },
  run(project, { pragma: text, function: name }) {
    const { dialect, name: directive, options } = readPragma(text);
    const places =
      name === null ? project.files.filter((file) => !file.isDeferred) : functionsIn(project, name);
    for (const pragma of places.flatMap((place) => [...pragmasIn(place)])) {
      const isMeant = pragma.dialect === dialect && pragma.name === directive;
      if (isMeant && pragma.differences(options).length === 0) pragma.remove();
    }
  },
  cases: [
    {
      title: 'those with the options, however they are written',
      options: { pragma: 'HLS ARRAY_PARTITION complete' },
      before: `
        void f() {
          int a[4], b[4];
          #pragma HLS array_partition variable=a type=COMPLETE \\
              dim=1
          #pragma HLS ARRAY_PARTITION variable=b cyclic factor=2
        }
      `,
      after: `
        void f() {
          int a[4], b[4];
          #pragma HLS ARRAY_PARTITION variable=b cyclic factor=2
        }
      `,
    },
    {
      title: 'attributes, too',
      options: { pragma: '[[intel::ivdep]]', function: 'f' },
      before: `
        void f(int a[4]) {
          [[intel::ivdep, intel::initiation_interval(2)]]
          for (int i = 0; i < 4; i++) a[i]++;
        }
        void g(int a[4]) {
          #pragma ivdep
          for (int i = 0; i < 4; i++) a[i]++;
        }
      `,
      after: `
        void f(int a[4]) {
          [[intel::initiation_interval(2)]]
          for (int i = 0; i < 4; i++) a[i]++;
        }
        void g(int a[4]) {
          #pragma ivdep
          for (int i = 0; i < 4; i++) a[i]++;
        }
      `,
    },
  ],
});
