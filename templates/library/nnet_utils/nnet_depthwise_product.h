// SPDX-License-Identifier: Apache-2.0
// The product of a window with one filter for each channel: data[tap][channel], weights[tap][channel].
#ifndef NNET_DEPTHWISE_PRODUCT_H_
#define NNET_DEPTHWISE_PRODUCT_H_

#include "nnet_mult.h"

namespace nnet {

// n_in values of n_out channels; as in dense_latency every product and every sum is rounded to accum_t.
template <class data_T, class res_T, typename CONFIG_T> struct DepthwiseDenseLatency {
    static void dense(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                      const typename CONFIG_T::weight_t weights[CONFIG_T::n_in],
                      const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
        typedef typename CONFIG_T::accum_t accum_t;
        typedef typename CONFIG_T::template product<data_T, typename CONFIG_T::weight_t> product;

        #pragma HLS INLINE
        #pragma HLS FUNCTION_INSTANTIATE variable=weights
        #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit

        for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
            #pragma HLS UNROLL
            accum_t acc = accum_t(biases[j]);
            for (unsigned i = j; i < CONFIG_T::n_in; i += CONFIG_T::n_out) {
                #pragma HLS UNROLL
                const accum_t term = accum_t(product::product(data[i], weights[i]));
                acc += term;
            }
            res[j] = cast<data_T, res_T, CONFIG_T>(acc);
        }
    }
};

} // namespace nnet

#endif
