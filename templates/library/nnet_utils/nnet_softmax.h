// SPDX-License-Identifier: Apache-2.0
// Softmax by two look-up tables, exp(x) and 1/x, each addressed by the top bits of a fixed-point number.
#ifndef NNET_SOFTMAX_H_
#define NNET_SOFTMAX_H_

#include "nnet_activation.h"
#include <math.h>

namespace nnet {

// latency: exp of the inputs as they are. stable: exp of their distance below the largest, which cannot overflow.
// argmax: 1 for the first largest input, 0 for the others, no tables.
enum class softmax_implementation { latency = 0, legacy = 1, stable = 2, argmax = 3 };

// Defaults; the configuration of a layer derives from this and replaces what differs. n_slice inputs share a sum.
struct softmax_config : activ_config {
    static const unsigned n_slice = 1;
    static const unsigned n_outer = 1;
    static const unsigned n_inner = 1;
    static const unsigned parallelization_factor = 1;
    static const unsigned exp_table_size = 1024;
    static const unsigned inv_table_size = 1024;
    static const softmax_implementation implementation = softmax_implementation::stable;
    static constexpr float exp_scale = 1.0f;

    typedef signed_fixed<18, 8> exp_table_t;
    typedef signed_fixed<18, 8> inv_table_t;
    typedef signed_fixed<18, 8> accum_t;
    typedef signed_fixed<18, 8> inv_inp_t;
    typedef unsigned_fixed<18, 8> inp_norm_t;
};

// Addresses of a table of `size` entries: the top bits of T, sign included, as they stand. A type with fewer bits
// than the address has uses every (2^missing)th entry.
template <class T, unsigned size> struct top_bits {
    static constexpr int address = ceillog2(size);
    // Functions, because a simulation may know the width only when it runs.
    static int width() { return T::width; }
    static int taken() { return width() < address ? width() : address; }

    static unsigned index(const T &x) {
        #pragma HLS INLINE
        return top_bits_of<address>(x, width(), taken()) << (address - taken());
    }
    // The lowest value (in bits) that has this address.
    static T value(unsigned index) {
        return with_top_bits<address, T>(index >> (address - taken()), width(), taken());
    }
};

// Tables are filled by plain loops over constants, which a synthesis tool turns into ROMs. exp is computed in double
// and rounded to float once, so that every host agrees on every entry.
template <class index_T, typename CONFIG_T>
void fill_exp_table(typename CONFIG_T::exp_table_t table[CONFIG_T::exp_table_size], bool negative) {
    for (unsigned i = 0; i < CONFIG_T::exp_table_size; i++) {
        const double x = top_bits<index_T, CONFIG_T::exp_table_size>::value(i).to_double() * double(CONFIG_T::exp_scale);
        table[i] = typename CONFIG_T::exp_table_t(float(exp(negative ? -x : x)));
    }
}

// 1/0 is infinite and becomes what inv_table_t makes of a value above its range.
template <typename CONFIG_T> void fill_inverse_table(typename CONFIG_T::inv_table_t table[CONFIG_T::inv_table_size]) {
    for (unsigned i = 0; i < CONFIG_T::inv_table_size; i++) {
        const float x = float(top_bits<typename CONFIG_T::inv_inp_t, CONFIG_T::inv_table_size>::value(i).to_double());
        table[i] = typename CONFIG_T::inv_table_t(1.0f / x);
    }
}

template <class index_T, typename CONFIG_T, bool negative> struct softmax_tables {
    typename CONFIG_T::exp_table_t exponential[CONFIG_T::exp_table_size];
    typename CONFIG_T::inv_table_t inverse[CONFIG_T::inv_table_size];
    softmax_tables() {
        fill_exp_table<index_T, CONFIG_T>(exponential, negative);
        fill_inverse_table<CONFIG_T>(inverse);
    }
};

// exp(x[i]) / sum of exp(x), or of exp(-x) if `negative`.
template <class index_T, class res_T, typename CONFIG_T, bool negative>
void softmax_by_tables(const index_T x[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice]) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::accum_t accum_t;
#ifdef NNET_SYNTHESIS
    typename CONFIG_T::exp_table_t exponential[CONFIG_T::exp_table_size];
    typename CONFIG_T::inv_table_t inverse[CONFIG_T::inv_table_size];
    fill_exp_table<index_T, CONFIG_T>(exponential, negative);
    fill_inverse_table<CONFIG_T>(inverse);
#else
    static const softmax_tables<index_T, CONFIG_T, negative> tables;
    const typename CONFIG_T::exp_table_t *const exponential = tables.exponential;
    const typename CONFIG_T::inv_table_t *const inverse = tables.inverse;
#endif

    accum_t term[CONFIG_T::n_slice];
    #pragma HLS ARRAY_PARTITION variable=term complete
    for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
        #pragma HLS UNROLL
        term[i] = accum_t(exponential[top_bits<index_T, CONFIG_T::exp_table_size>::index(x[i])]);
    }

    const typename CONFIG_T::inv_inp_t sum = reduce<accum_t, CONFIG_T::n_slice>(term, Op_add<accum_t>());
    const typename CONFIG_T::inv_table_t scale =
        inverse[top_bits<typename CONFIG_T::inv_inp_t, CONFIG_T::inv_table_size>::index(sum)];
    for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
        #pragma HLS UNROLL
        res[i] = res_T(term[i] * scale);
    }
}

template <class data_T, class res_T, typename CONFIG_T>
void softmax_latency(const data_T data[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice]) {
    #pragma HLS PIPELINE
    softmax_by_tables<data_T, res_T, CONFIG_T, false>(data, res);
}

template <class data_T, class res_T, typename CONFIG_T>
void softmax_stable(const data_T data[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice]) {
    #pragma HLS PIPELINE
    typedef typename CONFIG_T::inp_norm_t inp_norm_t;
    const data_T largest = reduce<data_T, CONFIG_T::n_slice>(data, Op_max<data_T>());
    inp_norm_t below[CONFIG_T::n_slice];
    #pragma HLS ARRAY_PARTITION variable=below complete
    for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
        #pragma HLS UNROLL
        below[i] = inp_norm_t(largest - data[i]);
    }
    softmax_by_tables<inp_norm_t, res_T, CONFIG_T, true>(below, res);
}

template <class data_T, class res_T, typename CONFIG_T>
void softmax_argmax(const data_T data[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice]) {
    #pragma HLS PIPELINE
    unsigned winner = 0;
    data_T largest = data[0];
    for (unsigned i = 1; i < CONFIG_T::n_slice; i++) {
        #pragma HLS UNROLL
        if (data[i] > largest) {
            largest = data[i];
            winner = i;
        }
    }
    for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
        #pragma HLS UNROLL
        res[i] = i == winner ? res_T(1) : res_T(0);
    }
}

template <softmax_implementation implementation> struct softmax_kernel;
template <> struct softmax_kernel<softmax_implementation::latency> {
    template <class data_T, class res_T, typename CONFIG_T> static void apply(const data_T *data, res_T *res) {
        #pragma HLS INLINE
        softmax_latency<data_T, res_T, CONFIG_T>(data, res);
    }
};
template <> struct softmax_kernel<softmax_implementation::stable> {
    template <class data_T, class res_T, typename CONFIG_T> static void apply(const data_T *data, res_T *res) {
        #pragma HLS INLINE
        softmax_stable<data_T, res_T, CONFIG_T>(data, res);
    }
};
template <> struct softmax_kernel<softmax_implementation::argmax> {
    template <class data_T, class res_T, typename CONFIG_T> static void apply(const data_T *data, res_T *res) {
        #pragma HLS INLINE
        softmax_argmax<data_T, res_T, CONFIG_T>(data, res);
    }
};

// Over one slice of n_slice values.
template <class data_T, class res_T, typename CONFIG_T>
void softmax(const data_T data[CONFIG_T::n_slice], res_T res[CONFIG_T::n_slice]) {
    #pragma HLS INLINE
    softmax_kernel<CONFIG_T::implementation>::template apply<data_T, res_T, CONFIG_T>(data, res);
}

// Over the middle axis of an array [n_outer][n_slice][n_inner].
template <class data_T, class res_T, typename CONFIG_T>
void softmax_multidim(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS INLINE
    for (unsigned outer = 0; outer < CONFIG_T::n_outer; outer++) {
        #pragma HLS UNROLL
        for (unsigned inner = 0; inner < CONFIG_T::n_inner; inner++) {
            #pragma HLS UNROLL
            const unsigned first = outer * CONFIG_T::n_slice * CONFIG_T::n_inner + inner;
            data_T slice[CONFIG_T::n_slice];
            res_T answer[CONFIG_T::n_slice];
            for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
                #pragma HLS UNROLL
                slice[i] = data[first + i * CONFIG_T::n_inner];
            }
            softmax<data_T, res_T, CONFIG_T>(slice, answer);
            for (unsigned i = 0; i < CONFIG_T::n_slice; i++) {
                #pragma HLS UNROLL
                res[first + i * CONFIG_T::n_inner] = answer[i];
            }
        }
    }
}

} // namespace nnet

#endif
