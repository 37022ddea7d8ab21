// SPDX-License-Identifier: Apache-2.0
// Convolution over a stream of pixels, line by line. Padding comes from a layer before (nnet_padding_stream.h).
#ifndef NNET_CONV2D_STREAM_H_
#define NNET_CONV2D_STREAM_H_

#include "nnet_conv2d.h"
#include "nnet_conv_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void conv_2d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res,
                const typename CONFIG_T::weight_t weights[CONFIG_T::kernel_size * CONFIG_T::n_chan * CONFIG_T::n_filt],
                const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
    typedef typename data_T::value_type value_T;
    const unsigned rows = CONFIG_T::filt_height;
    NNET_KEPT value_T lines[rows < 2 ? 1 : rows - 1][CONFIG_T::in_width][CONFIG_T::n_chan];
    #pragma HLS ARRAY_PARTITION variable=lines complete dim=1
    #pragma HLS ARRAY_PARTITION variable=lines complete dim=3
    value_T window[CONFIG_T::kernel_size * CONFIG_T::n_chan] = {};
    #pragma HLS ARRAY_PARTITION variable=window complete
    window_scan<CONFIG_T::in_height, CONFIG_T::filt_height, CONFIG_T::stride_height> row;
    window_scan<CONFIG_T::in_width, CONFIG_T::filt_width, CONFIG_T::stride_width> column;

    for (unsigned i = 0; i < CONFIG_T::in_height * CONFIG_T::in_width; i++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
        const data_T pixel = data.read();
        value_T entering[rows * CONFIG_T::n_chan];
        #pragma HLS ARRAY_PARTITION variable=entering complete
        shift_lines<value_T, rows, CONFIG_T::in_width, CONFIG_T::n_chan>(lines, pixel.data, column.at, entering);
        shift_window<value_T, rows, CONFIG_T::filt_width, CONFIG_T::n_chan>(window, entering);
        if (row.complete() && column.complete())
            res.write(convolved<value_T, res_T, CONFIG_T>(window, weights, biases));
        if (column.last()) row.next();
        column.next();
    }
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void pointwise_conv_2d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res,
                          const typename CONFIG_T::weight_t weights[CONFIG_T::n_chan * CONFIG_T::n_filt],
                          const typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
    #pragma HLS INLINE
    conv_2d_cl<data_T, res_T, CONFIG_T>(data, res, weights, biases);
}

} // namespace nnet

#endif
