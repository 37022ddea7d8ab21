// SPDX-License-Identifier: Apache-2.0
// Fixed point from and to binary floating point.
#ifndef HLSMITH_AP_FLOATING_H
#define HLSMITH_AP_FLOATING_H

#include "fitting.h"
#include "wide.h"

namespace ap_detail {

constexpr double power_of_two(int n) {
    double value = 1.0;
    for (; n > 0; --n) value *= 2.0;
    for (; n < 0; ++n) value *= 0.5;
    return value;
}

// mantissa * 2^exponent, exactly. Infinities and not-a-number count as 2^1024 with their sign bit.
struct decomposed {
    int64_t mantissa;
    int exponent;
};

// A constant expression where the compiler allows: an array of weights is then data, not a function of thousands
// of calls (g++ 12 takes 0.25 s for 14,400 weights instead of 4.3).
#if defined(__has_builtin)
#if __has_builtin(__builtin_bit_cast)
#define HLSMITH_AP_BIT_CAST
#endif
#endif
#ifdef HLSMITH_AP_BIT_CAST
#define HLSMITH_AP_CONSTANT constexpr
HLSMITH_AP_CONSTANT uint64_t bits_of_double(double value) { return __builtin_bit_cast(uint64_t, value); }
#else
#define HLSMITH_AP_CONSTANT inline
HLSMITH_AP_CONSTANT uint64_t bits_of_double(double value) {
    uint64_t bits = 0;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}
#endif

HLSMITH_AP_CONSTANT decomposed decompose(double value) {
    const uint64_t bits = bits_of_double(value);
    const int biased = int(bits >> 52) & 0x7ff;
    const int64_t hidden = int64_t(1) << 52;
    int64_t mantissa = int64_t(bits) & (hidden - 1);
    if (biased == 0x7ff) mantissa = 0;
    if (biased != 0) mantissa += hidden;
    return {bits >> 63 ? -mantissa : mantissa, (biased == 0 ? 1 : biased) - 1075};
}

// The raw value of `value` in a type with F fraction bits.
template <int W, int F, bool S, ap_q_mode Q, ap_o_mode O, int N> constexpr storage<W, S> from_double(double value) {
    const decomposed parts = decompose(value);
    const int shift = parts.exponent + F;
    if (shift < 0) {
        // 53 bits rounded away below the half all behave like 55.
        typedef integer<larger(56, W + 2)> work;
        return overflow<W, S, O, N, false>::apply(quantize<Q>(work(parts.mantissa), smaller(-shift, 55)));
    }
    constexpr int bits = W + 2 + 54;
    return overflow<W, S, O, N, false>::apply(shift_left<bits>(integer<bits>(parts.mantissa), smaller(shift, W + 2)));
}

// raw * 2^-F, correctly rounded: the integer is rounded once, scaling by a power of two is exact.
template <int F, class T> constexpr double to_double(const T &raw) {
    constexpr double scale = power_of_two(-F);
    return double(raw) * scale;
}

// raw rounded to the precision of a float.
template <class T> constexpr double round_to_float(const T &raw) { return double(float(raw)); }
template <int Words> constexpr double round_to_float(const wide<Words, true> &raw) { return raw.template rounded<float>(); }

template <int F, class T> constexpr float to_float(const T &raw) {
    constexpr double scale = power_of_two(-F);
    return float(round_to_float(raw) * scale);
}

// The low 64 bits of raw * 2^-F as an integer by mode Q, a truncation.
template <int F, ap_q_mode Q, class T> constexpr uint64_t to_integer(const T &raw) {
    return F >= bits_of<T>() ? uint64_t(Q == AP_TRN && raw < T(0) ? -1 : 0)
           : F > 0 ? uint64_t(quantize<Q>(raw, larger(smaller(F, bits_of<T>() - 1), 1)))
           : F <= -64 ? 0
                      : uint64_t(raw) << (F <= -64 || F > 0 ? 0 : -F);
}

} // namespace ap_detail

#endif
