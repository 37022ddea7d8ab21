// SPDX-License-Identifier: Apache-2.0
// Convolution of each channel by itself: mult_config names a depthwise product.
#ifndef NNET_SEPARABLE_CONV2D_H_
#define NNET_SEPARABLE_CONV2D_H_

#include "nnet_conv2d.h"
#include "nnet_depthwise_product.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T>
void depthwise_conv_2d_cl(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                          res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_filt],
                          const typename CONFIG_T::weight_t weights[CONFIG_T::kernel_size * CONFIG_T::n_chan],
                          const typename CONFIG_T::bias_t biases[CONFIG_T::n_chan]) {
    #pragma HLS INLINE
    partitions<data_T, res_T, CONFIG_T, CONFIG_T::kernel_size * CONFIG_T::n_chan, latency>::convolve(data, res, weights,
                                                                                                     biases);
}

} // namespace nnet

#endif
