// SPDX-License-Identifier: Apache-2.0
// Functions of each element by itself, on arrays and on streams.
#ifndef NNET_ELEMENTWISE_H_
#define NNET_ELEMENTWISE_H_

#include "nnet_common.h"
#include "nnet_types.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs.
struct activ_config {
    static const unsigned n_in = 1;
    static const unsigned table_size = 1024;
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;

    typedef signed_fixed<18, 8> table_t;
};

// `function_T::apply(x, further...)` of every element: `further` is a parameter or a table that all elements share.
template <class function_T, class data_T, class res_T, typename CONFIG_T, class... further_T>
void apply_to_all(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in], const further_T &...further) {
    #pragma HLS PIPELINE
    for (unsigned i = 0; i < CONFIG_T::n_in; i++) {
        #pragma HLS UNROLL
        res[i] = function_T::apply(data[i], further...);
    }
}
template <class function_T, class data_T, class res_T, typename CONFIG_T,
          class pipe1 = void, class pipe2 = void, class... further_T>
void apply_to_all(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res, const further_T &...further) {
    for (unsigned i = 0; i < CONFIG_T::n_in / res_T::size; i++) {
        #pragma HLS PIPELINE
        const data_T x = data.read();
        res_T y;
        for (unsigned j = 0; j < res_T::size; j++) {
            #pragma HLS UNROLL
            y[j] = function_T::apply(x[j], further...);
        }
        res.write(y);
    }
}

// Declares nnet::name of arrays and of streams by the struct `function` that computes one element.
#define NNET_ELEMENTWISE(name, function)                                                                               \
    template <class data_T, class res_T, typename CONFIG_T>                                                            \
    void name(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {                                          \
        apply_to_all<function<data_T, res_T, CONFIG_T>, data_T, res_T, CONFIG_T>(data, res);                           \
    }                                                                                                                  \
    template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>                    \
    void name(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {                                                \
        typedef function<typename data_T::value_type, typename res_T::value_type, CONFIG_T> function_T;                \
        apply_to_all<function_T, data_T, res_T, CONFIG_T>(data, res);                                                  \
    }

// The same with a parameter between input and output.
#define NNET_ELEMENTWISE_WITH_PARAMETER(name, function)                                                                \
    template <class data_T, class param_T, class res_T, typename CONFIG_T>                                             \
    void name(const data_T data[CONFIG_T::n_in], param_T parameter, res_T res[CONFIG_T::n_in]) {                       \
        apply_to_all<function<data_T, param_T, res_T, CONFIG_T>, data_T, res_T, CONFIG_T>(data, res, parameter);       \
    }                                                                                                                  \
    template <class data_T, class param_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>     \
    void name(stream<data_T, pipe1> &data, param_T parameter, stream<res_T, pipe2> &res) {                             \
        typedef function<typename data_T::value_type, param_T, typename res_T::value_type, CONFIG_T> function_T;       \
        apply_to_all<function_T, data_T, res_T, CONFIG_T>(data, res, parameter);                                       \
    }

} // namespace nnet

#endif
