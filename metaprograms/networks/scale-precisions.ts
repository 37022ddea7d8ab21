import { metaprogram } from 'hlsmith/cpp';
import { withWidth } from 'hlsmith/hls';
import { setSpelledType, spelledType } from '../precision.js';

/** Makes every fixed-point type that a typedef spells wider or narrower; integer bits stay, fractions follow. */
export default metaprogram({
  name: 'scale-precisions',
  description: 'Scale the widths of all fixed-point typedefs by a factor or some bits',
  scope: 'file',
  // Half of half is a quarter.
  idempotent: false,
  options: {
    factor: { type: 'number', default: 1, minimum: 0, description: 'of the width, rounded' },
    bits: { type: 'number', default: 0, integer: true, description: 'added then; negative to narrow' },
    names: {
      type: 'string',
      default: null,
      description: 'only typedefs whose name holds this; default: all',
    },
  },
  run(project, { factor, bits, names }) {
    const refused: string[] = [];
    for (const typedef of project.typedefs()) {
      const type = spelledType(typedef);
      if (!type || (names !== null && !typedef.name.includes(names))) continue;
      const width = Math.round(type.width * factor) + bits;
      if (width === type.width) continue;
      const { file, line } = typedef.at;
      if (width < 1) refused.push(`${file}:${line}: ${typedef.name} would have ${width} bits`);
      else setSpelledType(typedef, withWidth(type, width));
    }
    return refused;
  },
  cases: [
    {
      title: 'two bits less',
      options: { bits: -2 },
      before:
        'typedef ap_fixed<16,6,AP_RND,AP_SAT> a_t;\ntypedef nnet::array<ap_fixed<8,3>, 4> d_t;\nusing b_t = ap_uint<8>;\ntypedef ap_fixed<2, 1> c_t;\n',
      after:
        'typedef ap_fixed<14,6,AP_RND,AP_SAT> a_t;\ntypedef nnet::array<ap_fixed<6,3>, 4> d_t;\nusing b_t = ap_uint<6>;\ntypedef ap_fixed<2, 1> c_t;\n',
      report: ['kernel.cpp:4: c_t would have 0 bits'],
    },
    {
      title: 'half, of some',
      options: { factor: 0.5, names: 'weight' },
      before:
        'typedef ap_fixed<18,8> weight2_t;\ntypedef ap_fixed<18,8> layer2_t;\ntypedef layer2_t weight3_t;\n',
      after:
        'typedef ap_fixed<9,8> weight2_t;\ntypedef ap_fixed<18,8> layer2_t;\ntypedef layer2_t weight3_t;\n',
      report: [],
    },
  ],
});
