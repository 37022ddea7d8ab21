// SPDX-License-Identifier: Apache-2.0
// Activations by look-up tables: table_size values over a fixed range of inputs, the ends standing for all beyond.
#ifndef NNET_TABLE_ACTIVATION_H_
#define NNET_TABLE_ACTIVATION_H_

#include "nnet_elementwise.h"
#include <math.h>

namespace nnet {

// exp is computed in double and rounded to float once, so that every host agrees on every entry.
inline float exp_as_float(float x) { return float(exp(double(x))); }

// Functions over -range .. range: entry i is the function of (i - table_size / 2) * 2 range / table_size.
struct sigmoid_function {
    static const int range = 8;
    static double value(float x) { return float(1.0 / (1 + exp_as_float(-x))); }
};
struct tanh_function {
    static const int range = 4;
    static double value(float x) { return tanh(double(x)); }
};
struct softplus_function {
    static const int range = 8;
    static double value(float x) { return float(log(exp_as_float(x) + 1.0)); }
};
struct softsign_function {
    static const int range = 8;
    static double value(float x) { return float(x / (fabs(double(x)) + 1.0)); }
};

// Functions of negative inputs only, over -8 .. 0: entry i is the function of -8 i / table_size.
struct elu_function {
    static double value(float x) { return float(exp_as_float(x) - 1.0); }
};
struct selu_function {
    static double value(float x) {
        return float(1.0507009873554804934193349852946 * (1.6732632423543772848170429916717 * (exp_as_float(x) - 1.0)));
    }
};

template <class function_T, typename CONFIG_T> void fill_symmetric_table(typename CONFIG_T::table_t *table) {
    for (unsigned i = 0; i < CONFIG_T::table_size; i++) {
        const float size = float(CONFIG_T::table_size);
        table[i] = typename CONFIG_T::table_t(function_T::value(float(2.0 * function_T::range * (i - size / 2.0) / size)));
    }
}
template <class function_T, typename CONFIG_T> void fill_negative_table(typename CONFIG_T::table_t *table) {
    for (unsigned i = 0; i < CONFIG_T::table_size; i++)
        table[i] = typename CONFIG_T::table_t(function_T::value(float(-8.0 * i / float(CONFIG_T::table_size))));
}

// A table that is filled once. A synthesis tool turns the filling, a loop over constants, into a ROM: there it must
// be local to the function that reads it.
template <class table_T, unsigned size, void (*fill)(table_T *)> struct filled_table {
    table_T values[size];
    filled_table() { fill(values); }
};
#ifdef NNET_SYNTHESIS
#define NNET_TABLE(table_T, size, name, ...)                                                                           \
    table_T name[size];                                                                                                \
    __VA_ARGS__(name);
#else
#define NNET_TABLE(table_T, size, name, ...)                                                                           \
    static const filled_table<table_T, size, __VA_ARGS__> name##_filled;                                               \
    const table_T *const name = name##_filled.values;
#endif

// Truncated towards zero, then brought into the table.
template <typename CONFIG_T> struct table_address {
    static int within(int index) {
        #pragma HLS INLINE
        const int last = int(CONFIG_T::table_size) - 1;
        return index < 0 ? 0 : index > last ? last : index;
    }
};

template <class function_T, class data_T, class res_T, typename CONFIG_T> struct symmetric_table_of {
    static res_T apply(const data_T &x, const typename CONFIG_T::table_t *table) {
        #pragma HLS INLINE
        const int middle = int(CONFIG_T::table_size) / 2;
        const int index = truncated(x * CONFIG_T::table_size / (2 * function_T::range));
        return res_T(table[table_address<CONFIG_T>::within(index + middle)]);
    }
};

// The address of a negative x.
template <class data_T, typename CONFIG_T> int negative_address(const data_T &x) {
    #pragma HLS INLINE
    return table_address<CONFIG_T>::within(truncated(x * CONFIG_T::table_size / -8));
}

template <class data_T, class param_T, class res_T, typename CONFIG_T> struct elu_of {
    static res_T apply(const data_T &x, const param_T &alpha, const typename CONFIG_T::table_t *table) {
        #pragma HLS INLINE
        return x >= 0 ? res_T(x) : res_T(alpha * table[negative_address<data_T, CONFIG_T>(x)]);
    }
};

template <class data_T, class res_T, typename CONFIG_T, class scale_T> struct selu_of {
    static res_T apply(const data_T &x, const typename CONFIG_T::table_t *table) {
        #pragma HLS INLINE
        const scale_T scale = 1.0507009873554805;
        return x >= 0 ? res_T(scale * x) : res_T(table[negative_address<data_T, CONFIG_T>(x)]);
    }
};

// Declares nnet::name of arrays and of streams.
#define NNET_TABLE_ACTIVATION(name, function_T)                                                                        \
    template <class data_T, class res_T, typename CONFIG_T>                                                            \
    void name(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {                                          \
        typedef typename CONFIG_T::table_t table_t;                                                                    \
        NNET_TABLE(table_t, CONFIG_T::table_size, table, fill_symmetric_table<function_T, CONFIG_T>)                   \
        apply_to_all<symmetric_table_of<function_T, data_T, res_T, CONFIG_T>, data_T, res_T, CONFIG_T>(data, res,      \
                                                                                                       table);         \
    }                                                                                                                  \
    template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>                    \
    void name(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {                                                \
        typedef typename CONFIG_T::table_t table_t;                                                                    \
        typedef typename data_T::value_type x_T;                                                                       \
        typedef typename res_T::value_type y_T;                                                                        \
        NNET_TABLE(table_t, CONFIG_T::table_size, table, fill_symmetric_table<function_T, CONFIG_T>)                   \
        apply_to_all<symmetric_table_of<function_T, x_T, y_T, CONFIG_T>, data_T, res_T, CONFIG_T>(data, res, table);   \
    }
NNET_TABLE_ACTIVATION(sigmoid, sigmoid_function)
NNET_TABLE_ACTIVATION(tanh, tanh_function)
NNET_TABLE_ACTIVATION(softplus, softplus_function)
NNET_TABLE_ACTIVATION(softsign, softsign_function)

template <class data_T, class res_T, typename CONFIG_T>
void selu(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    typedef typename CONFIG_T::table_t table_t;
    NNET_TABLE(table_t, CONFIG_T::table_size, table, fill_negative_table<selu_function, CONFIG_T>)
    typedef selu_of<data_T, res_T, CONFIG_T, unsigned_fixed<16, 1>> function_T;
    apply_to_all<function_T, data_T, res_T, CONFIG_T>(data, res, table);
}
// In streams the scale is of the data's type, as in hls4ml.
template <class data_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void selu(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res) {
    typedef typename CONFIG_T::table_t table_t;
    typedef typename data_T::value_type x_T;
    typedef selu_of<x_T, typename res_T::value_type, CONFIG_T, x_T> function_T;
    NNET_TABLE(table_t, CONFIG_T::table_size, table, fill_negative_table<selu_function, CONFIG_T>)
    apply_to_all<function_T, data_T, res_T, CONFIG_T>(data, res, table);
}

template <class data_T, class param_T, class res_T, typename CONFIG_T>
void elu(const data_T data[CONFIG_T::n_in], param_T alpha, res_T res[CONFIG_T::n_in]) {
    typedef typename CONFIG_T::table_t table_t;
    NNET_TABLE(table_t, CONFIG_T::table_size, table, fill_negative_table<elu_function, CONFIG_T>)
    apply_to_all<elu_of<data_T, param_T, res_T, CONFIG_T>, data_T, res_T, CONFIG_T>(data, res, alpha, table);
}
template <class data_T, class param_T, class res_T, typename CONFIG_T, class pipe1 = void, class pipe2 = void>
void elu(stream<data_T, pipe1> &data, param_T alpha, stream<res_T, pipe2> &res) {
    typedef typename CONFIG_T::table_t table_t;
    typedef elu_of<typename data_T::value_type, param_T, typename res_T::value_type, CONFIG_T> function_T;
    NNET_TABLE(table_t, CONFIG_T::table_size, table, fill_negative_table<elu_function, CONFIG_T>)
    apply_to_all<function_T, data_T, res_T, CONFIG_T>(data, res, alpha, table);
}

} // namespace nnet

#endif
