// SPDX-License-Identifier: Apache-2.0
// What an expression of run-time formats is worth: an exact integer with the shape that ap_fixed's rules give it.
#ifndef HLSMITH_RUN_TIME_VALUE_H
#define HLSMITH_RUN_TIME_VALUE_H

#include "format.h"

namespace hlsmith {

template <int Id> struct run_time;
struct value;

template <class T> using if_static = ap_detail::enable_if<ap_detail::operand<T>::valid>;
template <class T> struct is_run_time {
    static constexpr bool value = false;
};
template <int Id> struct is_run_time<run_time<Id>> {
    static constexpr bool value = true;
};
template <> struct is_run_time<value> {
    static constexpr bool value = true;
};
// Operators are ours where one side is of a run-time format and the other is any number.
template <class A, class B> using if_ours =
    ap_detail::enable_if<(is_run_time<A>::value && (is_run_time<B>::value || ap_detail::operand<B>::valid)) ||
                         (is_run_time<B>::value && ap_detail::operand<A>::valid)>;
template <class A> using if_own = ap_detail::enable_if<is_run_time<A>::value>;

// Conversions that both kinds of run-time numbers have.
template <class Self> struct conversions {
    template <class C, class = ap_detail::enable_if<ap_detail::arithmetic<C>::value>> operator C() const {
        const Self &self = static_cast<const Self &>(*this);
        return cast<C>(self.exact(), self.fraction());
    }
    int to_int() const { return int(*this); }
    unsigned to_uint() const { return unsigned(*this); }
    int64_t to_int64() const { return int64_t(*this); }
    uint64_t to_uint64() const { return uint64_t(*this); }
    double to_double() const { return double(*this); }
    float to_float() const { return float(*this); }
    bool to_bool() const { return bool(*this); }

  private:
    template <class C> struct tag {};
    template <class C> static C cast(int128 raw, int fraction) { return cast(raw, fraction, tag<C>()); }
    template <class C> static C cast(int128 raw, int fraction, tag<C>) {
        if (fraction >= 127) return C(0);
        if (fraction > 0) return C(ap_detail::quantize<AP_TRN_ZERO>(raw, fraction));
        return -fraction >= 64 ? C(0) : C(uint64_t(raw) << -fraction);
    }
    static bool cast(int128 raw, int, tag<bool>) { return raw != 0; }
    static double cast(int128 raw, int fraction, tag<double>) { return double(raw) * ap_detail::power_of_two(-fraction); }
    static float cast(int128 raw, int fraction, tag<float>) {
        return float(double(float(raw)) * ap_detail::power_of_two(-fraction));
    }
};

struct value : conversions<value> {
    int128 raw;
    int width;
    int integer;
    bool is_signed;

    value(int128 exact, int w, int i, bool s) : raw(exact), width(w), integer(i), is_signed(s) {
        if (__builtin_expect(w > widest, 0)) too_wide(w);
    }
    template <int Id> value(const run_time<Id> &number);
    template <class T, class = if_static<T>>
    value(const T &number)
        : value(int128(ap_detail::operand<T>::raw(number)), ap_detail::operand<T>::width, ap_detail::operand<T>::iwidth,
                ap_detail::operand<T>::is_signed) {}

    int128 exact() const { return raw; }
    int fraction() const { return width - integer; }
    // Bits of the raw value with its sign.
    int bits() const { return width + !is_signed; }

    int128 into(const format &to) const {
        if (bits() <= 61 && to.width <= 61) {
            // What most conversions of a kernel do, in few instructions.
            const int drop = fraction() - to.fraction();
            if (to.quantization == AP_TRN && to.overflow == AP_WRAP && unsigned(drop) < 64)
                return wrapped<int64_t, uint64_t>(int64_t(raw) >> drop, to.width, to.is_signed);
            return fit<int64_t, uint64_t>(int64_t(raw), fraction(), bits(), to);
        }
        return into_wide(to);
    }
    __attribute__((noinline)) int128 into_wide(const format &to) const {
        if (to.width > widest) too_wide(to.width);
        return fit<int128, uint128>(raw, fraction(), bits(), to);
    }
    // As the raw value of a static type.
    template <int W, int F, bool S, ap_q_mode Q, ap_o_mode O> ap_detail::storage<W, S> as() const {
        return ap_detail::storage<W, S>(into({W, W - F, S, Q, O}));
    }
    int128 aligned(int to_fraction) const { return int128(uint128(raw) << (to_fraction - fraction())); }
};

inline int greater(int a, int b) { return a > b ? a : b; }

#define HLSMITH_FAST __attribute__((always_inline)) inline

struct pair {
    value a, b;
    bool is_signed;
    int integer, fraction;
    pair(const value &x, const value &y) : a(x), b(y), is_signed(x.is_signed || y.is_signed) {
        integer = greater(x.integer + (is_signed && !x.is_signed), y.integer + (is_signed && !y.is_signed));
        fraction = greater(x.fraction(), y.fraction());
        if (integer + fraction > widest) too_wide(integer + fraction);
    }
    // Of the same shape, `growth` bits wider.
    value result(int128 raw, int growth, bool s) const {
        return value(raw, integer + fraction + growth, integer + growth, s);
    }
    int128 left() const { return a.aligned(fraction); }
    int128 right() const { return b.aligned(fraction); }
};

HLSMITH_FAST value multiply(const value &a, const value &b) {
    return value(a.raw * b.raw, a.width + b.width, a.integer + b.integer, a.is_signed || b.is_signed);
}
HLSMITH_FAST value add(const value &a, const value &b) {
    const pair both(a, b);
    return both.result(both.left() + both.right(), 1, both.is_signed);
}
HLSMITH_FAST value subtract(const value &a, const value &b) {
    const pair both(a, b);
    return both.result(both.left() - both.right(), 1, true);
}
inline value bit_and(const value &a, const value &b) {
    const pair both(a, b);
    return both.result(both.left() & both.right(), 0, both.is_signed);
}
inline value bit_or(const value &a, const value &b) {
    const pair both(a, b);
    return both.result(both.left() | both.right(), 0, both.is_signed);
}
inline value bit_xor(const value &a, const value &b) {
    const pair both(a, b);
    return both.result(both.left() ^ both.right(), 0, both.is_signed);
}
inline value divide(const value &a, const value &b) {
    const int shift = greater(b.fraction(), 0);
    const int width = a.width + shift + b.is_signed;
    if (width > widest) too_wide(width);
    return value(int128(uint128(a.raw) << shift) / b.raw, width, a.integer + b.fraction() + b.is_signed,
                 a.is_signed || b.is_signed);
}
inline int compare(const value &a, const value &b) {
    const pair both(a, b);
    return both.left() < both.right() ? -1 : both.left() > both.right();
}
// Bits that leave the shape are lost.
inline value shift(const value &a, int64_t n) {
    const int128 moved = n >= 0 ? (n >= a.width ? int128(0) : int128(uint128(a.raw) << n)) : a.raw >> (n < -126 ? 126 : -n);
    return value(wrapped<int128, uint128>(moved, a.width, a.is_signed), a.width, a.integer, a.is_signed);
}

#define HLSMITH_RUN_TIME_BINARY(op, function)                                                                          \
    template <class A, class B, class = if_ours<A, B>> value operator op(const A &a, const B &b) {                     \
        return function(value(a), value(b));                                                                           \
    }                                                                                                                  \
    template <class A, class B, class = if_ours<A, B>> A &operator op##=(A &a, const B &b) {                           \
        return a = A(function(value(a), value(b)));                                                                    \
    }
HLSMITH_RUN_TIME_BINARY(*, multiply)
HLSMITH_RUN_TIME_BINARY(/, divide)
HLSMITH_RUN_TIME_BINARY(+, add)
HLSMITH_RUN_TIME_BINARY(-, subtract)
HLSMITH_RUN_TIME_BINARY(&, bit_and)
HLSMITH_RUN_TIME_BINARY(|, bit_or)
HLSMITH_RUN_TIME_BINARY(^, bit_xor)
#undef HLSMITH_RUN_TIME_BINARY

#define HLSMITH_RUN_TIME_COMPARE(op)                                                                                   \
    template <class A, class B, class = if_ours<A, B>> bool operator op(const A &a, const B &b) {                      \
        return compare(value(a), value(b)) op 0;                                                                       \
    }                                                                                                                  \
    template <class A, class = if_own<A>> bool operator op(const A &a, double b) { return a.to_double() op b; }        \
    template <class B, class = if_own<B>> bool operator op(double a, const B &b) { return a op b.to_double(); }
HLSMITH_RUN_TIME_COMPARE(==)
HLSMITH_RUN_TIME_COMPARE(!=)
HLSMITH_RUN_TIME_COMPARE(<)
HLSMITH_RUN_TIME_COMPARE(>)
HLSMITH_RUN_TIME_COMPARE(<=)
HLSMITH_RUN_TIME_COMPARE(>=)
#undef HLSMITH_RUN_TIME_COMPARE

// The count of a shift is an integer of any kind.
template <class A, class B, class = if_own<A>, class = if_static<B>> value operator<<(const A &a, const B &count) {
    return shift(value(a), int64_t(ap_detail::operand<B>::raw(count)));
}
template <class A, class B, class = if_own<A>, class = if_static<B>> value operator>>(const A &a, const B &count) {
    return shift(value(a), -int64_t(ap_detail::operand<B>::raw(count)));
}
template <class A, class B, class = if_own<A>, class = if_static<B>> A &operator<<=(A &a, const B &count) {
    return a = A(a << count);
}
template <class A, class B, class = if_own<A>, class = if_static<B>> A &operator>>=(A &a, const B &count) {
    return a = A(a >> count);
}

template <class A, class = if_own<A>> value operator+(const A &a) { return value(a); }
template <class A, class = if_own<A>> value operator-(const A &a) {
    const value x(a);
    return value(-x.raw, x.width + 1, x.integer + 1, true);
}
template <class A, class = if_own<A>> value operator~(const A &a) {
    const value x(a);
    return value(wrapped<int128, uint128>(~x.raw, x.width, x.is_signed), x.width, x.integer, x.is_signed);
}
template <class A, class = if_own<A>> bool operator!(const A &a) { return value(a).raw == 0; }
template <class A, class = if_own<A>> A &operator++(A &a) { return a = A(add(value(a), value(true))); }
template <class A, class = if_own<A>> A &operator--(A &a) { return a = A(subtract(value(a), value(true))); }
template <class A, class = if_own<A>> A operator++(A &a, int) {
    const A before = a;
    ++a;
    return before;
}
template <class A, class = if_own<A>> A operator--(A &a, int) {
    const A before = a;
    --a;
    return before;
}

} // namespace hlsmith

template <> struct ap_detail::is_dynamic<hlsmith::value> {
    static constexpr bool value = true;
};

#endif
