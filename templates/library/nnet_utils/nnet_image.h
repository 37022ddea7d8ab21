// SPDX-License-Identifier: Apache-2.0
// Images of another size: each pixel is the nearest one of the original.
#ifndef NNET_IMAGE_H_
#define NNET_IMAGE_H_

#include "nnet_common.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct resize_config {
    static const unsigned height = 1;
    static const unsigned width = 1;
    static const unsigned n_chan = 1;
    static const unsigned new_height = 1;
    static const unsigned new_width = 1;
};

// The original's place for each place, in steps of 2^-16.
template <unsigned size, unsigned new_size> unsigned nearest(unsigned at) {
    #pragma HLS INLINE
    const unsigned ratio = (size << 16) / new_size + 1;
    return at * ratio >> 16;
}

template <class data_T, typename CONFIG_T>
void resize_nearest(const data_T image[CONFIG_T::height * CONFIG_T::width * CONFIG_T::n_chan],
                    data_T resized[CONFIG_T::new_height * CONFIG_T::new_width * CONFIG_T::n_chan]) {
    #pragma HLS PIPELINE
    for (unsigned y = 0; y < CONFIG_T::new_height; y++) {
        for (unsigned x = 0; x < CONFIG_T::new_width; x++) {
            const unsigned from = nearest<CONFIG_T::height, CONFIG_T::new_height>(y) * CONFIG_T::width +
                                  nearest<CONFIG_T::width, CONFIG_T::new_width>(x);
            for (unsigned c = 0; c < CONFIG_T::n_chan; c++) {
                resized[(y * CONFIG_T::new_width + x) * CONFIG_T::n_chan + c] = image[from * CONFIG_T::n_chan + c];
            }
        }
    }
}

} // namespace nnet

#endif
