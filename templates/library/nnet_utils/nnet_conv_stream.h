// SPDX-License-Identifier: Apache-2.0
// Windows of streams, which bring one place (all its channels) a word: lines wait in a buffer until the window that
// ends at the newest pixel is complete.
#ifndef NNET_CONV_STREAM_H_
#define NNET_CONV_STREAM_H_

#include "nnet_conv.h"
#include "nnet_stream.h"

namespace nnet {

// Moves a window of [rows][columns][channels] one place on: `column` is what enters at its right.
template <class T, unsigned rows, unsigned columns, unsigned channels>
void shift_window(T window[rows * columns * channels], const T column[rows * channels]) {
    #pragma HLS INLINE
    for (unsigned y = 0; y < rows; y++) {
        #pragma HLS UNROLL
        T *const line = window + y * columns * channels;
        for (unsigned i = 0; i < (columns - 1) * channels; i++) {
            #pragma HLS UNROLL
            line[i] = line[i + channels];
        }
        for (unsigned c = 0; c < channels; c++) {
            #pragma HLS UNROLL
            line[(columns - 1) * channels + c] = column[y * channels + c];
        }
    }
}

// The last `rows` pixels of the image column x, the newest included; moves the lines above it up by one.
template <class T, unsigned rows, unsigned width, unsigned channels>
void shift_lines(T lines[rows < 2 ? 1 : rows - 1][width][channels], const T *pixel, unsigned x, T column[rows * channels]) {
    #pragma HLS INLINE
    for (unsigned c = 0; c < channels; c++) {
        #pragma HLS UNROLL
        for (unsigned y = 0; y + 1 < rows; y++) {
            #pragma HLS UNROLL
            column[y * channels + c] = lines[y][x][c];
            if (y > 0) lines[y - 1][x][c] = column[y * channels + c];
        }
        column[(rows - 1) * channels + c] = pixel[c];
        if (rows > 1) lines[rows < 2 ? 0 : rows - 2][x][c] = pixel[c];
    }
}

// The dense product of a window, as a word of the result.
template <class T, class res_T, typename CONFIG_T>
res_T convolved(const T *window, const typename CONFIG_T::weight_t *weights, const typename CONFIG_T::bias_t *biases) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::mult_config mult_config;
    res_T res;
    mult_config::template kernel<T, typename res_T::value_type, mult_config>::dense(window, res.data, weights, biases);
    return res;
}

} // namespace nnet

#endif
