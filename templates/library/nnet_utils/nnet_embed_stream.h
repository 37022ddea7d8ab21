// SPDX-License-Identifier: Apache-2.0
// A word of a table's row for each index of the stream.
#ifndef NNET_EMBED_STREAM_H_
#define NNET_EMBED_STREAM_H_

#include "nnet_embed.h"
#include "nnet_stream.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void embedding(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res,
               const typename CONFIG_T::embeddings_t embeddings[CONFIG_T::vocab_size * CONFIG_T::n_out]) {
    for (unsigned i = 0; i < CONFIG_T::n_in / data_T::size; i++) {
        const data_T word = data.read();
        for (unsigned j = 0; j < data_T::size; j++) {
            #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
            const unsigned row = embedding_row<typename data_T::value_type, CONFIG_T>(word[j]);
            res_T features;
            for (unsigned k = 0; k < res_T::size; k++) {
                #pragma HLS UNROLL
                features[k] = typename res_T::value_type(embeddings[row * CONFIG_T::n_out + k]);
            }
            res.write(features);
        }
    }
}

} // namespace nnet

#endif
