// SPDX-License-Identifier: Apache-2.0
// Softmax between streams. The other activations of streams are beside those of arrays, in nnet_activation.h.
#ifndef NNET_ACTIVATION_STREAM_H_
#define NNET_ACTIVATION_STREAM_H_

#include "nnet_activation.h"
#include "nnet_stream.h"

namespace nnet {

// Over each word: the last axis.
template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void softmax(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    for (unsigned i = 0; i < CONFIG_T::n_in / data_T::size; i++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
        const data_T x = data.read();
        res_T y;
        softmax<typename data_T::value_type, typename res_T::value_type, CONFIG_T>(x.data, y.data);
        res.write(y);
    }
}

} // namespace nnet

#endif
