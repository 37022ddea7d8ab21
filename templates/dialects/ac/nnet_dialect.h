// SPDX-License-Identifier: Apache-2.0
// What the kernels know of a vendor's numbers, here ac_fixed and ac_int: this header and nnet_vendor.h differ between
// targets.
#ifndef NNET_DIALECT_H_
#define NNET_DIALECT_H_

#include "nnet_vendor.h"

namespace nnet {

template <int W> using signed_int = ac_int<W, true>;
template <int W> using unsigned_int = ac_int<W, false>;
template <int W, int I> using signed_fixed = ac_fixed<W, I, true>;
template <int W, int I> using unsigned_fixed = ac_fixed<W, I, false>;

// Cut towards zero; to_int() itself cuts downwards.
template <class T> int truncated(const T &x) { return x < 0 ? -(-x).to_int() : x.to_int(); }

// A fixed-point number's bits as an integer, and the number of F fraction bits that has them.
template <int W, class T> signed_int<W> signed_bits(const T &x) { return x.template slc<W>(0); }
template <int W, class T> unsigned_int<W> unsigned_bits(const T &x) { return x.template slc<W>(0); }
template <int W, int F> signed_fixed<W, W - F> with_fraction(const signed_int<W> &bits) {
    signed_fixed<W, W - F> x = 0;
    x.set_slc(0, bits);
    return x;
}

// The top bits of a number as they stand, and the lowest number that has them.
template <int most, class T> unsigned top_bits_of(const T &x, int width, int count) {
    const unsigned_int<most> bits = x.template slc<most>(width - count);
    return bits.to_uint() & ((1u << count) - 1);
}
template <int most, class T> T with_top_bits(unsigned bits, int width, int count) {
    T x = 0;
    for (int i = 0; i < count; i++) x[width - count + i] = bits >> i & 1;
    return x;
}

} // namespace nnet

#endif
