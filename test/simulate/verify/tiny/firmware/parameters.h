#ifndef PARAMETERS_H_
#define PARAMETERS_H_
#include "defines.h"
#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_dense.h"
#include "nnet_utils/nnet_helpers.h"
#include "nnet_utils/nnet_softmax.h"
#include "weights/w2.h"
#include "weights/b2.h"
#include "weights/w4.h"
#include "weights/b4.h"

struct config2 : nnet::dense_config {
    static const unsigned n_in = 3;
    static const unsigned n_out = 4;
    typedef fc1_accum_t accum_t;
    typedef fc1_bias_t bias_t;
    typedef fc1_weight_t weight_t;
};

struct relu_config3 : nnet::activ_config {
    static const unsigned n_in = 4;
};

struct config4 : nnet::dense_config {
    static const unsigned n_in = 4;
    static const unsigned n_out = 2;
    typedef fc2_accum_t accum_t;
    typedef fc2_bias_t bias_t;
    typedef fc2_weight_t weight_t;
};

struct softmax_config5 : nnet::softmax_config {
    static const unsigned n_in = 2;
    static const unsigned n_slice = 2;
    static const unsigned exp_table_size = 1024;
    static const unsigned inv_table_size = 1024;
    static const nnet::softmax_implementation implementation = nnet::softmax_implementation::stable;
    typedef softmax_table_t exp_table_t;
    typedef softmax_table_t inv_table_t;
    typedef softmax_table_t accum_t;
    typedef softmax_table_t inv_inp_t;
    typedef softmax_norm_t inp_norm_t;
};

#endif
