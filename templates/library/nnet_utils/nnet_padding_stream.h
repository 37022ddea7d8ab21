// SPDX-License-Identifier: Apache-2.0
// Zeros around what a stream brings, place by place.
#ifndef NNET_PADDING_STREAM_H_
#define NNET_PADDING_STREAM_H_

#include "nnet_padding.h"
#include "nnet_stream.h"

namespace nnet {

template <class res_T> res_T zero_word() {
    #pragma HLS INLINE
    res_T word;
    for (unsigned i = 0; i < res_T::size; i++) {
        #pragma HLS UNROLL
        word[i] = typename res_T::value_type(0);
    }
    return word;
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void zeropad1d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    for (unsigned x = 0; x < CONFIG_T::out_width; x++) {
        #pragma HLS PIPELINE
        const bool inside = is_within<CONFIG_T::pad_left, CONFIG_T::in_width>(x);
        res.write(inside ? converted<res_T>(data.read()) : zero_word<res_T>());
    }
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void zeropad2d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    for (unsigned y = 0; y < CONFIG_T::out_height; y++) {
        for (unsigned x = 0; x < CONFIG_T::out_width; x++) {
            #pragma HLS LOOP_FLATTEN
            #pragma HLS PIPELINE
            const bool inside = is_within<CONFIG_T::pad_top, CONFIG_T::in_height>(y) &&
                                is_within<CONFIG_T::pad_left, CONFIG_T::in_width>(x);
            res.write(inside ? converted<res_T>(data.read()) : zero_word<res_T>());
        }
    }
}

} // namespace nnet

#endif
