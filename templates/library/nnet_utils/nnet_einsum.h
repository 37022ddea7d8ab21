// SPDX-License-Identifier: Apache-2.0
// Einstein sum of two tensors: sums of products along the axes that the result lacks.
#ifndef NNET_EINSUM_H_
#define NNET_EINSUM_H_

#include "nnet_common.h"
#include "nnet_mult.h"
#include "nnet_transpose.h"

namespace nnet {

// Defaults; the configuration of a layer derives from this and replaces what differs. It names three transpositions: of
// the operands into [inplace, free0, contract] and [inplace, free1, contract], of [inplace, free0, free1] into the result.
struct einsum_config {
    static const unsigned n_inplace = 1;
    static const unsigned n_free0 = 1;
    static const unsigned n_free1 = 1;
    static const unsigned n_contract = 1;

    static const unsigned reuse_factor = 1;
    static const unsigned multiplier_limit = 65535;

    template <class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>;
};

// One result, by its place. Products are added as they are, and each sum is rounded to accum_t.
template <class data1_T, class data2_T, typename CONFIG_T>
typename CONFIG_T::accum_t einsum_of(const data1_T *data1, const data2_T *data2, unsigned at) {
    #pragma HLS INLINE
    typedef typename CONFIG_T::accum_t accum_t;
    typedef typename CONFIG_T::template product<data1_T, data2_T> product;
    const unsigned place = transfer_idx<typename CONFIG_T::tpose_out_conf>(at);
    const unsigned row = place / CONFIG_T::n_free1;
    const unsigned column = row / CONFIG_T::n_free0 * CONFIG_T::n_free1 + place % CONFIG_T::n_free1;
    accum_t sum = 0;
    for (unsigned i = 0; i < CONFIG_T::n_contract; i++) {
        #pragma HLS UNROLL
        const data1_T a = data1[transfer_idx<typename CONFIG_T::tpose_inp0_config>(row * CONFIG_T::n_contract + i)];
        const data2_T b = data2[transfer_idx<typename CONFIG_T::tpose_inp1_config>(column * CONFIG_T::n_contract + i)];
        sum += product::product(a, b);
    }
    return sum;
}

template <class data1_T, class data2_T, class res_T, typename CONFIG_T>
void einsum(const data1_T data1[CONFIG_T::tpose_inp0_config::N], const data2_T data2[CONFIG_T::tpose_inp1_config::N],
            res_T res[CONFIG_T::tpose_out_conf::N]) {
    #pragma HLS PIPELINE II=CONFIG_T::reuse_factor
    #pragma HLS ALLOCATION operation instances=mul limit=CONFIG_T::multiplier_limit
    for (unsigned i = 0; i < CONFIG_T::tpose_out_conf::N; i++) {
        #pragma HLS UNROLL
        res[i] = res_T(einsum_of<data1_T, data2_T, CONFIG_T>(data1, data2, i));
    }
}

} // namespace nnet

#endif
