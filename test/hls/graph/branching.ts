import { config, counting, type NetworkText } from './network.js';

export const product = (rule: string): string =>
  `  template <class x_T, class y_T> using product = nnet::product::${rule}<x_T, y_T>;`;
export const convolutionTypes = { weight_t: 'w_t', bias_t: 'b_t', accum_t: 'acc_t' };
const convolutionNumbers = {
  ...{ in_height: 4, in_width: 4, n_chan: 1, filt_height: 2, filt_width: 2, n_filt: 3 },
  ...{ out_height: 3, out_width: 3, reuse_factor: 1 },
};

/** A convolution, read twice (once through its activation), merged and flattened into a dense layer; streams. */
export const branching: NetworkText = {
  ends: 'hls::stream<input_t> &x, hls::stream<result_t> &y',
  types: [
    'typedef nnet::array<ap_fixed<16,6>, 1*1> input_t;',
    'typedef nnet::array<ap_fixed<12,4>, 3*1> conv_t;',
    'typedef nnet::array<ap_ufixed<9,4,AP_RND,AP_SAT,0>, 3*1> relu_t;',
    'typedef nnet::array<ap_fixed<13,5>, 3*1> sum_t;',
    'typedef nnet::array<ap_fixed<16,6>, 2*1> result_t;',
  ].join('\n'),
  body: `
    hls::stream<conv_t> conv_out("conv_out");
    #pragma HLS STREAM variable=conv_out depth=9
    hls::stream<conv_t> copy1("copy1");
    hls::stream<conv_t> copy2("copy2");
    hls::stream<relu_t> relu_out("relu_out");
    hls::stream<sum_t> sum_out("sum_out");
    auto& flat_out = sum_out;
    nnet::conv_2d_cl<input_t, conv_t, config2>(x, conv_out, w2, b2); // conv
    nnet::clone_stream<conv_t, conv_t, 27>(conv_out, copy1, copy2); // clone_conv
    nnet::relu<conv_t, relu_t, config3>(copy1, relu_out); // relu
    nnet::add<relu_t, conv_t, sum_t, config4>(relu_out, copy2, sum_out); // sum
    nnet::dense<sum_t, result_t, config5>(flat_out, y, w5, b5); // fc
  `,
  configs: [
    config('config2_mult', 'dense_config', { n_in: 4, n_out: 3 }, convolutionTypes, product('mult')),
    config(
      'config2',
      'conv2d_config',
      convolutionNumbers,
      { ...convolutionTypes, mult_config: 'config2_mult' },
      'static const unsigned strategy = nnet::resource;\nstatic const ap_uint<4> pixels[16];',
    ),
    'const ap_uint<4> config2::pixels[] = {0};',
    config('config3', 'activ_config', { n_in: 27, table_size: 1024 }, { table_t: 'relu_table_t' }),
    config('config4', 'merge_config', { n_elem: 27 }),
    config('config5', 'dense_config', { n_in: 27, n_out: 2 }, convolutionTypes),
  ].join(''),
  weights: {
    w2: ['w_t', counting(12)],
    b2: ['b_t', counting(3)],
    w5: ['w_t', counting(54)],
    b5: ['b_t', counting(2)],
  },
};
