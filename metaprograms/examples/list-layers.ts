import { metaprogram } from 'hlsmith/cpp';

/** Lists the layers that a network's top function calls, with their configuration and result type. */
export default metaprogram({
  name: 'list-layers',
  description: 'List the calls of network layers: function, label, config, result type',
  scope: 'project',
  idempotent: true,
  run(project) {
    return project
      .functions()
      .filter((fn) => fn.isDefinition && fn.templateParams.length === 0)
      .flatMap((fn) => fn.calls())
      .filter((call) => call.qualifiedName.startsWith('nnet::') && call.templateArgs.at(-1)?.struct)
      .map((call) => {
        const [result, config] = call.templateArgs.slice(-2);
        const { file, line } = call.at;
        const label = call.commentLabel ?? call.name;
        return `${file}:${line}: ${label} = ${call.qualifiedName} with ${config} -> ${result?.canonical}`;
      });
  },
  cases: [
    {
      title: 'finds the layers, resolves their result types and leaves other calls out',
      before: {
        'defines.h': 'typedef ap_fixed<16,6> model_default_t;\ntypedef model_default_t layer2_t;\n',
        'parameters.h': 'struct config2 : nnet::dense_config { static const unsigned n_in = 16; };\n',
        'net.cpp': `
          #include "defines.h"
          void net(input_t x[16], layer2_t out[5]) {
              nnet::load_weights_from_txt<weight2_t, 80>(w2, "w2.txt");
              nnet::dense<input_t, layer2_t, config2>(x, out, w2, b2); // fc1
          }
        `,
      },
      report: ['net.cpp:4: fc1 = nnet::dense with config2 -> ap_fixed<16,6>'],
    },
  ],
});
