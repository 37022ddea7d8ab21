// SPDX-License-Identifier: Apache-2.0
// hls:: mathematics for simulation on the host. abs, max, min and rounding to integers are exact. The transcendental
// functions of fixed-point numbers are computed in double and stored in the argument's format: a vendor's own
// approximations may differ from them in the last bits.
#ifndef HLSMITH_HLS_MATH_H
#define HLSMITH_HLS_MATH_H

#include <math.h>

#include "ap_fixed.h"

namespace hls {

namespace math_detail {
template <class T> using if_number = ap_detail::enable_if<ap_detail::is_number<T>()>;
template <class T> using if_not_number = ap_detail::enable_if<!ap_detail::is_number<T>()>;
// The argument's format, plain modes.
template <class T> using format = typename ap_detail::own_type<T>::type;
} // namespace math_detail

#define HLSMITH_MATH_FUNCTION(name)                                                                                    \
    inline double name(double x) { return ::name(x); }                                                                 \
    inline float name(float x) { return ::name##f(x); }                                                                \
    template <class T, class = math_detail::if_number<T>> math_detail::format<T> name(const T &x) {                    \
        return math_detail::format<T>(::name(x.to_double()));                                                          \
    }
HLSMITH_MATH_FUNCTION(exp)
HLSMITH_MATH_FUNCTION(log)
HLSMITH_MATH_FUNCTION(log2)
HLSMITH_MATH_FUNCTION(log10)
HLSMITH_MATH_FUNCTION(sqrt)
HLSMITH_MATH_FUNCTION(sin)
HLSMITH_MATH_FUNCTION(cos)
HLSMITH_MATH_FUNCTION(tan)
HLSMITH_MATH_FUNCTION(asin)
HLSMITH_MATH_FUNCTION(acos)
HLSMITH_MATH_FUNCTION(atan)
HLSMITH_MATH_FUNCTION(sinh)
HLSMITH_MATH_FUNCTION(cosh)
HLSMITH_MATH_FUNCTION(tanh)
HLSMITH_MATH_FUNCTION(floor)
HLSMITH_MATH_FUNCTION(ceil)
HLSMITH_MATH_FUNCTION(trunc)
HLSMITH_MATH_FUNCTION(round)
#undef HLSMITH_MATH_FUNCTION

inline double pow(double x, double y) { return ::pow(x, y); }
inline float pow(float x, float y) { return ::powf(x, y); }
inline double atan2(double y, double x) { return ::atan2(y, x); }
inline float atan2(float y, float x) { return ::atan2f(y, x); }
template <class T, class U, class = math_detail::if_number<T>> math_detail::format<T> pow(const T &x, const U &y) {
    return math_detail::format<T>(::pow(double(x), double(y)));
}

// The lowest value of a type has no positive twin and stays as it is.
template <class T> T abs(const T &x) { return x < T(0) ? T(-x) : x; }
template <class T> T max(const T &a, const T &b) { return a < b ? b : a; }
template <class T> T min(const T &a, const T &b) { return b < a ? b : a; }
template <class T> bool signbit(const T &x) { return x < T(0); }

} // namespace hls

#endif
