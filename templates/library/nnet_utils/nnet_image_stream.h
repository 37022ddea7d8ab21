// SPDX-License-Identifier: Apache-2.0
// Larger images by whole factors, from a stream of pixels: a line waits until it has been sent often enough.
#ifndef NNET_IMAGE_STREAM_H_
#define NNET_IMAGE_STREAM_H_

#include "nnet_image.h"
#include "nnet_stream.h"

namespace nnet {

template <class data_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void resize_nearest(stream<data_T, pipe1> &image, stream<data_T, pipe2> &resized) {
    const unsigned rows = CONFIG_T::new_height / CONFIG_T::height;
    const unsigned columns = CONFIG_T::new_width / CONFIG_T::width;
    data_T line[CONFIG_T::width];
    for (unsigned y = 0; y < CONFIG_T::new_height; y++) {
        for (unsigned x = 0; x < CONFIG_T::new_width; x++) {
            #pragma HLS LOOP_FLATTEN
            #pragma HLS PIPELINE
            if (y % rows == 0 && x % columns == 0) line[x / columns] = image.read();
            resized.write(line[x / columns]);
        }
    }
}

} // namespace nnet

#endif
