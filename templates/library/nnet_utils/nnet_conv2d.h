// SPDX-License-Identifier: Apache-2.0
// Convolution over an image, channels last: weights[row][column][channel][filter].
#ifndef NNET_CONV2D_H_
#define NNET_CONV2D_H_

#include "nnet_conv.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct conv2d_config {
    typedef signed_fixed<16, 6> weight_t;
    typedef signed_fixed<16, 6> bias_t;
    typedef signed_fixed<16, 6> accum_t;

    static const unsigned pad_top = 0;
    static const unsigned pad_bottom = 0;
    static const unsigned pad_left = 0;
    static const unsigned pad_right = 0;
    static const unsigned in_height = 1;
    static const unsigned in_width = 1;
    static const unsigned n_chan = 1;
    static const unsigned filt_height = 1;
    static const unsigned filt_width = 1;
    static const unsigned kernel_size = filt_height * filt_width;
    static const unsigned n_filt = 1;
    static const unsigned stride_height = 1;
    static const unsigned stride_width = 1;
    static const unsigned out_height = 1;
    static const unsigned out_width = 1;

    static const unsigned reuse_factor = 1;
    static const bool store_weights_in_bram = false;
    static const unsigned strategy = latency;
    static const unsigned n_zeros = 0;
    static const unsigned multiplier_limit = 1;
    static const unsigned n_partitions = 1;
    static const unsigned n_pixels = 1;
};

template <class data_T, class res_T, typename CONFIG_T>
void conv_2d_cl(
    const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
    res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_filt],
    const typename CONFIG_T::weight_t weights[CONFIG_T::kernel_size * CONFIG_T::n_chan * CONFIG_T::n_filt],
    const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
    #pragma HLS INLINE
    partitions<data_T, res_T, CONFIG_T, CONFIG_T::kernel_size * CONFIG_T::n_chan, CONFIG_T::strategy>::convolve(
        data, res, weights, biases);
}

// A window of one pixel: the dense product at every pixel.
template <class data_T, class res_T, typename CONFIG_T>
void pointwise_conv_2d_cl(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                          res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_filt],
                          const typename CONFIG_T::weight_t weights[CONFIG_T::n_chan * CONFIG_T::n_filt],
                          const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
    #pragma HLS INLINE
    conv_2d_cl<data_T, res_T, CONFIG_T>(data, res, weights, biases);
}

} // namespace nnet

#endif
