// SPDX-License-Identifier: Apache-2.0
// Einstein sum of two streams' values: both samples are gathered first.
#ifndef NNET_EINSUM_STREAM_H_
#define NNET_EINSUM_STREAM_H_

#include "nnet_einsum.h"
#include "nnet_stream.h"

namespace nnet {

template <class data1_T, class data2_T, class res_T, typename CONFIG_T,
          class pipe1 = void, class pipe2 = void, class pipe3 = void>
void einsum(stream<data1_T, pipe1> &data1, stream<data2_T, pipe2> &data2, stream<res_T, pipe3> &res) {
    typedef typename data1_T::value_type x_T;
    typedef typename data2_T::value_type y_T;
    x_T x[CONFIG_T::tpose_inp0_config::N];
    y_T y[CONFIG_T::tpose_inp1_config::N];
    #pragma HLS ARRAY_PARTITION variable=x complete
    #pragma HLS ARRAY_PARTITION variable=y complete
    read_all<CONFIG_T::tpose_inp0_config::N>(data1, x);
    read_all<CONFIG_T::tpose_inp1_config::N>(data2, y);
    for (unsigned i = 0; i < CONFIG_T::tpose_out_conf::N / res_T::size; i++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
        res_T word;
        for (unsigned j = 0; j < res_T::size; j++) {
            #pragma HLS UNROLL
            word[j] = typename res_T::value_type(einsum_of<x_T, y_T, CONFIG_T>(x, y, i * res_T::size + j));
        }
        res.write(word);
    }
}

} // namespace nnet

#endif
