// SPDX-License-Identifier: Apache-2.0
// The dense layer between streams: it gathers a whole sample, so that what is flattened needs no repacking.
#ifndef NNET_DENSE_STREAM_H_
#define NNET_DENSE_STREAM_H_

#include "nnet_dense.h"
#include "nnet_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void dense(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res,
           const typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
           const typename CONFIG_T::bias_t biases[CONFIG_T::n_out]) {
    typename data_T::value_type x[CONFIG_T::n_in];
    #pragma HLS ARRAY_PARTITION variable=x complete
    typename res_T::value_type y[CONFIG_T::n_out];
    #pragma HLS ARRAY_PARTITION variable=y complete

    read_all<CONFIG_T::n_in>(data, x);
    dense<typename data_T::value_type, typename res_T::value_type, CONFIG_T>(x, y, weights, biases);
    write_all<CONFIG_T::n_out>(y, res);
}

} // namespace nnet

#endif
