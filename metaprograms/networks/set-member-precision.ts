import { metaprogram } from 'hlsmith/cpp';
import { formatFixedType, parseFixedType } from 'hlsmith/hls';
import { configurationsWith, structs } from './configurations.js';

/**
 * Gives accumulators or tables of a network's layers a type. Types that data of other layers share with them (of
 * weights and results) are no member's own: `setPrecisions` of `own-typedefs` sets those.
 */
export default metaprogram({
  name: 'set-member-precision',
  description: 'Set the type of accumulators or tables in the config structs of hls4ml networks',
  scope: 'file',
  idempotent: true,
  options: {
    member: {
      type: 'string',
      default: 'accum_t',
      choices: ['accum_t', 'table_t', 'exp_table_t', 'inv_table_t', 'inv_inp_t'],
      description: 'which member type',
    },
    type: { type: 'string', description: 'such as ap_fixed<16,6>' },
    structs,
  },
  run(project, { member, type, structs: name }) {
    const fixed = parseFixedType(type);
    if (!fixed) throw new Error(`${type} is no fixed-point or integer type`);
    for (const struct of configurationsWith(project, member, name)) {
      const typedef = struct.typedefs[member];
      if (!typedef) continue;
      const before = parseFixedType(typedef.type.canonical);
      if (!before || formatFixedType(before) !== formatFixedType(fixed)) typedef.set(formatFixedType(fixed));
    }
  },
  cases: [
    {
      title: 'accumulators; a shared alias stays as it is',
      options: { type: 'ap_fixed<24, 12>' },
      before: `
        typedef ap_fixed<16,6> model_default_t;
        struct config2 { typedef model_default_t accum_t; typedef model_default_t weight_t; };
        struct config4 { typedef ap_fixed<24,12> accum_t; };
      `,
      after: `
        typedef ap_fixed<16,6> model_default_t;
        struct config2 { typedef ap_fixed<24,12> accum_t; typedef model_default_t weight_t; };
        struct config4 { typedef ap_fixed<24,12> accum_t; };
      `,
    },
  ],
});
