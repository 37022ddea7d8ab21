// SPDX-License-Identifier: Apache-2.0
// Conversion between fixed-point formats: first quantize to the fraction bits of the destination, then apply its
// overflow mode to the rounded value. All decisions that depend on types alone are constants.
#ifndef HLSMITH_AP_FITTING_H
#define HLSMITH_AP_FITTING_H

#include "modes.h"
#include "storage.h"

namespace ap_detail {

// Ties to odd, which only ac_fixed offers.
constexpr ap_q_mode round_to_odd = ap_q_mode(7);

// v / 2^drop as an integer by mode Q, 0 < drop < bits of T. T need not have spare bits: the result is at most
// half as large as v, plus one.
template <ap_q_mode Q, class T> constexpr T quantize(const T &v, int drop) {
    const T floor = v >> drop;
    if (Q == AP_TRN) return floor;
    if (Q == AP_TRN_ZERO) return T(floor + T(v < T(0) && (v & ones<T>(drop)) != T(0)));
    const bool half = ((v >> (drop - 1)) & T(1)) != T(0);
    if (Q == AP_RND) return T(floor + T(half));
    const bool above = (v & ones<T>(drop - 1)) != T(0);
    const bool tie_goes_up = Q == AP_RND_ZERO  ? v < T(0)
                             : Q == AP_RND_INF ? !(v < T(0))
                             : Q == AP_RND_CONV  ? (floor & T(1)) != T(0)
                             : Q == round_to_odd ? (floor & T(1)) == T(0)
                                                 : false;
    return T(floor + T(half && (above || tie_goes_up)));
}

// Modes that look at more than the bits dropped and the lowest one kept.
constexpr bool rounds_by_sign(ap_q_mode mode) { return mode == AP_TRN_ZERO || mode == AP_RND_ZERO || mode == AP_RND_INF; }

template <int W, bool S> struct limits {
    typedef storage<W, S> raw_type;
    static constexpr raw_type highest() { return ones<raw_type>(W - S); }
    static constexpr raw_type lowest() { return S ? raw_type(raw_type(-1) - highest()) : raw_type(0); }
};

// A value outside the range of the type, under AP_WRAP with N > 0 saturated bits or AP_WRAP_SM. The N top bits
// become the largest positive or negative pattern (unsigned: all ones); sign-magnitude wrap also complements
// the bits below when the lowest saturated bit changes. For N = 0 the sign becomes the lowest lost bit.
template <int W, bool S, ap_o_mode O, int N, class T> constexpr storage<W, S> wrap_saturated(const T &v) {
    constexpr int saturated = smaller(N > 0 ? N : 1, W);
    constexpr int kept = W - saturated;
    const bool negative = S && (N > 0 ? v < T(0) : ((v >> W) & T(1)) != T(0));
    const T all = ones<T>(saturated);
    const T sign_only = T(T(1) << (saturated - 1));
    const T top = !S ? all : negative ? sign_only : T(all - sign_only);
    T low = v & ones<T>(kept);
    if (O == AP_WRAP_SM && S && (((v >> kept) & T(1)) != (top & T(1)))) low = ones<T>(kept) - low;
    return wrap<W, S>(T(T(top << kept) | low));
}

// Applies overflow mode O to v. `Fits` promises that v lies in the range of the destination. T has at least
// W + 2 bits unless `Fits`, or O is AP_WRAP with N = 0.
template <int W, bool S, ap_o_mode O, int N, bool Fits> struct overflow {
    template <class T> static constexpr storage<W, S> apply(const T &v) {
        typedef limits<W, S> range;
        const T highest(range::highest());
        const T lowest(O == AP_SAT_SYM && S && W > 1 ? -range::highest() : range::lowest());
        if (O == AP_SAT_ZERO) return v > highest || v < lowest ? storage<W, S>(0) : storage<W, S>(v);
        return storage<W, S>(v > highest ? highest : v < lowest ? lowest : v);
    }
};

template <int W, bool S, ap_o_mode O, int N> struct overflow_wraps {
    template <class T> static constexpr storage<W, S> apply(const T &v) {
        const bool outside = v > T(limits<W, S>::highest()) || v < T(limits<W, S>::lowest());
        return outside ? wrap_saturated<W, S, O, N>(v) : storage<W, S>(v);
    }
};
template <int W, bool S, int N> struct overflow<W, S, AP_WRAP, N, false> : overflow_wraps<W, S, AP_WRAP, N> {};
template <int W, bool S, int N> struct overflow<W, S, AP_WRAP_SM, N, false> : overflow_wraps<W, S, AP_WRAP_SM, N> {};

template <int W, bool S> struct overflow<W, S, AP_WRAP, 0, false> {
    template <class T> static constexpr storage<W, S> apply(const T &v) { return wrap<W, S>(v); }
};
// There is no sign to wrap around in an unsigned type.
template <int W, int N>
struct overflow<W, false, AP_WRAP_SM, N, false> : overflow<W, false, AP_WRAP, N, false> {};

template <int W, bool S, ap_o_mode O, int N> struct overflow<W, S, O, N, true> {
    template <class T> static constexpr storage<W, S> apply(const T &v) { return storage<W, S>(v); }
};
// The symmetric range excludes one value that fits (save of a single bit, which would be left without any).
template <int W, int N> struct overflow<W, true, AP_SAT_SYM, N, true> {
    template <class T> static constexpr storage<W, true> apply(const T &v) {
        return W > 1 && v == T(limits<W, true>::lowest()) ? storage<W, true>(-limits<W, true>::highest()) : storage<W, true>(v);
    }
};

// True when any value of `bits` bits is inside W bits.
constexpr bool fits(int bits, bool is_signed, int W, bool S) {
    return S ? bits + !is_signed <= W : !is_signed && bits <= W;
}

// From a fixed-point type with more fraction bits (Drop > 0), fewer or as many. Shifts are clamped where a
// longer one would change nothing but the size of the working integer: below half of the last place every value
// rounds alike, and above the top every value but zero overflows alike.
template <int W, bool S, ap_q_mode Q, ap_o_mode O, int N, int SourceW, bool SourceS, int Drop, bool Fewer = (Drop > 0)>
struct refit {
    static constexpr int drop = smaller(Drop, SourceW + 2);
    static constexpr int bits = larger(1, SourceW - drop) + (Q != AP_TRN);
    static constexpr bool inside = fits(bits, SourceS, W, S);
    static constexpr bool wraps = O == AP_WRAP && N == 0;
    // Bits that neither survive nor steer the rounding need not be computed, nor those of the product before.
    static constexpr bool low_bits_suffice = wraps && !inside && !rounds_by_sign(Q);
    static constexpr int source_bits = low_bits_suffice ? smaller(SourceW + !SourceS, drop + W) : SourceW + !SourceS;
    typedef integer<larger(larger(source_bits, drop + 1), wraps ? 1 : W + 2)> work;
    static constexpr storage<W, S> apply(const storage<SourceW, SourceS> &v) {
        return overflow<W, S, O, N, inside>::apply(quantize<Q>(work(v), drop));
    }
};

template <int W, bool S, ap_q_mode Q, ap_o_mode O, int N, int SourceW, bool SourceS, int Drop>
struct refit<W, S, Q, O, N, SourceW, SourceS, Drop, false> {
    static constexpr int shift = smaller(-Drop, W + 2);
    static constexpr int bits = SourceW + shift;
    static constexpr bool inside = fits(bits, SourceS, W, S);
    static constexpr bool wraps = O == AP_WRAP && N == 0;
    static constexpr int work_bits = inside || wraps ? W + !S : larger(bits + !SourceS, W + 2);
    static constexpr storage<W, S> apply(const storage<SourceW, SourceS> &v) {
        return overflow<W, S, O, N, inside>::apply(shift_left<work_bits>(integer<work_bits>(v), shift));
    }
};

} // namespace ap_detail

#endif
