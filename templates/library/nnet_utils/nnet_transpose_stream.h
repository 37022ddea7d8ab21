// SPDX-License-Identifier: Apache-2.0
// Axes of a stream's values in another order: the whole sample is gathered first.
#ifndef NNET_TRANSPOSE_STREAM_H_
#define NNET_TRANSPOSE_STREAM_H_

#include "nnet_stream.h"
#include "nnet_transpose.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void transpose(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    typename data_T::value_type values[CONFIG_T::N];
    #pragma HLS ARRAY_PARTITION variable=values complete
    read_all<CONFIG_T::N>(data, values);
    for (unsigned i = 0; i < CONFIG_T::N / res_T::size; i++) {
        #pragma HLS PIPELINE
        res_T word;
        for (unsigned j = 0; j < res_T::size; j++) {
            #pragma HLS UNROLL
            word[j] = typename res_T::value_type(values[transfer_idx<CONFIG_T>(i * res_T::size + j)]);
        }
        res.write(word);
    }
}

} // namespace nnet

#endif
