// SPDX-License-Identifier: Apache-2.0
// What the kernels know of a vendor's numbers and streams, here ap_fixed, ap_int and hls::stream: this header differs
// between targets.
#ifndef NNET_DIALECT_H_
#define NNET_DIALECT_H_

#include "ap_fixed.h"
#include "ap_int.h"
#include "hls_stream.h"

// A variable that keeps its value from one call to the next, where the tool knows such.
#define NNET_KEPT static
// Whether hardware is made of this code, or a program for the host.
#if defined(__SYNTHESIS__) || defined(__HLS_SYN__)
#define NNET_SYNTHESIS
#endif

namespace nnet {

template <int W> using signed_int = ap_int<W>;
template <int W> using unsigned_int = ap_uint<W>;
template <int W, int I> using signed_fixed = ap_fixed<W, I>;
template <int W, int I> using unsigned_fixed = ap_ufixed<W, I>;

// A queue between layers; the second parameter is there for targets whose queues are types.
template <class T, class = void> using stream = hls::stream<T>;

// Cut towards zero.
template <class T> int truncated(const T &x) { return int(x); }

// A fixed-point number's bits as an integer, and the number of F fraction bits that has them.
template <int W, class T> signed_int<W> signed_bits(const T &x) {
    #pragma HLS INLINE
    signed_int<W> bits = 0;
    bits(W - 1, 0) = x(W - 1, 0);
    return bits;
}
template <int W, class T> unsigned_int<W> unsigned_bits(const T &x) {
    #pragma HLS INLINE
    unsigned_int<W> bits = 0;
    bits(W - 1, 0) = x(W - 1, 0);
    return bits;
}
template <int W, int F> signed_fixed<W, W - F> with_fraction(const signed_int<W> &bits) {
    #pragma HLS INLINE
    signed_fixed<W, W - F> x = 0;
    x(W - 1, 0) = bits(W - 1, 0);
    return x;
}

// The top bits of a number as they stand, and the lowest number that has them. Functions of run-time widths, because a
// simulation may know the width only when it runs.
template <int most, class T> unsigned top_bits_of(const T &x, int width, int count) {
    #pragma HLS INLINE
    const ap_uint<most> bits = x(width - 1, width - count);
    return bits.to_uint();
}
template <int most, class T> T with_top_bits(unsigned bits, int width, int count) {
    T x = 0;
    x(width - 1, width - count) = ap_uint<most>(bits);
    return x;
}

} // namespace nnet

#endif
