// SPDX-License-Identifier: Apache-2.0
// A row of a table for each index.
#ifndef NNET_EMBED_H_
#define NNET_EMBED_H_

#include "nnet_common.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct embed_config {
    typedef signed_fixed<16, 6> embeddings_t;
    static const unsigned n_in = 1;
    static const unsigned n_out = 1;
    static const unsigned vocab_size = 1;
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
};

// The row of an index, which is below vocab_size by what the model means; where it is not, the last row stands for it
// rather than what lies behind the table.
template <class data_T, typename CONFIG_T> unsigned embedding_row(const data_T &index) {
    #pragma HLS INLINE
    const int row = truncated(index);
    const int last = int(CONFIG_T::vocab_size) - 1;
    return unsigned(row < 0 ? 0 : row > last ? last : row);
}

template <class data_T, class res_T, typename CONFIG_T>
void embedding(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in * CONFIG_T::n_out],
               const typename CONFIG_T::embeddings_t embeddings[CONFIG_T::vocab_size * CONFIG_T::n_out]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        const unsigned row = embedding_row<data_T, CONFIG_T>(data[i]);
        for (unsigned j = 0; j < CONFIG_T::n_out; j++) {
            #pragma HLS UNROLL
            res[i * CONFIG_T::n_out + j] = res_T(embeddings[row * CONFIG_T::n_out + j]);
        }
    }
}

} // namespace nnet

#endif
