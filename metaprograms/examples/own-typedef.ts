import { metaprogram } from 'hlsmith/cpp';

/** hls4ml lets many layers share `model_default_t`: a layer that is to be narrowed needs a type of its own. */
export default metaprogram({
  name: 'own-typedef',
  description: 'Give one struct its own copy of a typedef that others share',
  scope: 'project',
  idempotent: true,
  options: {
    typedef: { type: 'string', description: 'the shared typedef' },
    user: { type: 'string', description: 'the struct that is to have its own' },
    name: { type: 'string', description: 'the name of its own' },
    type: { type: 'string', default: null, description: 'the type of its own; default: the same' },
  },
  run(project, { typedef, user, name, type }) {
    if (!project.typedefs().some((found) => found.name === name)) {
      project.typedef(typedef).isolate(project.struct(user), name);
      project.commit();
    }
    if (type !== null) project.typedef(name).set(type);
  },
  cases: [
    {
      title: 'separates one layer from the others and narrows it',
      options: { typedef: 'model_default_t', user: 'config2', name: 'fc1_weight_t', type: 'ap_fixed<8,3>' },
      before: {
        'defines.h': 'typedef ap_fixed<16,6> model_default_t;\n',
        'parameters.h': `
          #include "defines.h"
          struct config2 { typedef model_default_t weight_t; };
          struct config4 { typedef model_default_t weight_t; };
        `,
      },
      after: {
        'defines.h': 'typedef ap_fixed<16,6> model_default_t;\ntypedef ap_fixed<8,3> fc1_weight_t;\n',
        'parameters.h': `
          #include "defines.h"
          struct config2 { typedef fc1_weight_t weight_t; };
          struct config4 { typedef model_default_t weight_t; };
        `,
      },
    },
  ],
});
