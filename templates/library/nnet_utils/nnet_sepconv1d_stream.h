// SPDX-License-Identifier: Apache-2.0
// Convolution of each channel of a stream by itself: that of all channels, with a depthwise product.
#ifndef NNET_SEPARABLE_CONV1D_STREAM_H_
#define NNET_SEPARABLE_CONV1D_STREAM_H_

#include "nnet_conv1d_stream.h"
#include "nnet_sepconv1d.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void depthwise_conv_1d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res,
                          const typename CONFIG_T::weight_t weights[CONFIG_T::kernel_size * CONFIG_T::n_chan],
                          const typename CONFIG_T::bias_t biases[CONFIG_T::n_chan]) {
    #pragma HLS INLINE
    conv_1d_cl<data_T, res_T, CONFIG_T>(data, res, weights, biases);
}

} // namespace nnet

#endif
