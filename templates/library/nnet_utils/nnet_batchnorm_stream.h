// SPDX-License-Identifier: Apache-2.0
// Batch normalisation between streams: a word holds all channels of a place, or a part of a flat sample.
#ifndef NNET_BATCHNORM_STREAM_H_
#define NNET_BATCHNORM_STREAM_H_

#include "nnet_batchnorm.h"
#include "nnet_stream.h"

namespace nnet {

// The constants of element j of word i.
template <class data_T, typename CONFIG_T> unsigned norm_index(unsigned i, unsigned j) {
    #pragma HLS INLINE
    return CONFIG_T::n_filt == unsigned(-1) ? i * data_T::size + j : j % CONFIG_T::n_filt;
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void normalize(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res,
               const typename CONFIG_T::scale_t scale[CONFIG_T::n_scale_bias],
               const typename CONFIG_T::bias_t bias[CONFIG_T::n_scale_bias]) {
    typedef typename CONFIG_T::template product<typename data_T::value_type, typename CONFIG_T::scale_t> product;
    #pragma HLS ARRAY_PARTITION variable=scale complete
    #pragma HLS ARRAY_PARTITION variable=bias complete
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit

    for (unsigned i = 0; i < CONFIG_T::n_in / data_T::size; i++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
        const data_T x = data.read();
        res_T y;
        for (unsigned j = 0; j < data_T::size; j++) {
            #pragma HLS UNROLL
            const unsigned at = norm_index<data_T, CONFIG_T>(i, j);
            y[j] = typename res_T::value_type(product::product(x[j], scale[at]) + bias[at]);
        }
        res.write(y);
    }
}

template <class data_T, typename CONFIG_T, class threshold_T, class pipe1 = void, class pipe2 = void>
void normalize_binary_tanh(stream<data_T, pipe1> &data,
                           stream<array<unsigned_int<1>, CONFIG_T::n_scale_bias>, pipe2> &res,
                           const threshold_T &threshold) {
    #pragma HLS ARRAY_PARTITION variable=threshold complete
    for (unsigned i = 0; i < CONFIG_T::n_in / data_T::size; i++) {
        #pragma HLS PIPELINE
        const data_T x = data.read();
        array<unsigned_int<1>, CONFIG_T::n_scale_bias> y;
        for (unsigned j = 0; j < data_T::size; j++) {
            #pragma HLS UNROLL
            y[j] = x[j] >= threshold[norm_index<data_T, CONFIG_T>(i, j)] ? 1 : 0;
        }
        res.write(y);
    }
}

template <class data_T, typename CONFIG_T, class threshold_T, class pipe1 = void, class pipe2 = void>
void normalize_ternary_tanh(stream<data_T, pipe1> &data,
                            stream<array<signed_int<2>, CONFIG_T::n_scale_bias>, pipe2> &res,
                            const threshold_T &threshold_hi,
                            const threshold_T &threshold_lo) {
    #pragma HLS ARRAY_PARTITION variable=threshold_hi complete
    #pragma HLS ARRAY_PARTITION variable=threshold_lo complete
    for (unsigned i = 0; i < CONFIG_T::n_in / data_T::size; i++) {
        #pragma HLS PIPELINE
        const data_T x = data.read();
        array<signed_int<2>, CONFIG_T::n_scale_bias> y;
        for (unsigned j = 0; j < data_T::size; j++) {
            #pragma HLS UNROLL
            const unsigned at = norm_index<data_T, CONFIG_T>(i, j);
            y[j] = x[j] > threshold_hi[at] ? 1 : x[j] <= threshold_lo[at] ? -1 : 0;
        }
        res.write(y);
    }
}

} // namespace nnet

#endif
