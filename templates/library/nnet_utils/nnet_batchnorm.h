// SPDX-License-Identifier: Apache-2.0
// Batch normalisation of a trained network: res[i] = data[i] * scale[c] + bias[c], c being the channel of i.
#ifndef NNET_BATCHNORM_H_
#define NNET_BATCHNORM_H_

#include "nnet_mult.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct batchnorm_config {
    typedef signed_fixed<16, 6> scale_t;
    typedef signed_fixed<16, 6> bias_t;

    static const unsigned n_in = 1;
    // Channels, which are the last axis; -1 where every element has a scale and a bias of its own.
    static const unsigned n_filt = -1;
    static const unsigned n_scale_bias = 1;

    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
    static const unsigned n_zeros = 0;
    static const unsigned multiplier_limit = 1;
    static const bool store_weights_in_bram = false;

    template <class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>;
};

// There is no accumulator: product and sum are exact, and only the result is rounded.
template <class data_T, class res_T, typename CONFIG_T>
void normalize(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in],
               const typename CONFIG_T::scale_t scale[CONFIG_T::n_scale_bias],
               const typename CONFIG_T::bias_t bias[CONFIG_T::n_scale_bias]) {
    typedef typename CONFIG_T::template product<data_T, typename CONFIG_T::scale_t> product;
    const bool has_channels = CONFIG_T::n_filt != unsigned(-1);

    #pragma HLS FUNCTION_INSTANTIATE variable=scale,bias
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ARRAY_PARTITION variable=scale complete
    #pragma HLS ARRAY_PARTITION variable=bias complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit

    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        const unsigned channel = has_channels ? i % CONFIG_T::n_filt : i;
        res[i] = res_T(product::product(data[i], scale[channel]) + bias[channel]);
    }
}

// Defaults for batch normalisation with the sign of its result: only the input at which it changes is left.
struct batchnorm_quantized_tanh_config {
    static const unsigned n_in = 1;
    static const unsigned n_filt = -1;
    static const unsigned n_scale_bias = 1;

    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
    static const unsigned n_zeros = 0;
};

// 1 from the threshold on, else 0, which stands for -1.
template <class data_T, typename CONFIG_T, class threshold_T>
void normalize_binary_tanh(const data_T data[CONFIG_T::n_in], unsigned_int<1> res[CONFIG_T::n_in],
                           const threshold_T &threshold) {
    #pragma HLS PIPELINE
    #pragma HLS ARRAY_PARTITION variable=threshold complete
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        res[i] = data[i] >= threshold[CONFIG_T::n_filt == unsigned(-1) ? i : i % CONFIG_T::n_filt] ? 1 : 0;
    }
}

// 1 above one threshold, -1 up to the other, else 0.
template <class data_T, typename CONFIG_T, class threshold_T>
void normalize_ternary_tanh(const data_T data[CONFIG_T::n_in], signed_int<2> res[CONFIG_T::n_in],
                            const threshold_T &threshold_hi,
                            const threshold_T &threshold_lo) {
    #pragma HLS PIPELINE
    #pragma HLS ARRAY_PARTITION variable=threshold_hi complete
    #pragma HLS ARRAY_PARTITION variable=threshold_lo complete
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        const unsigned at = CONFIG_T::n_filt == unsigned(-1) ? i : i % CONFIG_T::n_filt;
        res[i] = data[i] > threshold_hi[at] ? 1 : data[i] <= threshold_lo[at] ? -1 : 0;
    }
}

} // namespace nnet

#endif
