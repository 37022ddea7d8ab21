// SPDX-License-Identifier: Apache-2.0
// A sequence turned round: the last step first. The configuration has n_sequence steps of n_chan values.
#ifndef NNET_REVERSE_H_
#define NNET_REVERSE_H_

#include "nnet_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T> void reverse(const data_T *data, res_T *res) {
    for (unsigned i = 0; i < CONFIG_T::n_sequence; i++) {
        #pragma HLS UNROLL
        for (unsigned j = 0; j < CONFIG_T::n_chan; j++) {
            #pragma HLS UNROLL
            res[i * CONFIG_T::n_chan + j] = res_T(data[(CONFIG_T::n_sequence - 1 - i) * CONFIG_T::n_chan + j]);
        }
    }
}

// The whole sequence waits in memory, since its last step comes last.
template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void reverse(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    typename data_T::value_type steps[CONFIG_T::n_sequence * CONFIG_T::n_chan];
    read_all<CONFIG_T::n_sequence * CONFIG_T::n_chan>(data, steps);
    for (unsigned i = CONFIG_T::n_sequence; i > 0; i--) {
        #pragma HLS PIPELINE
        res_T word;
        for (unsigned j = 0; j < CONFIG_T::n_chan; j++) {
            #pragma HLS UNROLL
            word[j] = typename res_T::value_type(steps[(i - 1) * CONFIG_T::n_chan + j]);
        }
        res.write(word);
    }
}

} // namespace nnet

#endif
