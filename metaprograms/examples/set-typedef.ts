import { metaprogram } from 'hlsmith/cpp';

/** Gives a typedef another type, wherever in the project it is declared. */
export default metaprogram({
  name: 'set-typedef',
  description: 'Give a typedef (or using alias) another type',
  scope: 'project',
  idempotent: true,
  options: {
    name: { type: 'string', description: 'the typedef; qualified for a member, as config2::weight_t' },
    type: { type: 'string', description: 'the new type, as "ap_fixed<16,6>"' },
  },
  run(project, { name, type }) {
    project.typedef(name).set(type);
  },
  cases: [
    {
      title: 'changes the type and nothing around it',
      options: { name: 'layer2_t', type: 'ap_fixed<9, 3>' },
      before: { 'defines.h': 'typedef ap_fixed<16,6> layer2_t; // fc1\ntypedef ap_fixed<16,6> layer3_t;\n' },
      after: { 'defines.h': 'typedef ap_fixed<9, 3> layer2_t; // fc1\ntypedef ap_fixed<16,6> layer3_t;\n' },
    },
    {
      title: 'finds members of structs, and aliases',
      options: { name: 'config2::accum_t', type: 'int' },
      before: 'struct config2 { using accum_t = ap_fixed<16,6>; };\n',
      after: 'struct config2 { using accum_t = int; };\n',
    },
  ],
});
