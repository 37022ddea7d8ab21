// SPDX-License-Identifier: Apache-2.0
// Axes in another order: axis i of the result is axis perm[i] of the input.
#ifndef NNET_TRANSPOSE_H_
#define NNET_TRANSPOSE_H_

namespace nnet {

// The configuration of a layer has dims, N (of all values) and pointers to dims numbers each: from_shape, to_shape,
// perm, perm_strides (perm_strides[i]: how far apart in the input neighbours along axis i of the result are).

// Where the value number `at` of the result stands in the input.
template <typename CONFIG_T> unsigned transfer_idx(unsigned at) {
    #pragma HLS INLINE
    unsigned from = 0;
    for (unsigned i = CONFIG_T::dims; i > 0; i--) {
        #pragma HLS UNROLL
        from += at % CONFIG_T::to_shape[i - 1] * CONFIG_T::perm_strides[i - 1];
        at /= CONFIG_T::to_shape[i - 1];
    }
    return from;
}

template <class data_T, class res_T, typename CONFIG_T>
void transpose(const data_T data[CONFIG_T::N], res_T res[CONFIG_T::N]) {
    for (unsigned i = 0; i < CONFIG_T::N; i++) {
        #pragma HLS UNROLL
        res[i] = res_T(data[transfer_idx<CONFIG_T>(i)]);
    }
}

} // namespace nnet

#endif
