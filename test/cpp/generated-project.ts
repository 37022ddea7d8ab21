/** A small project of the shape that hls4ml generates, written for these tests. */
export const generatedProject: Readonly<Record<string, string>> = {
  'firmware/net.cpp': `#include <iostream>

#include "net.h"
#include "parameters.h"

void net(input_t x[N_INPUT_1_1], result_t layer5_out[N_LAYER_4]) {
    // hls-fpga-machine-learning insert IO
    #pragma HLS ARRAY_RESHAPE variable=x complete dim=0
    #pragma HLS INTERFACE ap_vld port=x,layer5_out
    #pragma HLS PIPELINE

#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        nnet::load_weights_from_txt<weight2_t, 1024>(w2, "w2.txt");
        loaded_weights = true;
    }
#endif

    layer2_t layer2_out[N_LAYER_2];
    #pragma HLS ARRAY_PARTITION variable=layer2_out complete dim=0
    nnet::dense<input_t, layer2_t, config2>(x, layer2_out, w2, b2); // fc1

    layer3_t layer3_out[N_LAYER_2];
    nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out); // relu1

    layer4_t layer4_out[N_LAYER_4];
    nnet::dense<layer3_t, layer4_t, config4>(layer3_out, layer4_out, w4, b4); // output

    nnet::softmax<layer4_t, result_t, softmax_config5>(layer4_out, layer5_out); // softmax
}
`,
  'firmware/net.h': `#ifndef NET_H_
#define NET_H_

#include "ap_fixed.h"
#include "defines.h"

// Prototype of top level function for C-synthesis
void net(input_t x[N_INPUT_1_1], result_t layer5_out[N_LAYER_4]);

#endif
`,
  'firmware/defines.h': `#ifndef DEFINES_H_
#define DEFINES_H_

#include "ap_fixed.h"
#include "nnet_utils/nnet_types.h"

// numbers
#define N_INPUT_1_1 16
#define N_LAYER_2 (8*8)
#define N_LAYER_4 5

// types
typedef ap_fixed<18,8> model_default_t;
typedef model_default_t input_t;
typedef ap_fixed<18,8> layer2_t;
typedef ap_fixed<16, 6, AP_RND, AP_SAT> weight2_t;
typedef model_default_t bias2_t;
typedef nnet::array<ap_ufixed<8,0>, N_LAYER_4*1> layer3_t;
using layer4_t = ap_fixed<16,6>;
typedef model_default_t weight4_t;
typedef model_default_t bias4_t;
typedef ap_fixed<18,8> result_t;
typedef ap_uint<1> layer3_index;

#endif
`,
  'firmware/parameters.h': `#ifndef PARAMETERS_H_
#define PARAMETERS_H_

#include "defines.h"

#include "weights/w2.h"
#include "weights/b2.h"

// fc1
struct config2 : nnet::dense_config {
    static const unsigned n_in = N_INPUT_1_1;
    static const unsigned n_out = 64;
    static const unsigned io_type = nnet::io_parallel;
    static const unsigned strategy = nnet::latency;
    static const unsigned reuse_factor = 4;
    static const unsigned n_zeros = 0;
    static const unsigned multiplier_limit = DIV_ROUNDUP(n_in * n_out, reuse_factor) - n_zeros / reuse_factor;
    static const bool store_weights_in_bram = false;
    typedef ap_fixed<24,12> accum_t;
    typedef bias2_t bias_t;
    typedef weight2_t weight_t;
    typedef layer3_index index_t;
    template<class x_T, class y_T>
    using product = nnet::product::mult<x_T, y_T>;
};

// relu1
struct relu_config3 : nnet::activ_config {
    static const unsigned n_in = 64;
    static const unsigned table_size = 1024;
    typedef ap_fixed<18,8> table_t;
};

struct config4 : nnet::dense_config {
    static const unsigned n_in = 64;
    static const unsigned n_out = 5;
    static constexpr unsigned reuse_factor = n_in > 32 ? 2 : 1;
    typedef model_default_t accum_t;
    typedef bias4_t bias_t;
    typedef weight4_t weight_t;
};

struct softmax_config5 : nnet::activ_config {
    enum { n_in = 5, table_size = n_in << 8, next };
    static const unsigned exp_range = 8;
    typedef ap_fixed<18,8> exp_table_t;
};

#endif
`,
  'firmware/nnet_utils/nnet_common.h': `#ifndef NNET_COMMON_H_
#define NNET_COMMON_H_
#define DIV_ROUNDUP(n, d) ((n + d - 1) / d)
namespace nnet {
enum io_type { io_parallel = 0, io_stream };
enum strategy { latency, resource };
struct dense_config {
    typedef float bias_t;
    typedef float weight_t;
    typedef float accum_t;
    static const unsigned n_in = 10;
    static const unsigned io_type = io_parallel;
};
struct activ_config {
    static const unsigned n_in = 10;
    typedef float table_t;
};
template <class data_T, class res_T, typename CONFIG_T>
void dense(data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
           typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
           typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    #pragma HLS INLINE
Product:
    #pragma HLS UNROLL
    for (unsigned i = 0; i < CONFIG_T::n_in; i++)
        #pragma HLS PIPELINE
        for (int j = 0; j < CONFIG_T::n_out; j++) res[j] += data[i] * weights[i * CONFIG_T::n_out + j];
}
} // namespace nnet
#endif
`,
  'firmware/weights/w2.h': `//Numpy array shape [16, 64]
#ifndef W2_H_
#define W2_H_

#ifndef __SYNTHESIS__
weight2_t w2[1024];
#else
weight2_t w2[1024] = {0.5, -0.25, 0.125};
#endif

#endif
`,
};
