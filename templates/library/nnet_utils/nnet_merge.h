// SPDX-License-Identifier: Apache-2.0
// Two tensors into one, element by element or side by side.
#ifndef NNET_MERGE_H_
#define NNET_MERGE_H_

#include "nnet_mult.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs. The shorter input is repeated
// (arrays only).
struct merge_config {
    static const unsigned n_elem = 1;
    static const unsigned n_elem1 = 1;
    static const unsigned n_elem2 = 1;
    static const unsigned reuse_factor = 1;
};
struct dot_config {
    typedef signed_fixed<16, 6> accum_t;
    static const unsigned n_in = 1;
    static const unsigned n_out = 1;
    static const unsigned reuse_factor = 1;
    static const unsigned multiplier_limit = 1;
    template <class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>;
};
// Sizes of the axes of both, from the first on; axes are counted from 1, or from -1 backwards.
struct concat_config {
    static const unsigned n_elem1_0 = 1;
    static const unsigned n_elem1_1 = 1;
    static const unsigned n_elem1_2 = 1;
    static const unsigned n_elem2_0 = 1;
    static const unsigned n_elem2_1 = 1;
    static const unsigned n_elem2_2 = 1;
    static const int axis = -1;
};

template <class res_T> struct sum_of {
    template <class x_T, class y_T> static res_T apply(const x_T &x, const y_T &y) { return res_T(x + y); }
};
template <class res_T> struct difference_of {
    template <class x_T, class y_T> static res_T apply(const x_T &x, const y_T &y) { return res_T(x - y); }
};
template <class res_T> struct product_of {
    template <class x_T, class y_T> static res_T apply(const x_T &x, const y_T &y) { return res_T(x * y); }
};
template <class res_T> struct mean_of {
    template <class x_T, class y_T> static res_T apply(const x_T &x, const y_T &y) {
        return res_T((x + y) * unsigned_fixed<1, 0>(0.5));
    }
};
template <class res_T> struct larger_of {
    template <class x_T, class y_T> static res_T apply(const x_T &x, const y_T &y) { return x > y ? res_T(x) : res_T(y); }
};
template <class res_T> struct smaller_of {
    template <class x_T, class y_T> static res_T apply(const x_T &x, const y_T &y) { return x < y ? res_T(x) : res_T(y); }
};

// Declares nnet::name of two arrays by the struct `function` that computes one element.
#define NNET_MERGE(name, function)                                                                                     \
    template <class input1_T, class input2_T, class res_T, typename CONFIG_T>                                          \
    void name(const input1_T data1[CONFIG_T::n_elem1], const input2_T data2[CONFIG_T::n_elem2],                        \
              res_T res[CONFIG_T::n_elem]) {                                                                           \
        merge<function<res_T>, input1_T, input2_T, res_T, CONFIG_T>(data1, data2, res);                                \
    }
template <class function_T, class input1_T, class input2_T, class res_T, typename CONFIG_T>
void merge(const input1_T *data1, const input2_T *data2, res_T *res) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    for (unsigned i = 0; i < CONFIG_T::n_elem; i++) {
        #pragma HLS UNROLL
        res[i] = function_T::apply(data1[i % CONFIG_T::n_elem1], data2[i % CONFIG_T::n_elem2]);
    }
}
NNET_MERGE(add, sum_of)
NNET_MERGE(subtract, difference_of)
NNET_MERGE(multiply, product_of)
NNET_MERGE(average, mean_of)
NNET_MERGE(maximum, larger_of)
NNET_MERGE(minimum, smaller_of)

// The sum of products of two vectors; each product is rounded to accum_t.
template <class input1_T, class input2_T, class res_T, typename CONFIG_T>
void dot1d(const input1_T data1[CONFIG_T::n_in], const input2_T data2[CONFIG_T::n_in], res_T res[CONFIG_T::n_out]) {
    typedef typename CONFIG_T::accum_t accum_t;
    typedef typename CONFIG_T::template product<input1_T, input2_T> product;
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
    accum_t sum = 0;
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        const accum_t term = accum_t(product::product(data1[i], data2[i]));
        sum += term;
    }
    res[0] = res_T(sum);
}

// `outer` times inner1 values of one and inner2 of the other.
template <unsigned outer, unsigned inner1, unsigned inner2, class input1_T, class input2_T, class res_T>
void interleave(const input1_T *data1, const input2_T *data2, res_T *res) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < outer; i++) {
        for (unsigned j = 0; j < inner1; j++) res[i * (inner1 + inner2) + j] = res_T(data1[i * inner1 + j]);
        for (unsigned j = 0; j < inner2; j++) res[i * (inner1 + inner2) + inner1 + j] = res_T(data2[i * inner2 + j]);
    }
}

template <class input1_T, class input2_T, class res_T, typename CONFIG_T>
void concatenate1d(const input1_T *data1, const input2_T *data2, res_T *res) {
    #pragma HLS INLINE
    interleave<1, CONFIG_T::n_elem1_0, CONFIG_T::n_elem2_0>(data1, data2, res);
}

template <class input1_T, class input2_T, class res_T, typename CONFIG_T>
void concatenate2d(const input1_T *data1, const input2_T *data2, res_T *res) {
    #pragma HLS INLINE
    if (CONFIG_T::axis == 2 || CONFIG_T::axis == -1)
        interleave<CONFIG_T::n_elem1_0, CONFIG_T::n_elem1_1, CONFIG_T::n_elem2_1>(data1, data2, res);
    else
        interleave<1, CONFIG_T::n_elem1_0 * CONFIG_T::n_elem1_1, CONFIG_T::n_elem2_0 * CONFIG_T::n_elem2_1>(data1, data2,
                                                                                                           res);
}

template <class input1_T, class input2_T, class res_T, typename CONFIG_T>
void concatenate3d(const input1_T *data1, const input2_T *data2, res_T *res) {
    #pragma HLS INLINE
    const unsigned plane1 = CONFIG_T::n_elem1_1 * CONFIG_T::n_elem1_2;
    const unsigned plane2 = CONFIG_T::n_elem2_1 * CONFIG_T::n_elem2_2;
    if (CONFIG_T::axis == 3 || CONFIG_T::axis == -1)
        interleave<CONFIG_T::n_elem1_0 * CONFIG_T::n_elem1_1, CONFIG_T::n_elem1_2, CONFIG_T::n_elem2_2>(data1, data2, res);
    else if (CONFIG_T::axis == 2 || CONFIG_T::axis == -2)
        interleave<CONFIG_T::n_elem1_0, plane1, plane2>(data1, data2, res);
    else
        interleave<1, CONFIG_T::n_elem1_0 * plane1, CONFIG_T::n_elem2_0 * plane2>(data1, data2, res);
}

} // namespace nnet

#endif
