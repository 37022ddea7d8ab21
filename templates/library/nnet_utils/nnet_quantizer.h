// SPDX-License-Identifier: Apache-2.0
// Every element rounded to a type of its own, which the configuration knows.
#ifndef NNET_QUANTIZER_H_
#define NNET_QUANTIZER_H_

#include "nnet_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T>
void quantize_each(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    CONFIG_T::quantize(data, res);
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void quantize_each(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    typename data_T::value_type x[CONFIG_T::n_in];
    typename res_T::value_type y[CONFIG_T::n_in];
    #pragma HLS ARRAY_PARTITION variable=x complete
    #pragma HLS ARRAY_PARTITION variable=y complete
    read_all<CONFIG_T::n_in>(data, x);
    CONFIG_T::quantize(x, y);
    write_all<CONFIG_T::n_in>(y, res);
}

} // namespace nnet

#endif
