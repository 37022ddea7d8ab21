import { metaprogram } from 'hlsmith/cpp';

/** Changes one value in pragmas that are there: another II, another factor. */
export default metaprogram({
  name: 'set-pragma-option',
  description: 'Give an option of existing #pragma HLS lines another value',
  scope: 'file',
  idempotent: true,
  options: {
    pragma: { type: 'string', description: 'PIPELINE, UNROLL, ARRAY_PARTITION, ...' },
    option: { type: 'string', description: 'II, factor, ...' },
    value: { type: 'string', description: 'the new value' },
    only: { type: 'string', default: null, description: 'only pragmas with this word, as variable=a' },
  },
  run(project, { pragma: name, option, value, only }) {
    for (const { pragma } of project.query('pragma:Pragma')) {
      const [family, found, ...words] = pragma.content.split(' ');
      const isMeant = family === 'HLS' && found?.toUpperCase() === name.toUpperCase();
      if (!isMeant || (only !== null && !words.includes(only))) continue;
      const setting = new RegExp(`(?<=\\b${option}\\s*=\\s*)[^\\s=]+`, 'i');
      pragma.replace(pragma.text.replace(setting, () => value));
    }
  },
  cases: [
    {
      title: 'changes the value and keeps the rest of the line',
      options: { pragma: 'pipeline', option: 'II', value: '4' },
      before: `
        for (;;) {
        #pragma HLS  PIPELINE   ii = 1 rewind
        #pragma HLS UNROLL factor=2
        }
      `,
      after: `
        for (;;) {
        #pragma HLS  PIPELINE   ii = 4 rewind
        #pragma HLS UNROLL factor=2
        }
      `,
    },
    {
      title: 'can be told which of several',
      options: { pragma: 'ARRAY_PARTITION', option: 'factor', value: 'N/2', only: 'variable=a' },
      before: `
        int a[8], b[8];
        #pragma HLS ARRAY_PARTITION variable=a cyclic factor=2
        #pragma HLS ARRAY_PARTITION variable=b cyclic factor=2
      `,
      after: `
        int a[8], b[8];
        #pragma HLS ARRAY_PARTITION variable=a cyclic factor=N/2
        #pragma HLS ARRAY_PARTITION variable=b cyclic factor=2
      `,
    },
  ],
});
