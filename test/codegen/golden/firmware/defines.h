#ifndef DEFINES_H_
#define DEFINES_H_

#include "ap_fixed.h"
#include "ap_int.h"

// The precision of every number in the network. Each may be changed here without a look elsewhere, save the
// inp_norm and inv_inp types of a softmax: their widths are the address widths of its tables.

// hls-fpga-machine-learning insert layer-precision

// fc1_input
typedef ap_fixed<18,8> input_t;

// fc1
typedef ap_fixed<18,8> fc1_weight_t;
typedef ap_fixed<18,8> fc1_bias_t;
typedef ap_fixed<18,8> fc1_accum_t;
typedef ap_fixed<18,8> layer2_t;

// relu1
typedef ap_fixed<18,8> relu1_table_t;
typedef ap_fixed<18,8> layer3_t;

// output
typedef ap_fixed<18,8> output_weight_t;
typedef ap_fixed<18,8> output_bias_t;
typedef ap_fixed<18,8> output_accum_t;
typedef ap_fixed<18,8> layer4_t;

// softmax
typedef ap_ufixed<18,1,AP_RND,AP_SAT> softmax_exp_table_t;
typedef ap_ufixed<18,1,AP_RND,AP_SAT> softmax_inv_table_t;
typedef ap_ufixed<19,2> softmax_accum_t;
typedef ap_ufixed<10,2,AP_RND,AP_SAT> softmax_inv_inp_t;
typedef ap_ufixed<10,4,AP_RND,AP_SAT> softmax_inp_norm_t;
typedef ap_fixed<18,8> result_t;

#endif
