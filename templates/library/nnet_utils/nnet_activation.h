// SPDX-License-Identifier: Apache-2.0
// Activations of each element by itself, and softmax (nnet_softmax.h). What an activation computes is written once,
// as a struct with `apply`; arrays and streams share it.
#ifndef NNET_ACTIVATION_H_
#define NNET_ACTIVATION_H_

#include "nnet_elementwise.h"
#include "nnet_table_activation.h"

namespace nnet {

template <class data_T, class res_T, typename CONFIG_T> struct linear_of {
    static res_T apply(const data_T &x) {
        #pragma HLS INLINE
        return res_T(x);
    }
};

template <class data_T, class res_T, typename CONFIG_T> struct relu_of {
    static res_T apply(const data_T &x) {
        #pragma HLS INLINE
        return x > 0 ? res_T(x) : res_T(0);
    }
};

// x, but from 0 to a whole number.
template <int largest> struct relu_up_to {
    template <class data_T, class res_T, typename CONFIG_T> struct of {
        static res_T apply(const data_T &x) {
            #pragma HLS INLINE
            return x < 0 ? res_T(0) : x > largest ? res_T(largest) : res_T(x);
        }
    };
};

// slope * x + shift, from 0 to 1. Where it is limited the limit is stored in the type of the sum first, which may
// not hold it.
template <class data_T, typename CONFIG_T> struct limited_line {
    typedef decltype(CONFIG_T::slope * data_T() + CONFIG_T::shift) sum_T;
    static sum_T apply(const data_T &x) {
        #pragma HLS INLINE
        const sum_T y = CONFIG_T::slope * x + CONFIG_T::shift;
        return y > 1 ? sum_T(1) : y < 0 ? sum_T(0) : y;
    }
};

template <class data_T, class res_T, typename CONFIG_T> struct hard_sigmoid_of {
    static res_T apply(const data_T &x) {
        #pragma HLS INLINE
        return res_T(limited_line<data_T, CONFIG_T>::apply(x));
    }
};

template <class data_T, class res_T, typename CONFIG_T> struct hard_tanh_of {
    static res_T apply(const data_T &x) {
        #pragma HLS INLINE
        return res_T(2 * limited_line<data_T, CONFIG_T>::apply(x) - 1);
    }
};

// The sign, 1 for 0; in a single bit 0 stands for -1.
template <class res_T> struct sign_as {
    static res_T of(bool positive) {
        #pragma HLS INLINE
        return positive ? res_T(1) : res_T(-1);
    }
};
template <> struct sign_as<unsigned_int<1>> {
    static unsigned_int<1> of(bool positive) {
        #pragma HLS INLINE
        return positive ? 1 : 0;
    }
};
template <class data_T, class res_T, typename CONFIG_T> struct binary_tanh_of {
    static res_T apply(const data_T &x) {
        #pragma HLS INLINE
        return sign_as<res_T>::of(x >= 0);
    }
};

// 1 above a half, -1 at minus a half and below, else 0. Twice x is rounded to its own type first.
template <class data_T, class res_T, typename CONFIG_T> struct ternary_tanh_of {
    static res_T apply(const data_T &x) {
        #pragma HLS INLINE
        const data_T twice = data_T(2 * x);
        return twice > 1 ? res_T(1) : twice > -1 ? res_T(0) : res_T(-1);
    }
};

template <class data_T, class param_T, class res_T, typename CONFIG_T> struct leaky_relu_of {
    static res_T apply(const data_T &x, const param_T &alpha) {
        #pragma HLS INLINE
        return x > 0 ? res_T(x) : res_T(alpha * x);
    }
};

template <class data_T, class param_T, class res_T, typename CONFIG_T> struct thresholded_relu_of {
    static res_T apply(const data_T &x, const param_T &theta) {
        #pragma HLS INLINE
        return x > theta ? res_T(x) : res_T(0);
    }
};

NNET_ELEMENTWISE(linear, linear_of)
NNET_ELEMENTWISE(relu, relu_of)
NNET_ELEMENTWISE(relu1, relu_up_to<1>::template of)
NNET_ELEMENTWISE(relu6, relu_up_to<6>::template of)
NNET_ELEMENTWISE(hard_sigmoid, hard_sigmoid_of)
NNET_ELEMENTWISE(hard_tanh, hard_tanh_of)
NNET_ELEMENTWISE(binary_tanh, binary_tanh_of)
NNET_ELEMENTWISE(ternary_tanh, ternary_tanh_of)
NNET_ELEMENTWISE_WITH_PARAMETER(leaky_relu, leaky_relu_of)
NNET_ELEMENTWISE_WITH_PARAMETER(thresholded_relu, thresholded_relu_of)

template <class data_T, class res_T, int largest, typename CONFIG_T>
void relu_max(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    typedef typename relu_up_to<largest>::template of<data_T, res_T, CONFIG_T> function_T;
    apply_to_all<function_T, data_T, res_T, CONFIG_T>(data, res);
}
template <class data_T, class res_T, int largest, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void relu_max(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    typedef typename data_T::value_type x_T;
    typedef typename relu_up_to<largest>::template of<x_T, typename res_T::value_type, CONFIG_T> function_T;
    apply_to_all<function_T, data_T, res_T, CONFIG_T>(data, res);
}

// A slope for each element.
template <class data_T, class param_T, class res_T, typename CONFIG_T>
void prelu(const data_T data[CONFIG_T::n_in], const param_T alpha[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        res[i] = leaky_relu_of<data_T, param_T, res_T, CONFIG_T>::apply(data[i], alpha[i]);
    }
}
template <class data_T, class param_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void prelu(stream<data_T, pipe1> &data, const param_T alpha[CONFIG_T::n_in], stream<res_T, pipe2> &res) {
    typedef leaky_relu_of<typename data_T::value_type, param_T, typename res_T::value_type, CONFIG_T> function;
    for (unsigned i = 0; i < CONFIG_T::n_in / res_T::size; i++) {
        #pragma HLS PIPELINE
        const data_T x = data.read();
        res_T y;
        for (unsigned j = 0; j < res_T::size; j++) {
            #pragma HLS UNROLL
            y[j] = function::apply(x[j], alpha[i * res_T::size + j]);
        }
        res.write(y);
    }
}

} // namespace nnet

#include "nnet_softmax.h"

#endif
