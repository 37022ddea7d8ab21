import { metaprogram } from 'hlsmith/cpp';
import { pragmasIn, pragmasOf, readPragma } from 'hlsmith/hls';
import { functionsIn } from './rules.js';

/** Another directive in place of one, for what it belonged to: RESOURCE by BIND_STORAGE, UNROLL by PIPELINE. */
export default metaprogram({
  name: 'replace-pragma',
  description: 'Replace the pragmas of one name and with the given options by another pragma',
  scope: 'file',
  idempotent: true,
  options: {
    pragma: { type: 'string', description: 'which: HLS RESOURCE core=RAM_2P_BRAM' },
    by: { type: 'string', description: 'by what: HLS BIND_STORAGE type=ram_2p impl=bram' },
    function: { type: 'string', default: null, description: 'only in this function; default: everywhere' },
  },
  run(project, { pragma: text, by, function: name }) {
    const old = readPragma(text);
    const next = readPragma(by);
    const skipped: string[] = [];
    const places =
      name === null ? project.files.filter((file) => !file.isDeferred) : functionsIn(project, name);
    for (const pragma of places.flatMap((place) => [...pragmasIn(place)])) {
      const isMeant = pragma.dialect === old.dialect && pragma.name === old.name;
      if (!isMeant || pragma.differences(old.options).length > 0) continue;
      const isNextAlready =
        next.dialect === old.dialect &&
        next.name === old.name &&
        pragma.differences(next.options).length === 0;
      if (isNextAlready) continue;
      if (pragma.targets.length === 0) {
        skipped.push(`${pragma.at.file}:${pragma.at.line}: ${pragma.complaints.join(', ')}`);
        continue;
      }
      if (next.dialect === old.dialect && next.name === old.name) pragma.set(next.options);
      else {
        for (const target of pragma.targets) pragmasOf(target, next.dialect).set(next.name, next.options);
        pragma.remove();
      }
    }
    return skipped;
  },
  cases: [
    {
      title: 'of the variables that the old ones named',
      options: { pragma: 'HLS RESOURCE core=RAM_2P_BRAM', by: 'HLS BIND_STORAGE type=ram_2p impl=bram' },
      before: `
        void f() {
          int a[4], b[4];
          #pragma HLS RESOURCE variable=a core=RAM_2P_BRAM
          #pragma HLS RESOURCE variable=b core=RAM_S2P_LUTRAM
        }
      `,
      after: `
        void f() {
          int a[4], b[4];
          #pragma HLS BIND_STORAGE variable=a type=ram_2p impl=bram
          #pragma HLS RESOURCE variable=b core=RAM_S2P_LUTRAM
        }
      `,
    },
    {
      title: 'or changes the options of the same one',
      options: { pragma: 'HLS UNROLL', by: 'HLS UNROLL factor=4' },
      before: 'void f() {\n  for (;;) {\n#pragma HLS unroll factor = 2\n  }\n}\n',
      after: 'void f() {\n  for (;;) {\n#pragma HLS unroll factor = 4\n  }\n}\n',
    },
  ],
});
