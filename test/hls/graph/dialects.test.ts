import { Project } from 'hlsmith/cpp';
import { readLayerGraph, type LayerGraph } from 'hlsmith/hls';
import { describe, expect, it } from 'vitest';
import { config, networkGraph } from './network.js';

const types = (wrap = (type: string, length: number) => `${type} /* ${length} */`): string =>
  [
    `typedef ${wrap('ac_fixed<16,6,true>', 2)} input_t;`,
    `typedef ${wrap('ac_fixed<12,4,true>', 3)} hidden_t;`,
    `typedef ${wrap('ac_fixed<16,6,true>', 3)} result_t;`,
    'typedef ac_fixed<16,6,true> model_default_t;',
  ].join('\n');
const array = (type: string, length: number): string => `nnet::array<${type}, ${length}*1>`;

const parameters = (weight = 'model_default_t', bias = 'model_default_t'): string => `#include "defines.h"
struct config2 : nnet::dense_config {
  static constexpr unsigned n_in = 2;
  static constexpr unsigned n_out = 3;
  static constexpr unsigned reuse_factor = 4;
  typedef model_default_t accum_t;
  typedef ${bias} bias_t;
  typedef ${weight} weight_t;
};
struct relu_config3 : nnet::activ_config {
  static constexpr unsigned n_in = 3;
};
`;
// Three outputs of two inputs.
const numbers = '1, 2, 3, 4, 5, 6';
const weights = {
  'weights/w2.h': `#ifdef __INTELFPGA_COMPILER__\nhls_init_on_powerup\n#endif\nstatic const model_default_t w2[6] = {${numbers}};\n`,
  'weights/b2.h': 'static const model_default_t b2[3] = {7, 8, 9};\n',
};

const graphOf = (files: Record<string, string>): LayerGraph => readLayerGraph(Project.fromFiles('/p', files));
const summary = ({ name, inputs, outputs, layers }: LayerGraph): unknown => ({
  name,
  inputs: inputs.map((tensor) => [tensor.name, ...tensor.shape]),
  outputs: outputs.map((tensor) => [tensor.name, ...tensor.shape]),
  layers: layers.map((layer) => [layer.kind, layer.name, layer.inputs[0]!.name, layer.output.name]),
});
const turned = [1, 3, 5, 2, 4, 6];

describe('Quartus', () => {
  const head = (ends: string, result: string): string => `#include "myproject.h"
#include "parameters.h"
#ifndef __INTELFPGA_COMPILER__
${result} myproject(${ends}) {
#else
hls_max_concurrency(0)
component ${result} myproject(${ends}) {
#endif
`;

  it('is read from the members of its structs', () => {
    const graph = graphOf({
      'myproject.cpp': `${head('input_data inputs', 'output_data')}
   hls_register output_data outputs;
   hidden_t layer2_out[3] hls_register;
   nnet::dense_resource<input_t, hidden_t, config2>(inputs.x, layer2_out, w2, b2);
   nnet::relu<hidden_t, result_t, relu_config3>(layer2_out, outputs.layer3_out);
   return outputs;
}`,
      'myproject.h':
        '#include "defines.h"\nstruct input_data { input_t x[2]; };\nstruct output_data { result_t layer3_out[3]; };\n',
      'defines.h': types(),
      'parameters.h': parameters(),
      ...weights,
    });
    expect(summary(graph)).toEqual({
      name: 'myproject',
      inputs: [['x', 2]],
      outputs: [['layer3_out', 3]],
      layers: [
        ['dense', 'layer2', 'x', 'layer2_out'],
        ['relu', 'layer3', 'layer2_out', 'layer3_out'],
      ],
    });
    expect([...graph.layers[0]!.weights!.values()]).toEqual(turned);
  });

  it('is read from global streams, which the arguments are copied to and from', () => {
    const graph = graphOf({
      'myproject.cpp': `stream<input_t> x;\nstream<hidden_t> layer2_out;\nauto& flat_out = layer2_out;\nstream<result_t> layer3_out;
${head('stream_in<input_t> &x_stream, stream_out<result_t> &layer3_out_stream', 'void')}
   for (size_t i = 0; i < 2 / input_t::size; i++) {
     input_t tmp = x_stream.read();
     x.write(tmp);
   }
   nnet::dense_resource<input_t, hidden_t, config2>(x, layer2_out, w2, b2);
   nnet::relu<hidden_t, result_t, relu_config3>(flat_out, layer3_out);
   for (size_t i = 0; i < 3 / result_t::size; i++) {
     result_t tmp = layer3_out.read();
     layer3_out_stream.write(tmp);
   }
}`,
      'defines.h': types(array),
      'parameters.h': parameters(),
      ...weights,
    });
    expect(summary(graph)).toMatchObject({
      inputs: [['x_stream', 2]],
      outputs: [['layer3_out', 3]],
      layers: [
        ['dense', 'layer2', 'x_stream', 'layer2_out'],
        ['relu', 'layer3', 'layer2_out', 'layer3_out'],
      ],
    });
    expect(graph.inputs[0]).toMatchObject({ packed: 2, slot: { typedef: 'input_t' } });
  });
});

describe('padded weights', () => {
  // Two outputs of three inputs in rows of two (the reuse factor); memories have four rows of four.
  const rows = ['1, 2, 0, 0', '3, 4, 0, 0', '5, 6, 0, 0', '0, 0, 0, 0'];

  it('are read without what fills them up', () => {
    const [dense] = networkGraph({
      ends: 'input_t x[3], result_t y[2]',
      body: 'nnet::dense_resource<input_t, result_t, config2>(x, y, w2, b2); // fc',
      configs: config(
        'config2',
        'dense_config',
        {
          n_in: 3,
          n_out: 2,
          rf_pad: 2,
          bf_pad: 1,
          reuse_factor: 2,
          block_factor: 3,
          strategy: 'nnet::resource',
        },
        { weight_t: 'w_t', bias_t: 'b_t', accum_t: 'acc_t' },
      ),
      weights: { w2: ['w_t', rows.join(', ').split(', ').map(Number)], b2: ['b_t', [0, 0]] },
    }).layers;
    expect(dense!.weights!.length).toBe(6);
    // Stored output by output.
    expect([...dense!.weights!.values()]).toEqual([1, 4, 2, 5, 3, 6]);
  });
});

describe('oneAPI', () => {
  const pipe = (name: string, type: string): string =>
    `class ${name}ID;\nusing ${name} = sycl::ext::intel::experimental::pipe<${name}ID, ${type}, 1>;\n`;
  const around = {
    'myproject.h': `#include "defines.h"\n${pipe('InPipe', 'input_t')}${pipe('OutPipe', 'result_t')}struct Myproject {\n  SYCL_EXTERNAL void operator()() const;\n};\n`,
    'defines.h': `${types(array)}\ntypedef ${array('ac_fixed<9,3,true>', 6)} w2_t;\ntypedef ${array('ac_fixed<8,2,true>', 3)} b2_t;\n`,
    'parameters.h': parameters('w2_t', 'b2_t'),
    'weights/w2.h': `[[intel::fpga_register]] static constexpr w2_t w2 = {{${numbers}}};\n`,
    'weights/b2.h': '[[intel::fpga_register]] static constexpr b2_t b2 = {{7, 8, 9}};\n',
  };

  it('is read from arrays between pipes', () => {
    const graph = graphOf({
      ...around,
      'myproject.cpp': `#include "myproject.h"
void Myproject::operator()() const {
    auto x = InPipe::read();
    [[intel::fpga_register]] hidden_t layer2_out;
    nnet::dense_resource<input_t, hidden_t, config2>(x, layer2_out, w2, b2);
    [[intel::fpga_register]] result_t layer3_out;
    nnet::relu<hidden_t, result_t, relu_config3>(layer2_out, layer3_out);
    OutPipe::write(layer3_out);
}`,
    });
    expect(summary(graph)).toEqual({
      name: 'Myproject',
      inputs: [['x', 2]],
      outputs: [['layer3_out', 3]],
      layers: [
        ['dense', 'layer2', 'x', 'layer2_out'],
        ['relu', 'layer3', 'layer2_out', 'layer3_out'],
      ],
    });
    const [dense] = graph.layers;
    expect([...dense!.weights!.values()]).toEqual(turned);
    expect(dense!.weights!.slot).toMatchObject({
      typedef: 'w2_t',
      type: { family: 'ac', width: 9, integer: 3 },
    });
    expect(dense!.output.packed).toBeNull();
  });

  it('is read from tasks between pipes', () => {
    const graph = graphOf({
      ...around,
      'myproject.cpp': `#include "myproject.h"
${pipe('HiddenPipe', 'hidden_t')}
using sycl::ext::intel::experimental::task_sequence;
void Myproject::operator()() const {
    task_sequence<nnet::dense_resource_stream<InPipe, HiddenPipe, config2>> fc;
    task_sequence<nnet::relu_stream<HiddenPipe, OutPipe, relu_config3>>(act);
    fc.async(w2, b2);
    act.async();
}`,
    });
    expect(summary(graph)).toMatchObject({
      inputs: [['InPipe', 2]],
      outputs: [['OutPipe', 3]],
      layers: [
        ['dense', 'fc', 'InPipe', 'HiddenPipe'],
        ['relu', 'act', 'HiddenPipe', 'OutPipe'],
      ],
    });
    expect(graph.layers[0]!.calls).toBe('nnet::dense_resource_stream');
    expect(graph.layers[0]!.output).toMatchObject({ packed: 3, slot: { typedef: 'hidden_t' } });
  });

  it('is refused where a layer is missing', () => {
    const files = {
      ...around,
      'myproject.cpp': `${pipe('HiddenPipe', 'hidden_t')}
void Myproject::operator()() const {
    task_sequence<nnet::relu_stream<HiddenPipe, OutPipe, relu_config3>> act;
    act.async();
}`,
    };
    // Pipes that are declared beside the operator are its own, not its inputs.
    expect(() => graphOf(files)).toThrow(/act reads HiddenPipe, which no layer writes and which is no input/);
  });
});

describe('Catapult', () => {
  const files = {
    'myproject.cpp': `#include "myproject.h"
#pragma hls_design top
void CCS_BLOCK(myproject)(
    ac_channel<input_t> &x,
    ac_channel<result_t> &layer3_out
) {
    static ac_channel<hidden_t> layer2_out/*("layer2_out")*/;
    nnet::dense<input_t, hidden_t, config2>(x, layer2_out, w2, b2); // fc
    static auto& flat_out = layer2_out;
    nnet::relu<hidden_t, result_t, relu_config3>(flat_out, layer3_out); // act
}`,
    'myproject.h':
      '#include "defines.h"\nvoid myproject(ac_channel<input_t> &x, ac_channel<result_t> &layer3_out);\n',
    'defines.h': types(array),
    'parameters.h': parameters(),
    ...weights,
  };

  it('is read with the arguments of its prototype', () => {
    const graph = graphOf(files);
    expect(summary(graph)).toEqual({
      name: 'myproject',
      inputs: [['x', 2]],
      outputs: [['layer3_out', 3]],
      layers: [
        ['dense', 'fc', 'x', 'layer2_out'],
        ['relu', 'act', 'layer2_out', 'layer3_out'],
      ],
    });
    expect([...graph.layers[0]!.weights!.values()]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is refused without its prototype', () => {
    expect(() => graphOf({ ...files, 'myproject.h': '' })).toThrow(
      /myproject cannot be read as a top function/,
    );
  });
});
