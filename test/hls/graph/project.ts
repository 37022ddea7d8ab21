/** A small generated project, in hls4ml's conventions: `dense fc1 -> relu relu1 -> dense fc2 -> softmax`. */
export const smallProject = {
  'firmware/small.cpp': `#include "small.h"
#include "parameters.h"

void small(
    input_t fc1_input[3],
    result_t layer5_out[2]
) {
    #pragma HLS ARRAY_RESHAPE variable=fc1_input complete dim=0
    #pragma HLS INTERFACE ap_vld port=fc1_input,layer5_out
    #pragma HLS PIPELINE

    layer2_t layer2_out[N_LAYER_2];
    #pragma HLS ARRAY_PARTITION variable=layer2_out complete dim=0
    layer3_t layer3_out[2 * 2];
    layer4_t layer4_out[2];

    nnet::dense<input_t, layer2_t, config2>(fc1_input, layer2_out, w2, b2); // fc1
    nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out); // relu1
    nnet::dense<layer3_t, layer4_t, config4>(layer3_out, layer4_out, w4, b4); // fc2
    nnet::softmax<layer4_t, result_t, softmax_config5>(layer4_out, layer5_out); // softmax
}
`,
  'firmware/small.h': `#ifndef SMALL_H_
#define SMALL_H_
#include "defines.h"
void small(input_t fc1_input[3], result_t layer5_out[2]);
#endif
`,
  'firmware/defines.h': `#ifndef DEFINES_H_
#define DEFINES_H_
#include "ap_fixed.h"
#define N_LAYER_2 4

typedef ap_fixed<18,8> input_t;
typedef ap_fixed<18,8> fc1_weight_t;
typedef ap_fixed<18,8> fc1_bias_t;
typedef ap_fixed<24,12> fc1_accum_t;
typedef ap_fixed<18,8> layer2_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT> layer3_t;
using fc2_weight_t = ap_fixed<18, 8>;
typedef fc2_weight_t fc2_bias_t; // one typedef over another
typedef ap_fixed<18,8> fc2_accum_t;
typedef ap_fixed<18,8> layer4_t;
typedef ap_ufixed<18,1,AP_RND,AP_SAT> softmax_table_t;
typedef ap_fixed<18,8> result_t;
#endif
`,
  'firmware/parameters.h': `#ifndef PARAMETERS_H_
#define PARAMETERS_H_
#include "defines.h"
#include "weights/w2.h"
#include "weights/b2.h"
#include "weights/w4.h"
#include "weights/b4.h"

struct config2 : nnet::dense_config {
    static const unsigned n_in = 3;
    static const unsigned n_out = N_LAYER_2;
    static const unsigned reuse_factor = 1;
    static const unsigned multiplier_limit = DIV_ROUNDUP(n_in * n_out, reuse_factor);
    typedef fc1_accum_t accum_t;
    typedef fc1_bias_t bias_t;
    typedef fc1_weight_t weight_t;
};

struct relu_config3 : nnet::activ_config {
    static const unsigned n_in = 4;
};

struct config4 : nnet::dense_config {
    static const unsigned n_in = 4;
    static const unsigned n_out = n_in / 2;
    typedef fc2_accum_t accum_t;
    typedef fc2_bias_t bias_t;
    typedef fc2_weight_t weight_t;
};

struct softmax_config5 : nnet::softmax_config {
    static const unsigned n_in = 2;
    static const unsigned exp_table_size = 1024;
    static constexpr float exp_scale = 1.0;
    static const nnet::softmax_implementation implementation = nnet::softmax_implementation::stable;
    typedef softmax_table_t exp_table_t;
    typedef softmax_table_t inv_table_t;
    typedef softmax_table_t accum_t;
    typedef softmax_table_t inv_inp_t;
    typedef softmax_table_t inp_norm_t;
};
#endif
`,
  'firmware/weights/w2.h': `//Numpy array shape [3, 4]
#ifndef W2_H_
#define W2_H_
fc1_weight_t w2[12] = {0.5, -0.25, 1e-3, 2, 0.125, -1.5, 0, 0, 1, 1, 1, 1};
#endif
`,
  'firmware/weights/b2.h': `fc1_bias_t b2[4] = {0.1, 0.2, 0.3, 0.4};\n`,
  'firmware/weights/w4.h': `fc2_weight_t w4[8] = {\n  1, 2, 3, 4,\n  5, 6, 7, 8\n};\n`,
  'firmware/weights/b4.h': `fc2_bias_t b4[2] = {-1, 1};\n`,
};
