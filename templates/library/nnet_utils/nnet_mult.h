// SPDX-License-Identifier: Apache-2.0
// The product of one input and one weight. Types of one or two bits stand for -1, 0 and +1 and need no multiplier;
// a configuration names the product that its types ask for.
#ifndef NNET_MULT_H_
#define NNET_MULT_H_

#include "nnet_common.h"

namespace nnet {

namespace product {

template <class x_T, class w_T> struct mult {
    static auto product(x_T x, w_T w) -> decltype(x * w) {
        #pragma HLS INLINE
        return x * w;
    }
};

// Both of one bit, 0 meaning -1: one bit that says "equal", see cast.
template <class x_T, class w_T> struct both_binary {
    static x_T product(x_T x, w_T w) {
        #pragma HLS INLINE
        return x == w;
    }
};

// A weight of one bit, 0 meaning -1.
template <class x_T, class w_T> struct weight_binary {
    static auto product(x_T x, w_T w) -> decltype(-x) {
        #pragma HLS INLINE
        typedef decltype(-x) product_T;
        return w == 0 ? product_T(-x) : product_T(x);
    }
};

// An input of one bit, 0 meaning -1.
template <class x_T, class w_T> struct data_binary {
    static auto product(x_T x, w_T w) -> decltype(-w) {
        #pragma HLS INLINE
        typedef decltype(-w) product_T;
        return x == 0 ? product_T(-w) : product_T(w);
    }
};

// A weight of two bits: -1, 0 or 1.
template <class x_T, class w_T> struct weight_ternary {
    static auto product(x_T x, w_T w) -> decltype(-x) {
        #pragma HLS INLINE
        typedef decltype(-x) product_T;
        return w == 0 ? product_T(0) : w == -1 ? product_T(-x) : product_T(x);
    }
};

} // namespace product

// Both types are single bits.
template <class x_T, class w_T> struct is_both_binary {
    static const bool value = false;
};
template <> struct is_both_binary<unsigned_int<1>, unsigned_int<1>> {
    static const bool value = true;
};

// The sum of a neuron as its result. A sum of n single-bit products counts the equal bits, e of n, and stands for
// e - (n - e).
template <class res_T, class CONFIG_T, bool BothBinary> struct result_cast {
    template <class T> static res_T apply(const T &sum) {
        #pragma HLS INLINE
        return res_T(sum);
    }
};
template <class res_T, class CONFIG_T> struct result_cast<res_T, CONFIG_T, true> {
    typedef signed_int<ceillog2(CONFIG_T::n_in) + 2> count_t;
    template <class T> static res_T apply(const T &sum) {
        #pragma HLS INLINE
        return res_T(count_t(sum * 2 - int(CONFIG_T::n_in)));
    }
};

template <class data_T, class res_T, typename CONFIG_T> res_T cast(typename CONFIG_T::accum_t sum) {
    #pragma HLS INLINE
    return result_cast<res_T, CONFIG_T, is_both_binary<data_T, typename CONFIG_T::weight_t>::value>::apply(sum);
}

} // namespace nnet

#endif
