// SPDX-License-Identifier: Apache-2.0
// Streams as they are: copied for several readers, packed into other widths, whole samples from and to arrays.
#ifndef NNET_STREAM_H_
#define NNET_STREAM_H_

#include "nnet_common.h"
#include "nnet_types.h"

namespace nnet {

// Element by element, each rounded to the type that it is stored in.
template <class res_T, class data_T> res_T converted(const data_T &data) {
    #pragma HLS INLINE
    res_T res;
    for (unsigned i = 0; i < res_T::size; i++) {
        #pragma HLS UNROLL
        res[i] = typename res_T::value_type(data[i]);
    }
    return res;
}

// All N values of a sample, in the order in which they come.
template <unsigned N, class data_T, class T, class pipe1 = void> void read_all(stream<data_T, pipe1> &data, T *values) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < N / data_T::size; i++) {
        #pragma HLS PIPELINE
        const data_T word = data.read();
        for (unsigned j = 0; j < data_T::size; j++) {
            #pragma HLS UNROLL
            values[i * data_T::size + j] = word[j];
        }
    }
}

template <unsigned N, class res_T, class T, class pipe1 = void>
void write_all(const T *values, stream<res_T, pipe1> &res) {
    #pragma HLS INLINE
    for (unsigned i = 0; i < N / res_T::size; i++) {
        #pragma HLS PIPELINE
        res_T word;
        for (unsigned j = 0; j < res_T::size; j++) {
            #pragma HLS UNROLL
            word[j] = typename res_T::value_type(values[i * res_T::size + j]);
        }
        res.write(word);
    }
}

template <class res_T> void write_copies(const res_T &) {
    #pragma HLS INLINE
}
template <class res_T, class pipe1 = void, class... streams_T>
void write_copies(const res_T &word, stream<res_T, pipe1> &first, streams_T &...others) {
    #pragma HLS INLINE
    first.write(word);
    write_copies<res_T>(word, others...);
}

// A stream can be read once: every further reader needs a copy of its N values.
template <class data_T, class res_T, int N, class pipe1 = void, class pipe2 = void, class... streams_T>
void clone_stream(stream<data_T, pipe1> &data, stream<res_T, pipe2> &first, streams_T &...others) {
    for (unsigned i = 0; i < N / data_T::size; i++) {
        #pragma HLS PIPELINE
        write_copies<res_T>(converted<res_T>(data.read()), first, others...);
    }
}

// The same N values in the same order, in words of another size.
template <class data_T, class res_T, int N, class pipe1 = void, class pipe2 = void>
void repack_stream(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    const unsigned common = greatest_common_divisor(data_T::size, res_T::size);
    data_T word;
    res_T packed;
    for (unsigned i = 0; i < N / common; i++) {
        #pragma HLS PIPELINE
        if (i * common % data_T::size == 0) word = data.read();
        for (unsigned j = 0; j < common; j++) {
            #pragma HLS UNROLL
            packed[(i * common + j) % res_T::size] =
                typename res_T::value_type(word[(i * common + j) % data_T::size]);
        }
        if ((i + 1) * common % res_T::size == 0) res.write(packed);
    }
}

struct broadcast_config {
    static const unsigned in_height = 1;
    static const unsigned in_width = 1;
    static const unsigned in_chan = 1;
    static const unsigned out_height = 1;
    static const unsigned out_width = 1;
    static const unsigned out_chan = 1;
};

// One pixel repeated all over the image, or a channel that all channels share.
template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void broadcast_stream(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    const bool is_pixel = CONFIG_T::in_height * CONFIG_T::in_width == 1;
    data_T word;
    for (unsigned i = 0; i < CONFIG_T::out_height * CONFIG_T::out_width; i++) {
        #pragma HLS PIPELINE
        if (i == 0 || !is_pixel) word = data.read();
        res_T repeated;
        for (unsigned j = 0; j < res_T::size; j++) {
            #pragma HLS UNROLL
            repeated[j] = typename res_T::value_type(word[CONFIG_T::in_chan == 1 ? 0 : j]);
        }
        res.write(repeated);
    }
}

} // namespace nnet

#endif
