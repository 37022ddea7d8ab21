// SPDX-License-Identifier: Apache-2.0
// Element-wise activations. The softmax functions are in nnet_softmax.h.
#ifndef NNET_ACTIVATION_H_
#define NNET_ACTIVATION_H_

#include "nnet_common.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct activ_config {
    static const unsigned n_in = 1;
    static const unsigned table_size = 1024;
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;

    typedef ap_fixed<18, 8> table_t;
};

template <class data_T, class res_T, typename CONFIG_T> void linear(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        res[i] = res_T(data[i]);
    }
}

template <class data_T, class res_T, typename CONFIG_T> void relu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        res[i] = data[i] > 0 ? res_T(data[i]) : res_T(0);
    }
}

} // namespace nnet

#include "nnet_softmax.h"

#endif
