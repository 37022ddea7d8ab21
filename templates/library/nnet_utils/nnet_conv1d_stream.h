// SPDX-License-Identifier: Apache-2.0
// Convolution along a stream of places. Padding comes from a layer before (nnet_padding_stream.h).
#ifndef NNET_CONV1D_STREAM_H_
#define NNET_CONV1D_STREAM_H_

#include "nnet_conv1d.h"
#include "nnet_conv_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void conv_1d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res,
                const typename CONFIG_T::weight_t weights[CONFIG_T::filt_width * CONFIG_T::n_chan * CONFIG_T::n_filt],
                const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
    typedef typename data_T::value_type value_T;
    value_T window[CONFIG_T::filt_width * CONFIG_T::n_chan] = {};
    #pragma HLS ARRAY_PARTITION variable=window complete
    window_scan<CONFIG_T::in_width, CONFIG_T::filt_width, CONFIG_T::stride_width> place;

    for (unsigned i = 0; i < CONFIG_T::in_width; i++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
        const data_T word = data.read();
        shift_window<value_T, 1, CONFIG_T::filt_width, CONFIG_T::n_chan>(window, word.data);
        if (place.complete()) res.write(convolved<value_T, res_T, CONFIG_T>(window, weights, biases));
        place.next();
    }
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void pointwise_conv_1d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res,
                          const typename CONFIG_T::weight_t weights[CONFIG_T::n_chan * CONFIG_T::n_filt],
                          const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
    #pragma HLS INLINE
    conv_1d_cl<data_T, res_T, CONFIG_T>(data, res, weights, biases);
}

} // namespace nnet

#endif
