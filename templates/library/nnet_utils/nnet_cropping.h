// SPDX-License-Identifier: Apache-2.0
// A part of a sequence or of an image, channels last.
#ifndef NNET_CROPPING_H_
#define NNET_CROPPING_H_

#include "nnet_common.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct cropping1d_config {
    static const unsigned n_chan = 1;
    static const unsigned in_width = 1;
    static const unsigned out_width = 1;
    static const unsigned crop_left = 0;
    static const unsigned crop_right = 0;
};
struct cropping2d_config {
    static const unsigned n_chan = 1;
    static const unsigned in_height = 1;
    static const unsigned in_width = 1;
    static const unsigned out_height = 1;
    static const unsigned out_width = 1;
    static const unsigned crop_top = 0;
    static const unsigned crop_bottom = 0;
    static const unsigned crop_left = 0;
    static const unsigned crop_right = 0;
};

template <class data_T, class res_T, typename CONFIG_T>
void cropping1d_cl(const data_T data[CONFIG_T::in_width * CONFIG_T::n_chan],
                   res_T res[CONFIG_T::out_width * CONFIG_T::n_chan]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::out_width * CONFIG_T::n_chan; i++)
        res[i] = res_T(data[CONFIG_T::crop_left * CONFIG_T::n_chan + i]);
}

template <class data_T, class res_T, typename CONFIG_T>
void cropping2d_cl(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                   res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_chan]) {
    const unsigned line = CONFIG_T::out_width * CONFIG_T::n_chan;
    #pragma HLS PIPELINE
    for (unsigned y = 0; y < CONFIG_T::out_height; y++) {
        const unsigned from = (y + CONFIG_T::crop_top) * CONFIG_T::in_width + CONFIG_T::crop_left;
        for (unsigned i = 0; i < line; i++) res[y * line + i] = res_T(data[from * CONFIG_T::n_chan + i]);
    }
}

} // namespace nnet

#endif
