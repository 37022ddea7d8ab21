import { Project } from 'hlsmith/cpp';
import { readLayerGraph } from 'hlsmith/hls';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { describe, expect, it } from 'vitest';
import { fixed } from '../graphs.js';
import { smallProject } from '../hls/graph/project.js';

const open = () => Project.fromFiles('/p', smallProject);
const assignment = new Map([
  ['fc1_weight_t', fixed('ap_fixed<9,2>')],
  ['layer3_t', fixed('ap_fixed<7,8,AP_RND,AP_SAT>')],
  ['fc2_weight_t', fixed('ap_fixed<5,-1>')],
]);

describe('the precision metaprogram', () => {
  it('changes the named types and not one byte more', () => {
    const project = open();
    setPrecisions(project, assignment);
    project.commit();
    const expected = smallProject['firmware/defines.h']
      .replace('ap_fixed<18,8> fc1_weight_t', 'ap_fixed<9,2> fc1_weight_t')
      .replace('ap_fixed<18,8,AP_RND,AP_SAT> layer3_t', 'ap_fixed<7,8,AP_RND,AP_SAT> layer3_t')
      .replace('fc2_weight_t = ap_fixed<18, 8>', 'fc2_weight_t = ap_fixed<5, -1>');
    expect(project.file('firmware/defines.h').text).toBe(expected);
    for (const path of Object.keys(smallProject).filter((path) => path !== 'firmware/defines.h')) {
      expect(project.file(path).text).toBe(smallProject[path as keyof typeof smallProject]);
    }
  });

  it('makes no edit the second time, nor where a type is only spelled differently', () => {
    const project = open();
    setPrecisions(project, assignment);
    project.commit();
    setPrecisions(project, assignment);
    expect(project.commit().edits).toBe(0);
    const spaced = open();
    setPrecisions(spaced, new Map([['fc2_weight_t', fixed('ap_fixed<18,8>')]]));
    expect(spaced.commit().edits).toBe(0);
  });

  const types = `typedef nnet::array<ap_fixed<16, 6>, 4*1> logits_t;
typedef nnet::array<ap_int<2>, 4*1> x_t;
typedef ap_int<2> w_t;
`;
  const configs = `struct config2 {
  typedef w_t weight_t;
  template <class x_T, class y_T> using product = nnet::product::weight_ternary<x_T, y_T>;
};
struct softmax_config3 {
  static const unsigned n_in = 4;
  static const unsigned exp_table_size = 1024;
  static const unsigned inv_table_size = 1024;
  static const nnet::softmax_implementation implementation = nnet::softmax_implementation::stable;
  typedef ap_ufixed<15, 5> inp_norm_t;
};
`;
  const streams = (): Project =>
    Project.fromFiles('/p', {
      'net.cpp': `void net(hls::stream<x_t> &x, hls::stream<logits_t> &y) {
  hls::stream<logits_t> h("h");
  nnet::dense<x_t, logits_t, config2>(x, h, w2, b2); // fc
  nnet::softmax<logits_t, logits_t, softmax_config3>(h, y); // softmax
}`,
      'defines.h': types,
      'parameters.h': configs.replace(
        'typedef w_t weight_t;',
        'static const unsigned n_in = 4; static const unsigned n_out = 4; typedef w_t weight_t; typedef w_t bias_t;',
      ),
      'weights/w2.h': `w_t w2[16] = {${'0, '.repeat(16)}};`,
      'weights/b2.h': 'w_t b2[4] = {0, 0, 0, 0};',
    });

  it('changes the type within an array, and what depends on it', () => {
    const project = streams();
    const narrow = new Map([
      ['logits_t', fixed('ap_fixed<8,3>')],
      ['w_t', fixed('ap_fixed<6,2>')],
    ]);
    setPrecisions(project, narrow, readLayerGraph(project));
    project.commit();
    expect(project.file('defines.h').text).toBe(
      types.replace('ap_fixed<16, 6>', 'ap_fixed<8, 3>').replace('ap_int<2> w_t', 'ap_fixed<6,2> w_t'),
    );
    const { text } = project.file('parameters.h');
    expect(text).toContain('typedef ap_ufixed<7, 2> inp_norm_t;');
    expect(text).toContain('exp_table_size = 128;');
    expect(text).toContain('inv_table_size = 1024;');
    expect(text).toContain('using product = nnet::product::mult<x_T, y_T>;');
    setPrecisions(project, narrow, readLayerGraph(project));
    expect(project.commit().edits).toBe(0);
  });

  it('refuses a typedef that is not there and leaves the project as it was', () => {
    const project = open();
    expect(() => setPrecisions(project, new Map([['no_such_t', fixed('ap_fixed<9,2>')]]))).toThrow(
      /no_such_t/,
    );
    expect(project.commit().edits).toBe(0);
  });
});
