import { Project } from 'hlsmith/cpp';
import { readLayerGraph, type Layer } from 'hlsmith/hls';
import { giveOwnTypedefs } from 'hlsmith/metaprograms/own-typedefs';
import { describe, expect, it } from 'vitest';
import { config, counting, networkFiles, type NetworkText } from '../hls/graph/network.js';

/** As hls4ml writes a project with one default type: shared by all constants, and loaded from text files. */
const sharing = {
  'firmware/net.cpp': `#include "net.h"
#include "parameters.h"
void net(input_t x[2], result_t layer3_out[1]) {
#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        nnet::load_weights_from_txt<model_default_t, 4>(w2, "w2.txt");
        nnet::load_weights_from_txt<model_default_t, 2>(b2, "b2.txt");
        loaded_weights = true;    }
#endif
    layer2_t layer2_out[2];
    nnet::dense<input_t, layer2_t, config2>(x, layer2_out, w2, b2); // fc-1
    nnet::dense<layer2_t, result_t, config3>(layer2_out, layer3_out, w3, b3); // 2nd
}
`,
  'firmware/defines.h': `typedef ap_fixed<18,8> input_t;
typedef ap_fixed<18,8> model_default_t;
typedef ap_fixed<18,8> layer2_t;
typedef ap_fixed<18,8> result_t;
typedef ap_fixed<10,4> fc_1_bias_t;
`,
  'firmware/parameters.h': `#include "weights/w2.h"
struct config2 : nnet::dense_config {
    static const unsigned n_in = 2;
    static const unsigned n_out = 2;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};
struct config3 : nnet::dense_config {
    static const unsigned n_in = 2;
    static const unsigned n_out = 1;
    typedef model_default_t accum_t;
    typedef model_default_t bias_t;
    typedef model_default_t weight_t;
};
`,
  'firmware/weights/w2.h': `#ifndef __SYNTHESIS__
model_default_t w2[4];
#else
model_default_t w2[4] = {1, 2, 3, 4};
#endif
`,
  'firmware/weights/b2.h': 'model_default_t b2[2] = {1, 2};\n',
  'firmware/weights/w3.h': 'model_default_t w3[2] = {1, 2};\n',
  'firmware/weights/b3.h': 'model_default_t b3[1] = {1};\n',
};

describe('own typedefs', () => {
  it('separates what shared one typedef, everywhere that C++ needs the types to be equal', () => {
    const project = Project.fromFiles('/p', sharing);
    expect(giveOwnTypedefs(project, readLayerGraph(project))).toBe(6);
    project.commit();
    expect(project.file('defines.h').text).toBe(`typedef ap_fixed<18,8> input_t;
typedef ap_fixed<18,8> model_default_t;
typedef ap_fixed<18,8> fc_1_weight_t;
typedef ap_fixed<18,8> fc_1_bias_2_t;
typedef ap_fixed<18,8> fc_1_accum_t;
typedef ap_fixed<18,8> layer_2nd_weight_t;
typedef ap_fixed<18,8> layer_2nd_bias_t;
typedef ap_fixed<18,8> layer_2nd_accum_t;
typedef ap_fixed<18,8> layer2_t;
typedef ap_fixed<18,8> result_t;
typedef ap_fixed<10,4> fc_1_bias_t;
`);
    expect(project.file('weights/w2.h').text).toBe(
      sharing['firmware/weights/w2.h'].replaceAll('model_default_t', 'fc_1_weight_t'),
    );
    expect(project.file('net.cpp').text).toBe(
      sharing['firmware/net.cpp']
        .replace('<model_default_t, 4>(w2', '<fc_1_weight_t, 4>(w2')
        .replace('<model_default_t, 2>(b2', '<fc_1_bias_2_t, 2>(b2'),
    );
    const [fc1, second] = readLayerGraph(project).layers;
    expect(fc1.weights?.slot.typedef).toBe('fc_1_weight_t');
    expect(second.types.accumulator?.typedef).toBe('layer_2nd_accum_t');
  });

  it('leaves a project alone where nothing is shared', () => {
    const project = Project.fromFiles('/p', sharing);
    giveOwnTypedefs(project, readLayerGraph(project));
    project.commit();
    expect(giveOwnTypedefs(project, readLayerGraph(project))).toBe(0);
    expect(project.commit().edits).toBe(0);
  });
});

describe('own typedefs of layers with parts', () => {
  const text: NetworkText = {
    ends: 'model_default_t x[6], model_default_t y[4]',
    types: 'typedef ap_fixed<16,6> model_default_t;',
    body: `
    model_default_t rnn_out[2];
    nnet::gru_stack<model_default_t, model_default_t, config2>(x, rnn_out, w2, wr2, b2, br2); // rnn
    nnet::leaky_relu<model_default_t, model_default_t, model_default_t, config3>(rnn_out, 0.3, y); // leaky
  `,
    configs: [
      config(
        'config2_1',
        'dense_config',
        { n_in: 3 },
        { weight_t: 'model_default_t', bias_t: 'model_default_t' },
      ),
      config(
        'config2_2',
        'dense_config',
        { n_in: 2 },
        { weight_t: 'model_default_t', bias_t: 'model_default_t' },
      ),
      config(
        'config2',
        'gru_config',
        { n_in: 3, n_state: 2, n_sequence: 2, n_sequence_out: 1 },
        {
          ...{ weight_t: 'model_default_t', bias_t: 'model_default_t' },
          ...{ recurrent_weight_t: 'model_default_t', recurrent_bias_t: 'model_default_t' },
          ...{ mult_config1: 'config2_1', mult_config2: 'config2_2' },
        },
      ),
      config('config3', 'activ_config', { n_in: 2 }, { param_t: 'model_default_t' }),
    ].join(''),
    weights: {
      w2: ['model_default_t', counting(18)],
      wr2: ['model_default_t', counting(12)],
      b2: ['model_default_t', counting(6)],
      br2: ['model_default_t', counting(6)],
    },
  };

  it('are the same in the config struct, its parts, the arrays and the call', () => {
    const project = Project.fromFiles('/p', networkFiles(text));
    expect(giveOwnTypedefs(project, readLayerGraph(project))).toBe(5);
    project.commit();
    const [rnn, leaky] = readLayerGraph(project).layers;
    const typedefs = (types: Layer['types']): unknown =>
      Object.fromEntries(Object.entries(types).map(([role, { typedef }]) => [role, typedef]));
    expect(typedefs(rnn!.types)).toEqual({
      weight: 'rnn_weight_t',
      recurrentWeight: 'rnn_recurrent_weight_t',
      bias: 'rnn_bias_t',
      recurrentBias: 'rnn_recurrent_bias_t',
    });
    expect(typedefs(rnn!.parts.mult_config2!.types)).toEqual({
      weight: 'rnn_recurrent_weight_t',
      bias: 'rnn_recurrent_bias_t',
    });
    expect(project.file('weights/wr2.h').text).toContain('rnn_recurrent_weight_t wr2[12]');
    expect(leaky!.types.parameter?.typedef).toBe('leaky_param_t');
    expect(project.file('net.cpp').text).toContain(
      'nnet::leaky_relu<model_default_t, leaky_param_t, model_default_t, config3>',
    );
    giveOwnTypedefs(project, readLayerGraph(project));
    expect(project.commit().edits).toBe(0);
  });

  it('are found in a namespace', () => {
    const inside = Object.fromEntries(
      Object.entries(networkFiles(text)).map(([path, file]) => [path, `namespace net_ns {\n${file}\n}\n`]),
    );
    const project = Project.fromFiles('/p', inside);
    expect(giveOwnTypedefs(project, readLayerGraph(project))).toBe(5);
    project.commit();
    expect(readLayerGraph(project).layers[0]!.types.weight?.typedef).toBe('net_ns::rnn_weight_t');
  });
});
