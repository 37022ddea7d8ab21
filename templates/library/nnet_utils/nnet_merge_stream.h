// SPDX-License-Identifier: Apache-2.0
// Two streams of words of the same places into one.
#ifndef NNET_MERGE_STREAM_H_
#define NNET_MERGE_STREAM_H_

#include "nnet_merge.h"
#include "nnet_stream.h"

namespace nnet {

#define NNET_MERGE_STREAM(name, function)                                                                              \
    template <class input1_T, class input2_T, class res_T, typename CONFIG_T,                                          \
              class pipe1 = void, class pipe2 = void, class pipe3 = void>                                              \
    void name(stream<input1_T, pipe1> &data1, stream<input2_T, pipe2> &data2, stream<res_T, pipe3> &res) {             \
        merge_streams<function<typename res_T::value_type>, input1_T, input2_T, res_T, CONFIG_T>(data1, data2, res);   \
    }
template <class function_T, class input1_T, class input2_T, class res_T, typename CONFIG_T,
          class pipe1 = void, class pipe2 = void, class pipe3 = void>
void merge_streams(stream<input1_T, pipe1> &data1, stream<input2_T, pipe2> &data2, stream<res_T, pipe3> &res) {
    for (unsigned i = 0; i < CONFIG_T::n_elem / res_T::size; i++) {
        #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
        const input1_T x = data1.read();
        const input2_T y = data2.read();
        res_T word;
        for (unsigned j = 0; j < res_T::size; j++) {
            #pragma HLS UNROLL
            word[j] = function_T::apply(x[j], y[j]);
        }
        res.write(word);
    }
}
NNET_MERGE_STREAM(add, sum_of)
NNET_MERGE_STREAM(subtract, difference_of)
NNET_MERGE_STREAM(multiply, product_of)
NNET_MERGE_STREAM(average, mean_of)
NNET_MERGE_STREAM(maximum, larger_of)
NNET_MERGE_STREAM(minimum, smaller_of)

// `outer` times words1 words of one and words2 of the other.
template <unsigned outer, unsigned words1, unsigned words2, class input1_T, class input2_T, class res_T,
          class pipe1 = void, class pipe2 = void, class pipe3 = void>
void interleave_streams(stream<input1_T, pipe1> &data1, stream<input2_T, pipe2> &data2, stream<res_T, pipe3> &res) {
    for (unsigned i = 0; i < outer; i++) {
        for (unsigned j = 0; j < words1 + words2; j++) {
            #pragma HLS PIPELINE
            res.write(j < words1 ? converted<res_T>(data1.read()) : converted<res_T>(data2.read()));
        }
    }
}

// Words of both side by side in one, `words` times: the last axis. A word may be spread over several of an input.
template <unsigned words, unsigned size1, unsigned size2, class input1_T, class input2_T, class res_T,
          class pipe1 = void, class pipe2 = void, class pipe3 = void>
void join_words(stream<input1_T, pipe1> &data1, stream<input2_T, pipe2> &data2, stream<res_T, pipe3> &res) {
    for (unsigned i = 0; i < words; i++) {
        #pragma HLS PIPELINE
        res_T word;
        for (unsigned j = 0; j < size1 / input1_T::size; j++) {
            const input1_T x = data1.read();
            for (unsigned k = 0; k < input1_T::size; k++)
                word[j * input1_T::size + k] = typename res_T::value_type(x[k]);
        }
        for (unsigned j = 0; j < size2 / input2_T::size; j++) {
            const input2_T y = data2.read();
            for (unsigned k = 0; k < input2_T::size; k++)
                word[size1 + j * input2_T::size + k] = typename res_T::value_type(y[k]);
        }
        res.write(word);
    }
}

template <class input1_T, class input2_T, class res_T, typename CONFIG_T,
          class pipe1 = void, class pipe2 = void, class pipe3 = void>
void concatenate1d(stream<input1_T, pipe1> &data1, stream<input2_T, pipe2> &data2, stream<res_T, pipe3> &res) {
    join_words<1, CONFIG_T::n_elem1_0, CONFIG_T::n_elem2_0>(data1, data2, res);
}

// Which of the two an axis asks for; tags, so that only the one that fits the words is made.
template <class input1_T, class input2_T, class res_T, unsigned places, bool is_last> struct concatenation {
    template <unsigned outer, unsigned words1, unsigned words2,
              class pipe1 = void, class pipe2 = void, class pipe3 = void>
    static void apply(stream<input1_T, pipe1> &data1, stream<input2_T, pipe2> &data2, stream<res_T, pipe3> &res) {
        interleave_streams<outer, words1, words2>(data1, data2, res);
    }
};
template <class input1_T, class input2_T, class res_T, unsigned places>
struct concatenation<input1_T, input2_T, res_T, places, true> {
    template <unsigned, unsigned, unsigned, class pipe1 = void, class pipe2 = void, class pipe3 = void>
    static void apply(stream<input1_T, pipe1> &data1, stream<input2_T, pipe2> &data2, stream<res_T, pipe3> &res) {
        join_words<places, input1_T::size, input2_T::size>(data1, data2, res);
    }
};

template <class input1_T, class input2_T, class res_T, typename CONFIG_T,
          class pipe1 = void, class pipe2 = void, class pipe3 = void>
void concatenate2d(stream<input1_T, pipe1> &data1, stream<input2_T, pipe2> &data2, stream<res_T, pipe3> &res) {
    const bool is_last = CONFIG_T::axis == 2 || CONFIG_T::axis == -1;
    concatenation<input1_T, input2_T, res_T, CONFIG_T::n_elem1_0, is_last>::template apply<1, CONFIG_T::n_elem1_0,
                                                                                           CONFIG_T::n_elem2_0>(data1, data2,
                                                                                                                res);
}

template <class input1_T, class input2_T, class res_T, typename CONFIG_T,
          class pipe1 = void, class pipe2 = void, class pipe3 = void>
void concatenate3d(stream<input1_T, pipe1> &data1, stream<input2_T, pipe2> &data2, stream<res_T, pipe3> &res) {
    const bool is_last = CONFIG_T::axis == 3 || CONFIG_T::axis == -1;
    const bool is_line = CONFIG_T::axis == 2 || CONFIG_T::axis == -2;
    const unsigned places1 = CONFIG_T::n_elem1_0 * CONFIG_T::n_elem1_1;
    const unsigned places2 = CONFIG_T::n_elem2_0 * CONFIG_T::n_elem2_1;
    typedef concatenation<input1_T, input2_T, res_T, places1, is_last> kind;
    if (is_line) kind::template apply<CONFIG_T::n_elem1_0, CONFIG_T::n_elem1_1, CONFIG_T::n_elem2_1>(data1, data2, res);
    else kind::template apply<1, places1, places2>(data1, data2, res);
}

} // namespace nnet

#endif
