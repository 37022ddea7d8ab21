// SPDX-License-Identifier: Apache-2.0
// The dense layer with n_in * n_out / reuse_factor multipliers that work reuse_factor times. Weights are stored
// output by output (weights[j * n_in + i]); in memory they lie in words of one weight for each multiplier.
#ifndef NNET_DENSE_RESOURCE_H_
#define NNET_DENSE_RESOURCE_H_

#include "nnet_mult.h"

namespace nnet {

// Weight number k is multiplied in cycle k % reuse_factor. reuse_factor divides n_in, or is n_in times a divisor of
// n_out. The order of the sums is that of the cycles, which a saturating accum_t can tell.
template <class data_T, class res_T, typename CONFIG_T>
void dense_resource(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                    const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                    const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    typedef typename CONFIG_T::accum_t accum_t;
    typedef typename CONFIG_T::template product<data_T, typename CONFIG_T::weight_t> product;
    const unsigned n_in = CONFIG_T::n_in;
    const unsigned total = n_in * CONFIG_T::n_out;
    const unsigned cycles = CONFIG_T::reuse_factor < total ? CONFIG_T::reuse_factor : total;
    const unsigned multipliers = DIV_ROUNDUP(total, cycles);

    #pragma HLS FUNCTION_INSTANTIATE variable=weights,biases
    #pragma HLS ARRAY_RESHAPE variable=weights block factor=multipliers
    #pragma HLS ARRAY_PARTITION variable=biases complete

    accum_t acc[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=acc complete

    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        acc[j] = accum_t(biases[j]);
    }

    for (unsigned cycle = 0; cycle < cycles; cycle++) {
        #pragma HLS PIPELINE II=1 rewind
        for (unsigned m = 0; m < multipliers; m++) {
            #pragma HLS UNROLL
            const unsigned k = cycle + m * cycles;
            acc[k / n_in] += accum_t(product::product(data[k % n_in], weights[k]));
        }
    }

    for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
        #pragma HLS UNROLL
        res[j] = cast<data_T, res_T, CONFIG_T>(acc[j]);
    }
}

// hls4ml's names for reuse factors up to n_in, and for multiples of it.
template <class data_T, class res_T, typename CONFIG_T> struct DenseResource_rf_leq_nin {
    static void dense(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
                      const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
                      const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
        #pragma HLS INLINE
        dense_resource<data_T, res_T, CONFIG_T>(data, res, weights, biases);
    }
};
template <class data_T, class res_T, typename CONFIG_T>
struct DenseResource_rf_gt_nin_rem0 : DenseResource_rf_leq_nin<data_T, res_T, CONFIG_T> {};

} // namespace nnet

#endif
