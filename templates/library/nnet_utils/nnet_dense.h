// SPDX-License-Identifier: Apache-2.0
// Fully connected layer: res[j] = biases[j] + sum over i of data[i] * weights[i * n_out + j].
#ifndef NNET_DENSE_H_
#define NNET_DENSE_H_

#include "nnet_dense_latency.h"
#include "nnet_dense_resource.h"
#include "nnet_mult.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct dense_config {
    typedef signed_fixed<16, 6> weight_t;
    typedef signed_fixed<16, 6> bias_t;
    typedef signed_fixed<16, 6> accum_t;
    typedef unsigned_int<1> index_t;

    static const unsigned n_in = 1;
    static const unsigned n_out = 1;

    static const unsigned io_type = io_parallel;
    static const unsigned strategy = latency;
    static const unsigned reuse_factor = 1;
    static const unsigned n_zeros = 0;
    static const unsigned n_nonzeros = 1;
    static const unsigned multiplier_limit = 1;
    static const bool store_weights_in_bram = false;

    template <class data_T, class res_T, class CONFIG_T> using kernel = DenseLatency<data_T, res_T, CONFIG_T>;
    template <class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>;
};

template <class data_T, class res_T, typename CONFIG_T>
void dense(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
           const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
           const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    #pragma HLS INLINE
    CONFIG_T::template kernel<data_T, res_T, CONFIG_T>::dense(data, res, weights, biases);
}

} // namespace nnet

#endif
