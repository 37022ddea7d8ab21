// SPDX-License-Identifier: Apache-2.0
// What one- and two-dimensional convolutions of arrays share: every window is gathered into a vector, which goes
// through the dense product that mult_config names.
#ifndef NNET_CONV_H_
#define NNET_CONV_H_

#include "nnet_dense.h"

namespace nnet {

// How windows of a stream are found; there is one way here, and hls4ml's word for it.
enum class conv_implementation { linebuffer = 0, encoded = 1 };

// The word of a stream that comes number idx in its line; hls4ml's encoded implementation shortens its table so.
template <unsigned K, unsigned S, unsigned W> struct scale_index_regular {};
template <unsigned K, unsigned S, unsigned W> struct scale_index_unscaled {};

// Where a window of K places that moves by S stands on W places. `complete`: its last place is here.
template <unsigned W, unsigned K, unsigned S> struct window_scan {
    unsigned at;
    unsigned missing;

    window_scan() : at(0), missing(K - 1) {}
    bool complete() const { return missing == 0; }
    bool last() const { return at + 1 == W; }
    void next() {
        #pragma HLS INLINE
        missing = last() ? K - 1 : missing == 0 ? S - 1 : missing - 1;
        at = last() ? 0 : at + 1;
    }
};

// The windows of the n_pixels results of one partition, zeros where they reach over the edge: [width, channels].
template <class data_T, typename CONFIG_T> struct FillConv1DBuffer {
    static void fill_buffer(const data_T data[CONFIG_T::in_width * CONFIG_T::n_chan],
                            data_T buffer[CONFIG_T::n_pixels][CONFIG_T::filt_width * CONFIG_T::n_chan],
                            unsigned partition) {
        #pragma HLS INLINE
        for (unsigned p = 0; p < CONFIG_T::n_pixels; p++) {
            #pragma HLS UNROLL
            const unsigned first = (partition * CONFIG_T::n_pixels + p) * CONFIG_T::stride_width;
            for (unsigned i = 0; i < CONFIG_T::filt_width * CONFIG_T::n_chan; i++) {
                #pragma HLS UNROLL
                const int x = int(first + i / CONFIG_T::n_chan) - int(CONFIG_T::pad_left);
                const bool inside = x >= 0 && x < int(CONFIG_T::in_width);
                buffer[p][i] = inside ? data[x * int(CONFIG_T::n_chan) + int(i % CONFIG_T::n_chan)] : data_T(0);
            }
        }
    }
};

// The same in two dimensions: [height, width, channels].
template <class data_T, typename CONFIG_T> struct FillConv2DBuffer {
    static void
    fill_buffer(const data_T data[CONFIG_T::in_height * CONFIG_T::in_width * CONFIG_T::n_chan],
                data_T buffer[CONFIG_T::n_pixels][CONFIG_T::filt_height * CONFIG_T::filt_width * CONFIG_T::n_chan],
                unsigned partition) {
        #pragma HLS INLINE
        const unsigned line = CONFIG_T::filt_width * CONFIG_T::n_chan;
        for (unsigned p = 0; p < CONFIG_T::n_pixels; p++) {
            #pragma HLS UNROLL
            const unsigned pixel = partition * CONFIG_T::n_pixels + p;
            const unsigned top = pixel / CONFIG_T::out_width * CONFIG_T::stride_height;
            const unsigned left = pixel % CONFIG_T::out_width * CONFIG_T::stride_width;
            for (unsigned i = 0; i < CONFIG_T::filt_height * line; i++) {
                #pragma HLS UNROLL
                const int y = int(top + i / line) - int(CONFIG_T::pad_top);
                const int x = int(left + i % line / CONFIG_T::n_chan) - int(CONFIG_T::pad_left);
                const bool inside =
                    y >= 0 && y < int(CONFIG_T::in_height) && x >= 0 && x < int(CONFIG_T::in_width);
                const int at = (y * int(CONFIG_T::in_width) + x) * int(CONFIG_T::n_chan) + int(i % CONFIG_T::n_chan);
                buffer[p][i] = inside ? data[at] : data_T(0);
            }
        }
    }
};

// One partition after another; the results of one partition at the same time.
template <class data_T, class res_T, typename CONFIG_T, unsigned taps>
void convolve_partition(const data_T *data, res_T *res, const typename CONFIG_T::weight_t *weights,
                        const typename CONFIG_T::bias_t *biases, unsigned partition) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::mult_config mult_config;
    data_T window[CONFIG_T::n_pixels][taps];
    #pragma HLS ARRAY_PARTITION variable=window complete dim=0
    CONFIG_T::template fill_buffer<data_T, CONFIG_T>::fill_buffer(data, window, partition);
    for (unsigned p = 0; p < CONFIG_T::n_pixels; p++) {
        #pragma HLS UNROLL
        mult_config::template kernel<data_T, res_T, mult_config>::dense(
            window[p], res + (partition * CONFIG_T::n_pixels + p) * CONFIG_T::n_filt, weights, biases);
    }
}

// With all products of a result at once: a pipeline that starts a partition every reuse_factor cycles.
template <class data_T, class res_T, typename CONFIG_T, unsigned taps, unsigned strategy> struct partitions {
    static void convolve(const data_T *data, res_T *res, const typename CONFIG_T::weight_t *weights,
                         const typename CONFIG_T::bias_t *biases) {
        #pragma HLS ARRAY_PARTITION variable=biases complete
        for (unsigned partition = 0; partition < CONFIG_T::n_partitions; partition++) {
            #pragma HLS PIPELINE II=CONFIG_T::reuse_factor rewind
            convolve_partition<data_T, res_T, CONFIG_T, taps>(data, res, weights, biases, partition);
        }
    }
};
// With shared multipliers the dense product is the pipeline.
template <class data_T, class res_T, typename CONFIG_T, unsigned taps>
struct partitions<data_T, res_T, CONFIG_T, taps, resource> {
    static void convolve(const data_T *data, res_T *res, const typename CONFIG_T::weight_t *weights,
                         const typename CONFIG_T::bias_t *biases) {
        for (unsigned partition = 0; partition < CONFIG_T::n_partitions; partition++)
            convolve_partition<data_T, res_T, CONFIG_T, taps>(data, res, weights, biases, partition);
    }
};

} // namespace nnet

#endif
