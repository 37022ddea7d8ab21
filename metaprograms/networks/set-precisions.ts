import { readFileSync } from 'node:fs';
import { metaprogram } from 'hlsmith/cpp';
import { parseFixedType, type FixedType } from 'hlsmith/hls';
import { setSpelledType } from '../precision.js';

/** Sets typedefs, or what their arrays hold, to the types of a table: `{"layer2_t": "ap_fixed<8,3>"}`. Names that a file has not are left out. */
export default metaprogram({
  name: 'set-precisions',
  description: 'Set fixed-point typedefs to the types of a JSON table',
  scope: 'file',
  idempotent: true,
  options: { table: { type: 'string', description: 'a file, or the JSON itself: {"name": "type", ...}' } },
  run(project, { table }) {
    const types = read(table);
    for (const typedef of project.typedefs()) {
      const type = types.get(typedef.name) ?? types.get(typedef.qualifiedName);
      if (type === undefined) continue;
      setSpelledType(typedef, type);
    }
  },
  cases: [
    {
      title: 'what the table names',
      options: {
        table:
          '{"layer2_t": "ap_fixed<8, 3>", "layer4_t": "ap_fixed<9,4>", "config2::accum_t": "ap_int<24>", "other_t": "ap_int<4>"}',
      },
      before: `
        typedef ap_fixed<16,6> layer2_t;
        typedef ap_fixed<16,6> layer3_t;
        typedef nnet::array<ap_fixed<16,6>, 8*1> layer4_t;
        struct config2 { typedef ap_fixed<16,6> accum_t; };
      `,
      after: `
        typedef ap_fixed<8,3> layer2_t;
        typedef ap_fixed<16,6> layer3_t;
        typedef nnet::array<ap_fixed<9,4>, 8*1> layer4_t;
        struct config2 { typedef ap_int<24> accum_t; };
      `,
    },
  ],
});

/** The table's types by name, in one spelling; what is no type is refused before it becomes code. */
function read(table: string): Map<string, FixedType> {
  const text = table.trimStart().startsWith('{') ? table : readFileSync(table, 'utf8');
  const data: unknown = JSON.parse(text);
  if (typeof data !== 'object' || data === null) throw new Error('the table is no object of names and types');
  return new Map(
    Object.entries(data).map(([name, type]) => {
      const fixed = typeof type === 'string' ? parseFixedType(type) : null;
      if (!fixed) throw new Error(`${name}: ${JSON.stringify(type)} is no fixed-point or integer type`);
      return [name, fixed];
    }),
  );
}
