// SPDX-License-Identifier: Apache-2.0
// Pooling of streams of places. The window slides over the padded sequence or image; padding is made here.
#ifndef NNET_POOLING_STREAM_H_
#define NNET_POOLING_STREAM_H_

#include "nnet_conv_stream.h"
#include "nnet_padding_stream.h"
#include "nnet_pooling.h"

namespace nnet {

// Here a sum is a balanced tree of values rounded to accum_t. `count` of the N values are of the input.
template <unsigned N, typename CONFIG_T>
typename CONFIG_T::accum_t pooled(const typename CONFIG_T::accum_t *values, unsigned count) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::accum_t accum_t;
    if (CONFIG_T::pool_op == Max) return reduce<accum_t, N>(values, Op_max<accum_t>());
    return accum_t(reduce<accum_t, N>(values, Op_add<accum_t>()) / count);
}

// A word of results from a window of [N][channels].
template <class T, class res_T, typename CONFIG_T, unsigned N> res_T pooled_word(const T *window, unsigned count) {
    #pragma HLS INLINE
    res_T res;
    for (unsigned c = 0; c < CONFIG_T::n_filt; c++) {
        #pragma HLS UNROLL
        typename CONFIG_T::accum_t values[N];
        #pragma HLS ARRAY_PARTITION variable=values complete
        for (unsigned k = 0; k < N; k++) {
            #pragma HLS UNROLL
            values[k] = window[k * CONFIG_T::n_filt + c];
        }
        res[c] = typename res_T::value_type(pooled<N, CONFIG_T>(values, count));
    }
    return res;
}

template <class data_T, Pool_Op op> data_T pad_word() {
    #pragma HLS INLINE
    data_T word;
    for (unsigned i = 0; i < data_T::size; i++) {
        #pragma HLS UNROLL
        word[i] = pad_val<typename data_T::value_type, op>();
    }
    return word;
}

// How many of the `size` places that end at `end` of the padded line lie in the input.
template <unsigned before, unsigned count, unsigned size> unsigned places_inside(unsigned end) {
    #pragma HLS INLINE
    const unsigned from = end + 1 - size < before ? before : end + 1 - size;
    const unsigned to = end + 1 < before + count ? end + 1 : before + count;
    return to - from;
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void pooling1d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    typedef typename data_T::value_type value_T;
    const unsigned width = CONFIG_T::n_in + CONFIG_T::pad_left + CONFIG_T::pad_right;
    value_T window[CONFIG_T::pool_width * CONFIG_T::n_filt] = {};
    #pragma HLS ARRAY_PARTITION variable=window complete
    window_scan<width, CONFIG_T::pool_width, CONFIG_T::stride_width> place;

    for (unsigned i = 0; i < width; i++) {
        #pragma HLS PIPELINE
        const bool inside = is_within<CONFIG_T::pad_left, CONFIG_T::n_in>(i);
        const data_T word = inside ? data.read() : pad_word<data_T, CONFIG_T::pool_op>();
        shift_window<value_T, 1, CONFIG_T::pool_width, CONFIG_T::n_filt>(window, word.data);
        if (place.complete()) {
            const unsigned count = CONFIG_T::count_pad
                                       ? CONFIG_T::pool_width
                                       : places_inside<CONFIG_T::pad_left, CONFIG_T::n_in, CONFIG_T::pool_width>(i);
            res.write(pooled_word<value_T, res_T, CONFIG_T, CONFIG_T::pool_width>(window, count));
        }
        place.next();
    }
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void pooling2d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    typedef typename data_T::value_type value_T;
    const unsigned rows = CONFIG_T::pool_height;
    const unsigned size = CONFIG_T::pool_height * CONFIG_T::pool_width;
    const unsigned height = CONFIG_T::in_height + CONFIG_T::pad_top + CONFIG_T::pad_bottom;
    const unsigned width = CONFIG_T::in_width + CONFIG_T::pad_left + CONFIG_T::pad_right;
    NNET_KEPT value_T lines[rows < 2 ? 1 : rows - 1][width][CONFIG_T::n_filt];
    #pragma HLS ARRAY_PARTITION variable=lines complete dim=1
    #pragma HLS ARRAY_PARTITION variable=lines complete dim=3
    value_T window[size * CONFIG_T::n_filt] = {};
    #pragma HLS ARRAY_PARTITION variable=window complete
    window_scan<height, CONFIG_T::pool_height, CONFIG_T::stride_height> row;
    window_scan<width, CONFIG_T::pool_width, CONFIG_T::stride_width> column;

    for (unsigned i = 0; i < height * width; i++) {
        #pragma HLS PIPELINE
        const bool inside = is_within<CONFIG_T::pad_top, CONFIG_T::in_height>(row.at) &&
                            is_within<CONFIG_T::pad_left, CONFIG_T::in_width>(column.at);
        const data_T pixel = inside ? data.read() : pad_word<data_T, CONFIG_T::pool_op>();
        value_T entering[rows * CONFIG_T::n_filt];
        #pragma HLS ARRAY_PARTITION variable=entering complete
        shift_lines<value_T, rows, width, CONFIG_T::n_filt>(lines, pixel.data, column.at, entering);
        shift_window<value_T, rows, CONFIG_T::pool_width, CONFIG_T::n_filt>(window, entering);
        if (row.complete() && column.complete()) {
            const unsigned overlap =
                places_inside<CONFIG_T::pad_top, CONFIG_T::in_height, CONFIG_T::pool_height>(row.at) *
                places_inside<CONFIG_T::pad_left, CONFIG_T::in_width, CONFIG_T::pool_width>(column.at);
            const unsigned count = CONFIG_T::count_pad ? size : overlap;
            res.write(pooled_word<value_T, res_T, CONFIG_T, size>(window, count));
        }
        if (column.last()) row.next();
        column.next();
    }
}

// Over `places` words; the mean is divided at the end and stored in the result's type at once.
template <class data_T, class res_T, typename CONFIG_T, unsigned places, class pipe1 = void, class pipe2 = void>
void pool_stream(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::accum_t accum_t;
    accum_t pooled[CONFIG_T::n_filt];
    #pragma HLS ARRAY_PARTITION variable=pooled complete
    for (unsigned c = 0; c < CONFIG_T::n_filt; c++) {
        #pragma HLS UNROLL
        pooled[c] = pad_val<accum_t, CONFIG_T::pool_op>();
    }
    for (unsigned i = 0; i < places; i++) {
        #pragma HLS PIPELINE
        const data_T word = data.read();
        for (unsigned c = 0; c < CONFIG_T::n_filt; c++) {
            #pragma HLS UNROLL
            const accum_t x = accum_t(word[c]);
            if (CONFIG_T::pool_op == Average) pooled[c] += x;
            else if (x > pooled[c]) pooled[c] = x;
        }
    }
    res_T word;
    for (unsigned c = 0; c < CONFIG_T::n_filt; c++) {
        #pragma HLS UNROLL
        typedef typename res_T::value_type value_T;
        word[c] = CONFIG_T::pool_op == Max ? value_T(pooled[c]) : value_T(pooled[c] / places);
    }
    res.write(word);
}

template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void global_pooling1d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    pool_stream<data_T, res_T, CONFIG_T, CONFIG_T::n_in>(data, res);
}
template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void global_pooling2d_cl(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    pool_stream<data_T, res_T, CONFIG_T, CONFIG_T::in_height * CONFIG_T::in_width>(data, res);
}

} // namespace nnet

#endif
