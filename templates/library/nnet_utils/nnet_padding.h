// SPDX-License-Identifier: Apache-2.0
// Zeros around a sequence or an image, channels last.
#ifndef NNET_PADDING_H_
#define NNET_PADDING_H_

#include "nnet_common.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct padding1d_config {
    static const unsigned n_chan = 1;
    static const unsigned in_width = 1;
    static const unsigned out_width = 1;
    static const unsigned pad_left = 0;
    static const unsigned pad_right = 0;
};
struct padding2d_config {
    static const unsigned n_chan = 1;
    static const unsigned in_height = 1;
    static const unsigned in_width = 1;
    static const unsigned out_height = 1;
    static const unsigned out_width = 1;
    static const unsigned pad_top = 0;
    static const unsigned pad_bottom = 0;
    static const unsigned pad_left = 0;
    static const unsigned pad_right = 0;
};

// Whether place `at` of the result holds a place of the input.
template <unsigned before, unsigned count> bool is_within(unsigned at) {
    #pragma HLS INLINE
    return at + 1 > before && at < before + count;
}

template <class data_T, class res_T, typename CONFIG_T>
void zeropad1d_cl(const data_T data[CONFIG_T::in_width * CONFIG_T::n_chan],
                  res_T res[CONFIG_T::out_width * CONFIG_T::n_chan]) {
    #pragma HLS PIPELINE
    for (unsigned x = 0; x < CONFIG_T::out_width; x++) {
        for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
            const bool inside = is_within<CONFIG_T::pad_left, CONFIG_T::in_width>(x);
            res[x * CONFIG_T::n_chan + c] =
                inside ? res_T(data[(x - CONFIG_T::pad_left) * CONFIG_T::n_chan + c]) : res_T(0);
        }
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void zeropad2d_cl(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                  res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_chan]) {
    #pragma HLS PIPELINE
    for (unsigned y = 0; y < CONFIG_T::out_height; y++) {
        for (unsigned x = 0; x < CONFIG_T::out_width; x++) {
            const bool inside = is_within<CONFIG_T::pad_top, CONFIG_T::in_height>(y) &&
                                is_within<CONFIG_T::pad_left, CONFIG_T::in_width>(x);
            const unsigned from = (y - CONFIG_T::pad_top) * CONFIG_T::in_width + x - CONFIG_T::pad_left;
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
                res[(y * CONFIG_T::out_width + x) * CONFIG_T::n_chan + c] =
                    inside ? res_T(data[from * CONFIG_T::n_chan + c]) : res_T(0);
            }
        }
    }
}

} // namespace nnet

#endif
