// SPDX-License-Identifier: Apache-2.0
// What all layers share: the words of their configurations, balanced reduction.
#ifndef NNET_COMMON_H_
#define NNET_COMMON_H_

#include "nnet_dialect.h"

// ceil(n / d) of positive integers; configurations use it in constant expressions.
#define DIV_ROUNDUP(n, d) (((n) + (d) - 1) / (d))

namespace nnet {

enum io_type { io_parallel = 0, io_stream };
enum strategy { latency, resource, resource_unrolled, distributed_arithmetic };

constexpr int floorlog2(int x) { return x < 2 ? 0 : 1 + floorlog2(x / 2); }
constexpr int ceillog2(int x) { return x < 2 ? 0 : 1 + floorlog2(x - 1); }
constexpr unsigned greatest_common_divisor(unsigned a, unsigned b) { return b == 0 ? a : greatest_common_divisor(b, a % b); }
constexpr int pow2(int n) { return 1 << n; }

template <class T> struct Op_add {
    T operator()(const T &a, const T &b) const { return a + b; }
};
template <class T> struct Op_max {
    T operator()(const T &a, const T &b) const { return a >= b ? a : b; }
};
template <class T> struct Op_min {
    T operator()(const T &a, const T &b) const { return a <= b ? a : b; }
};

// Reduces x[0] .. x[N - 1] by a balanced tree of depth ceil(log2(N)). Every node is rounded to T, so the shape of
// the tree is part of the answer: the left side holds the largest power of two below N.
template <class T, int N> struct reduction {
    static constexpr int left = pow2(ceillog2(N) - 1);
    template <class Op> static T apply(const T *x, Op op) {
        #pragma HLS INLINE
        return op(reduction<T, left>::apply(x, op), reduction<T, N - left>::apply(x + left, op));
    }
};
template <class T> struct reduction<T, 1> {
    template <class Op> static T apply(const T *x, Op) {
        #pragma HLS INLINE
        return x[0];
    }
};

template <class T, int N, class Op> T reduce(const T *x, Op op) {
    #pragma HLS INLINE
    return reduction<T, N>::apply(x, op);
}

} // namespace nnet

#endif
