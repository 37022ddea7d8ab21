// SPDX-License-Identifier: Apache-2.0
// The dense layer of a constant matrix without multipliers: adders that were made for its weights, all in parallel.
#ifndef NNET_DISTRIBUTED_ARITHMETIC_H_
#define NNET_DISTRIBUTED_ARITHMETIC_H_

#include "nnet_adders.h"
#include "nnet_dense.h"

namespace nnet {

// Whether two types are one, in words that every tool's C++ knows.
template <class, class> struct is_one_type {
    static const bool value = false;
};
template <class T> struct is_one_type<T, T> {
    static const bool value = true;
};

// The sums are exact, and rounded to accum_t once. accum_t drops none of their fraction bits and does not saturate,
// so that these are the bits of dense_latency too. The weights are in the adders already.
template <class data_T, class res_T, typename CONFIG_T> struct DistributedArithmetic {
    static void dense(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                      const typename CONFIG_T::weight_t *, const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
        #pragma HLS ARRAY_PARTITION variable=biases complete
        typedef typename CONFIG_T::accum_t accum_t;
        typedef typename CONFIG_T::adders adders;
        static_assert(is_one_type<data_T, typename adders::data_t>::value &&
                          is_one_type<typename CONFIG_T::weight_t, typename adders::weight_t>::value &&
                          is_one_type<accum_t, typename adders::accum_t>::value,
                      "these adders were made for other types: convert the model again with the new precisions");

        accum_t acc[CONFIG_T::n_out];
        #pragma HLS ARRAY_PARTITION variable=acc complete
        adders::sum(data, acc);
        for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
            #pragma HLS UNROLL
            acc[j] += accum_t(biases[j]);
            res[j] = cast<data_T, res_T, CONFIG_T>(acc[j]);
        }
    }
};

} // namespace nnet

#endif
