// SPDX-License-Identifier: Apache-2.0
// The largest or the mean value of each window, channel by channel, channels last.
#ifndef NNET_POOLING_H_
#define NNET_POOLING_H_

#include "nnet_conv.h"
#include "nnet_padding.h"

namespace nnet {

enum Pool_Op { Max, Average };

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct pooling1d_config {
    typedef signed_fixed<16, 6> accum_t;

    static const unsigned n_in = 1;
    static const unsigned n_out = 1;
    static const unsigned n_filt = 1;
    static const unsigned pool_width = 1;
    static const unsigned stride_width = 1;
    static const unsigned pad_left = 0;
    static const unsigned pad_right = 0;
    // Whether a mean divides by the whole window where it reaches over the edge.
    static const bool count_pad = false;
    static const unsigned reuse_factor = 1;
    static const Pool_Op pool_op = Max;
    static const conv_implementation implementation = conv_implementation::linebuffer;
};
struct pooling2d_config {
    typedef signed_fixed<16, 6> accum_t;

    static const unsigned in_height = 1;
    static const unsigned in_width = 1;
    static const unsigned out_height = 1;
    static const unsigned out_width = 1;
    static const unsigned n_filt = 1;
    static const unsigned pool_height = 1;
    static const unsigned pool_width = 1;
    static const unsigned stride_height = 1;
    static const unsigned stride_width = 1;
    static const unsigned pad_top = 0;
    static const unsigned pad_bottom = 0;
    static const unsigned pad_left = 0;
    static const unsigned pad_right = 0;
    static const bool count_pad = false;
    static const unsigned reuse_factor = 1;
    static const Pool_Op pool_op = Max;
    static const conv_implementation implementation = conv_implementation::linebuffer;
};

// The smallest value of a type: its sign bit alone.
template <class T> T lowest() {
    #pragma HLS INLINE
    T value = 0;
    value[T::width - 1] = 1;
    return value < 0 ? value : T(0);
}

// What lies beyond the edge: nothing that could be the largest, and nothing to a sum.
template <class T, Pool_Op op> T pad_val() {
    #pragma HLS INLINE
    return op == Max ? lowest<T>() : T(0);
}

// Of an array of N values: the largest, or their sum divided by count. The sum goes one after another in accum_t, and
// the quotient is cut towards zero.
template <class T, unsigned N, Pool_Op op, class accum_t> accum_t pool_op(const T *values, unsigned count) {
    #pragma HLS INLINE
    if (op == Max) {
        T largest = values[0];
        for (unsigned i = 1; i < N; i++) {
            #pragma HLS UNROLL
            if (values[i] > largest) largest = values[i];
        }
        return accum_t(largest);
    }
    accum_t sum = 0;
    for (unsigned i = 0; i < N; i++) {
        #pragma HLS UNROLL
        sum += values[i];
    }
    return accum_t(sum / count);
}

template <class data_T, class res_T, typename CONFIG_T>
void pooling1d_cl(const data_T data[CONFIG_T::n_in * CONFIG_T::n_filt], res_T res[CONFIG_T::n_out * CONFIG_T::n_filt]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned c = 0; c < CONFIG_T::n_filt; c++) {
        for (unsigned x = 0; x < CONFIG_T::n_out; x++) {
            data_T window[CONFIG_T::pool_width];
            #pragma HLS ARRAY_PARTITION variable=window complete
            unsigned inside = 0;
            for (unsigned k = 0; k < CONFIG_T::pool_width; k++) {
                const unsigned at = x * CONFIG_T::stride_width + k;
                const bool is_inside = is_within<CONFIG_T::pad_left, CONFIG_T::n_in>(at);
                window[k] = is_inside ? data[(at - CONFIG_T::pad_left) * CONFIG_T::n_filt + c]
                                      : pad_val<data_T, CONFIG_T::pool_op>();
                if (is_inside) inside++;
            }
            const unsigned count = CONFIG_T::count_pad ? CONFIG_T::pool_width : inside;
            res[x * CONFIG_T::n_filt + c] =
                res_T(pool_op<data_T, CONFIG_T::pool_width, CONFIG_T::pool_op, typename CONFIG_T::accum_t>(window, count));
        }
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void pooling2d_cl(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_filt],
                  res_T res[CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_filt]) {
    const unsigned size = CONFIG_T::pool_height * CONFIG_T::pool_width;
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::out_height * CONFIG_T::out_width * CONFIG_T::n_filt; i++) {
        const unsigned c = i % CONFIG_T::n_filt;
        const unsigned top = i / CONFIG_T::n_filt / CONFIG_T::out_width * CONFIG_T::stride_height;
        const unsigned left = i / CONFIG_T::n_filt % CONFIG_T::out_width * CONFIG_T::stride_width;
        data_T window[size];
        #pragma HLS ARRAY_PARTITION variable=window complete
        unsigned inside = 0;
        for (unsigned k = 0; k < size; k++) {
            const unsigned y = top + k / CONFIG_T::pool_width;
            const unsigned x = left + k % CONFIG_T::pool_width;
            const bool is_inside = is_within<CONFIG_T::pad_top, CONFIG_T::in_height>(y) &&
                                   is_within<CONFIG_T::pad_left, CONFIG_T::in_width>(x);
            const unsigned at = (y - CONFIG_T::pad_top) * CONFIG_T::in_width + x - CONFIG_T::pad_left;
            window[k] = is_inside ? data[at * CONFIG_T::n_filt + c] : pad_val<data_T, CONFIG_T::pool_op>();
            if (is_inside) inside++;
        }
        const unsigned count = CONFIG_T::count_pad ? size : inside;
        res[i] = res_T(pool_op<data_T, size, CONFIG_T::pool_op, typename CONFIG_T::accum_t>(window, count));
    }
}

// Over `places` places.
template <class data_T, class res_T, typename CONFIG_T, unsigned places>
void pool_all(const data_T *data, res_T res[CONFIG_T::n_filt]) {
    #pragma HLS INLINE
    for (unsigned c = 0; c < CONFIG_T::n_filt; c++) {
        data_T values[places];
        #pragma HLS ARRAY_PARTITION variable=values complete
        for (unsigned i = 0; i < places; i++) values[i] = data[i * CONFIG_T::n_filt + c];
        res[c] = res_T(pool_op<data_T, places, CONFIG_T::pool_op, typename CONFIG_T::accum_t>(values, places));
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void global_pooling1d_cl(const data_T data[CONFIG_T::n_in * CONFIG_T::n_filt], res_T res[CONFIG_T::n_filt]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    pool_all<data_T, res_T, CONFIG_T, CONFIG_T::n_in>(data, res);
}

template <class data_T, class res_T, typename CONFIG_T>
void global_pooling2d_cl(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_filt],
                         res_T res[CONFIG_T::n_filt]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    pool_all<data_T, res_T, CONFIG_T, CONFIG_T::in_height * CONFIG_T::in_width>(data, res);
}

} // namespace nnet

#endif
