// SPDX-License-Identifier: Apache-2.0
// Convolution along a sequence, channels last: res[x][f] = biases[f] + sum over k, c of data[x S - pad + k][c] *
// weights[k][c][f].
#ifndef NNET_CONV1D_H_
#define NNET_CONV1D_H_

#include "nnet_conv.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct conv1d_config {
    typedef signed_fixed<16, 6> weight_t;
    typedef signed_fixed<16, 6> bias_t;
    typedef signed_fixed<16, 6> accum_t;

    static const unsigned pad_left = 0;
    static const unsigned pad_right = 0;
    static const unsigned in_width = 1;
    static const unsigned n_chan = 1;
    static const unsigned filt_width = 1;
    static const unsigned kernel_size = filt_width;
    static const unsigned n_filt = 1;
    static const unsigned stride_width = 1;
    static const unsigned dilation = 1;
    static const unsigned out_width = 1;

    static const unsigned reuse_factor = 1;
    static const bool store_weights_in_bram = false;
    static const unsigned strategy = latency;
    static const unsigned n_zeros = 0;
    static const unsigned multiplier_limit = 1;
    static const unsigned n_partitions = 1;
    static const unsigned n_pixels = 1;
};

template <class data_T, class res_T, typename CONFIG_T> struct Conv1DLatency {
    static void conv(const data_T data[CONFIG_T::in_width * CONFIG_T::n_chan],
                     res_T res[CONFIG_T::out_width * CONFIG_T::n_filt],
                     const typename CONFIG_T::weight_t weights[CONFIG_T::filt_width * CONFIG_T::n_chan * CONFIG_T::n_filt],
                     const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
        #pragma HLS INLINE
        partitions<data_T, res_T, CONFIG_T, CONFIG_T::filt_width * CONFIG_T::n_chan, latency>::convolve(data, res, weights,
                                                                                                       biases);
    }
};

template <class data_T, class res_T, typename CONFIG_T> struct Conv1DResource {
    static void conv(const data_T data[CONFIG_T::in_width * CONFIG_T::n_chan],
                     res_T res[CONFIG_T::out_width * CONFIG_T::n_filt],
                     const typename CONFIG_T::weight_t weights[CONFIG_T::filt_width * CONFIG_T::n_chan * CONFIG_T::n_filt],
                     const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
        #pragma HLS INLINE
        partitions<data_T, res_T, CONFIG_T, CONFIG_T::filt_width * CONFIG_T::n_chan, resource>::convolve(data, res, weights,
                                                                                                        biases);
    }
};

template <class data_T, class res_T, typename CONFIG_T>
void conv_1d_cl(const data_T data[CONFIG_T::in_width * CONFIG_T::n_chan],
                res_T res[CONFIG_T::out_width * CONFIG_T::n_filt],
                const typename CONFIG_T::weight_t weights[CONFIG_T::filt_width * CONFIG_T::n_chan * CONFIG_T::n_filt],
                const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
    #pragma HLS INLINE
    CONFIG_T::template conv_kernel<data_T, res_T, CONFIG_T>::conv(data, res, weights, biases);
}

// A window of one place: the dense product at every place.
template <class data_T, class res_T, typename CONFIG_T>
void pointwise_conv_1d_cl(const data_T data[CONFIG_T::in_width * CONFIG_T::n_chan],
                          res_T res[CONFIG_T::out_width * CONFIG_T::n_filt],
                          const typename CONFIG_T::weight_t weights[CONFIG_T::n_chan * CONFIG_T::n_filt],
                          const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
    #pragma HLS INLINE
    conv_1d_cl<data_T, res_T, CONFIG_T>(data, res, weights, biases);
}

} // namespace nnet

#endif
