// SPDX-License-Identifier: Apache-2.0
// A part of what a stream brings: every place is read, those outside are dropped.
#ifndef NNET_CROPPING_STREAM_H_
#define NNET_CROPPING_STREAM_H_

#include "nnet_cropping.h"
#include "nnet_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void cropping1d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    for (unsigned x = 0; x < CONFIG_T::in_width; x++) {
        #pragma HLS PIPELINE
        const data_T word = data.read();
        if (x + 1 > CONFIG_T::crop_left && x < CONFIG_T::crop_left + CONFIG_T::out_width)
            res.write(converted<res_T>(word));
    }
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void cropping2d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    for (unsigned y = 0; y < CONFIG_T::in_height; y++) {
        for (unsigned x = 0; x < CONFIG_T::in_width; x++) {
            #pragma HLS LOOP_FLATTEN
            #pragma HLS PIPELINE
            const data_T word = data.read();
            if (y + 1 > CONFIG_T::crop_top && y < CONFIG_T::crop_top + CONFIG_T::out_height &&
                x + 1 > CONFIG_T::crop_left && x < CONFIG_T::crop_left + CONFIG_T::out_width)
                res.write(converted<res_T>(word));
        }
    }
}

} // namespace nnet

#endif
