// SPDX-License-Identifier: Apache-2.0
// Formats that are known when a kernel runs: one entry of a table for each typedef, and how a value is fitted into one.
#ifndef HLSMITH_RUN_TIME_FORMAT_H
#define HLSMITH_RUN_TIME_FORMAT_H

#include "ap_fixed.h"
#include "ap_int.h"
#include <stdio.h>
#include <stdlib.h>

namespace hlsmith {

using ap_detail::int128;
using ap_detail::uint128;

struct format {
    int width;
    int integer;
    int is_signed;
    ap_q_mode quantization;
    ap_o_mode overflow;
    constexpr int fraction() const { return width - integer; }
};

// What was fitted into a format: for profiles.
struct fitted {
    uint64_t values, zeros, wraps, saturations;
    double least, greatest;
};

constexpr int most_formats = 1024;
inline format formats[most_formats];
inline fitted counts[most_formats];

// The widest exact value; expressions beyond it end the run.
constexpr int widest = 126;
[[noreturn]] inline void too_wide(int width) {
    fprintf(stderr, "error: an expression of run-time formats has %d bits, more than %d\n", width, widest);
    exit(9);
}

// raw / 2^drop by a mode, drop > 0 and below the bits of T.
template <class T> T quantized(T raw, int drop, ap_q_mode mode) {
    using namespace ap_detail;
    switch (mode) {
    case AP_TRN: return quantize<AP_TRN>(raw, drop);
    case AP_TRN_ZERO: return quantize<AP_TRN_ZERO>(raw, drop);
    case AP_RND: return quantize<AP_RND>(raw, drop);
    case AP_RND_ZERO: return quantize<AP_RND_ZERO>(raw, drop);
    case AP_RND_INF: return quantize<AP_RND_INF>(raw, drop);
    case AP_RND_MIN_INF: return quantize<AP_RND_MIN_INF>(raw, drop);
    default: return quantize<AP_RND_CONV>(raw, drop);
    }
}

// The low bits of a raw value, as the format reads them.
template <class T, class U> T wrapped(T raw, int width, bool is_signed) {
    const int spare = int(sizeof(T)) * 8 - width;
    return is_signed ? T(T(U(raw) << spare) >> spare) : T(U(U(raw) << spare) >> spare);
}

// The range of a format before its values are shifted left: what fits stays within after the shift.
template <class T> struct limits {
    T least, greatest;
    limits(const format &to, int shift) {
        const T highest = ap_detail::ones<T>(to.width - (to.is_signed ? 1 : 0));
        const T one_less = to.is_signed ? T(-highest - (to.overflow == AP_SAT_SYM ? 0 : 1)) : T(0);
        greatest = T(highest >> shift);
        least = T(-(T(-one_less) >> shift));
    }
};

// A raw value with `fraction` fraction bits and at most `bits` bits, as the format's raw value. Exact in T.
template <class T, class U> T fit(T raw, int fraction, int bits, const format &to) {
    const int drop = fraction - to.fraction();
    T value = raw;
    // Below half of the last place every value rounds alike.
    const int most = bits + 2 < int(sizeof(T)) * 8 ? bits + 2 : int(sizeof(T)) * 8 - 1;
    if (drop > 0) value = quantized(raw, drop < most ? drop : most, to.quantization);
    // Above the top every value but zero overflows alike.
    const int shift = drop >= 0 ? 0 : -drop < to.width + 2 ? -drop : to.width + 2;
    if (to.overflow == AP_WRAP) {
        const U low = shift < int(sizeof(T)) * 8 ? U(U(value) << shift) : U(0);
        return wrapped<T, U>(T(low), to.width, to.is_signed);
    }
    const limits<T> range(to, shift);
    if (value >= range.least && value <= range.greatest) return T(U(value) << shift);
    if (to.overflow == AP_SAT_ZERO) return 0;
    const limits<T> all(to, 0);
    return value > range.greatest ? all.greatest : all.least;
}

template <class T> void count(const format &to, fitted &counts, T raw, int fraction, T result) {
    const double value = double(raw) * ap_detail::power_of_two(-fraction);
    if (counts.values++ == 0) counts.least = counts.greatest = value;
    if (value < counts.least) counts.least = value;
    if (value > counts.greatest) counts.greatest = value;
    if (result == 0) counts.zeros++;
    const int drop = fraction - to.fraction();
    // Overflow is told from the rounded value; in doubles, which are exact enough one step beyond the range.
    const double step = ap_detail::power_of_two(-to.fraction());
    const double rounded = double(drop > 0 ? quantized(raw, drop < int(sizeof(T)) * 8 - 1 ? drop : int(sizeof(T)) * 8 - 1, to.quantization) : raw) *
                           (drop > 0 ? step : ap_detail::power_of_two(-fraction));
    if (rounded != double(result) * step && (rounded < 0 ? -rounded : rounded) > step / 2) {
        if (to.overflow == AP_WRAP) counts.wraps++;
        else counts.saturations++;
    }
}

} // namespace hlsmith

#endif
