#ifndef DEFINES_H_
#define DEFINES_H_
#include "ap_fixed.h"
#include "ap_int.h"

typedef ap_fixed<16,6> input_t;
typedef ap_fixed<14,3,AP_RND> fc1_weight_t;
typedef ap_fixed<12,3> fc1_bias_t;
typedef ap_fixed<18,8> fc1_accum_t;
typedef ap_fixed<15,7,AP_RND_CONV,AP_SAT> layer2_t;
typedef ap_ufixed<10,5,AP_RND,AP_SAT> layer3_t;
typedef ap_fixed<9,4> fc2_weight_t;
typedef ap_fixed<9,4> fc2_bias_t;
typedef ap_fixed<14,8,AP_TRN,AP_SAT> fc2_accum_t;
typedef ap_fixed<12,7> layer4_t;
typedef ap_ufixed<11,6> softmax_norm_t;
typedef ap_fixed<18,8,AP_RND,AP_SAT> softmax_table_t;
typedef ap_fixed<16,4> result_t;

#endif
