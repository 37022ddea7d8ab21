#include "tiny.h"
#include "parameters.h"
#include "hlsmith_trace.h"

// As hlsmith converts a network, with the calls that a verification copy gets.
void tiny(input_t x[3], result_t layer5_out[2]) {
    #pragma HLS PIPELINE

#ifndef __SYNTHESIS__
    static bool loaded_weights = false;
    if (!loaded_weights) {
        nnet::load_weights_from_txt<fc1_weight_t, 12>(w2, "w2.txt");
        nnet::load_weights_from_txt<fc1_bias_t, 4>(b2, "b2.txt");
        nnet::load_weights_from_txt<fc2_weight_t, 8>(w4, "w4.txt");
        nnet::load_weights_from_txt<fc2_bias_t, 2>(b4, "b4.txt");
        loaded_weights = true;
    }
#endif

    layer2_t layer2_out[4];
    layer3_t layer3_out[4];
    layer4_t layer4_out[2];

    nnet::dense<input_t, layer2_t, config2>(x, layer2_out, w2, b2); // fc1
    hlsmith::trace("layer2_out", layer2_out, 4);
    nnet::relu<layer2_t, layer3_t, relu_config3>(layer2_out, layer3_out); // relu1
    hlsmith::trace("layer3_out", layer3_out, 4);
    nnet::dense<layer3_t, layer4_t, config4>(layer3_out, layer4_out, w4, b4); // fc2
    hlsmith::trace("layer4_out", layer4_out, 2);
    nnet::softmax<layer4_t, result_t, softmax_config5>(layer4_out, layer5_out); // softmax
}
