// SPDX-License-Identifier: Apache-2.0
// Operators and the types of their results. Sum, difference and product never lose a bit; the results of fixed
// operands truncate and wrap when they are narrowed (F = W - I is the number of fraction bits):
//
//   a * b        W = W1 + W2, I = I1 + I2
//   a + b, a - b I = max(I1, I2) + 1, F = max(F1, F2); a - b is signed
//   a & b | ^    I = max(I1, I2),     F = max(F1, F2)
//   a / b        W = W1 + max(F2, 0), I = I1 + F2, one more of each when b is signed; towards zero
//   a % b        W = min(W1, W2), integers only, sign of a
//
// where an unsigned operand beside a signed one counts one integer bit more, and the result is signed when
// either operand is.
#ifndef HLSMITH_AP_OPERATORS_H
#define HLSMITH_AP_OPERATORS_H

#include "operand.h"

namespace ap_detail {

template <class A, class B> struct pair_of {
    typedef operand<A> a;
    typedef operand<B> b;
    static constexpr bool is_signed = a::is_signed || b::is_signed;
    typedef typename choose<a::kind == c_integer, b, a>::type::family family;
    static constexpr bool is_fixed = a::kind == fractional || b::kind == fractional;
    static constexpr int iwidth = larger(a::iwidth + (is_signed && !a::is_signed), b::iwidth + (is_signed && !b::is_signed));
    static constexpr int fraction = larger(a::fraction, b::fraction);
};

// Both operands as raw values of width Bits with the same number of fraction bits.
template <int Bits, int F, class A> constexpr integer<Bits> align(const A &v) {
    return shift_left<Bits>(integer<Bits>(operand<A>::raw(v)), F - operand<A>::fraction);
}

template <class A, class B> struct product_of {
    typedef pair_of<A, B> pair;
    typedef typename number<typename pair::family, pair::a::width + pair::b::width, pair::a::iwidth + pair::b::iwidth, pair::is_signed,
                            pair::is_fixed>::type type;
    static constexpr type apply(const A &a, const B &b) {
        typedef typename type::raw_type T;
        return type(raw_value(), T(T(pair::a::raw(a)) * T(pair::b::raw(b))));
    }
};

struct add {
    static constexpr int growth = 1;
    template <class T> static constexpr T apply(const T &a, const T &b) { return T(a + b); }
};
struct subtract {
    static constexpr int growth = 1;
    template <class T> static constexpr T apply(const T &a, const T &b) { return T(a - b); }
};
struct bit_and {
    static constexpr int growth = 0;
    template <class T> static constexpr T apply(const T &a, const T &b) { return T(a & b); }
};
struct bit_or {
    static constexpr int growth = 0;
    template <class T> static constexpr T apply(const T &a, const T &b) { return T(a | b); }
};
struct bit_xor {
    static constexpr int growth = 0;
    template <class T> static constexpr T apply(const T &a, const T &b) { return T(a ^ b); }
};

// Operators on operands aligned to common fraction bits.
template <class Operation, class A, class B> struct aligned_result {
    typedef pair_of<A, B> pair;
    static constexpr int iwidth = pair::iwidth + Operation::growth;
    static constexpr bool is_signed = pair::is_signed || same_type<Operation, subtract>::value;
    static constexpr int width = iwidth + pair::fraction;
    typedef typename number<typename pair::family, width, iwidth, is_signed, pair::is_fixed>::type type;
    static constexpr type apply(const A &a, const B &b) {
        constexpr int bits = width + !is_signed;
        return type(raw_value(), Operation::template apply<integer<bits>>(align<bits, pair::fraction>(a),
                                                                         align<bits, pair::fraction>(b)));
    }
};

template <class A, class B> struct quotient_of {
    typedef pair_of<A, B> pair;
    static constexpr int shift = larger(pair::b::fraction, 0);
    static constexpr int width = pair::a::width + shift + pair::b::is_signed;
    typedef typename number<typename pair::family, width, pair::a::iwidth + pair::b::fraction + pair::b::is_signed, pair::is_signed,
                            pair::is_fixed>::type type;
    static constexpr type apply(const A &a, const B &b) {
        constexpr int bits = larger(width, pair::b::width) + 1;
        typedef integer<bits> work;
        return type(raw_value(),
                    typename type::raw_type(shift_left<bits>(work(pair::a::raw(a)), shift) / work(pair::b::raw(b))));
    }
};

template <class A, class B> struct remainder_of {
    typedef pair_of<A, B> pair;
    static constexpr int width = smaller(pair::a::width, pair::b::width + (!pair::b::is_signed && pair::a::is_signed));
    typedef typename number<typename pair::family, width, width, pair::a::is_signed, false>::type type;
    static constexpr type apply(const A &a, const B &b) {
        typedef integer<larger(pair::a::width, pair::b::width) + 1> work;
        return type(raw_value(), typename type::raw_type(work(pair::a::raw(a)) % work(pair::b::raw(b))));
    }
};

// -1, 0 or 1 as a is less than, equal to or greater than b.
template <class A, class B> constexpr int compare(const A &a, const B &b) {
    typedef pair_of<A, B> pair;
    constexpr int bits = larger(pair::iwidth + pair::fraction, 1) + 1;
    const integer<bits> left = align<bits, pair::fraction>(a);
    const integer<bits> right = align<bits, pair::fraction>(b);
    return left < right ? -1 : left == right ? 0 : 1;
}

// Shifts keep the type: bits that leave it are lost. A negative count shifts the other way.
template <int W, bool S, class B> constexpr storage<W, S> shift_by(const storage<W, S> &v, const B &count, bool left) {
    const int64_t n = int64_t(operand<B>::raw(count));
    const int distance = int(n < -W ? W : n > W ? W : n < 0 ? -n : n);
    return left != (n < 0) ? wrap<W, S>(shift_left<W + !S>(v, distance)) : shift_right(v, distance);
}

template <class A> struct own_type {
    typedef typename number<typename operand<A>::family, operand<A>::width, operand<A>::iwidth, operand<A>::is_signed,
                            operand<A>::kind == fractional>::type type;
};

template <class A, class Family = typename operand<A>::family> struct complement_of : own_type<A> {};

template <class A, class B> using if_operands = enable_if<are_operands<A, B>()>;
template <class A, class B> using if_integers =
    enable_if<are_operands<A, B>() && operand<A>::kind != fractional && operand<B>::kind != fractional>;
template <class A, class B> using if_shift = enable_if<is_number<A>() && operand<B>::valid && operand<B>::kind != fractional>;
template <class A> using if_number = enable_if<is_number<A>()>;
template <class A> using if_fraction = enable_if<operand<A>::kind == fractional>;

} // namespace ap_detail

#define HLSMITH_AP_BINARY(op, condition, result)                                                                       \
    template <class A, class B, class = ap_detail::condition<A, B>>                                                    \
    constexpr typename ap_detail::result::type operator op(const A &a, const B &b) {                                   \
        return ap_detail::result::apply(a, b);                                                                         \
    }                                                                                                                  \
    template <class A, class B, class = ap_detail::if_number<A>, class = ap_detail::condition<A, B>>                   \
    constexpr A &operator op##=(A &a, const B &b) {                                                                    \
        return a = A(ap_detail::result::apply(a, b));                                                                  \
    }
#define HLSMITH_AP_COMMA ,
HLSMITH_AP_BINARY(*, if_operands, product_of<A HLSMITH_AP_COMMA B>)
HLSMITH_AP_BINARY(/, if_operands, quotient_of<A HLSMITH_AP_COMMA B>)
HLSMITH_AP_BINARY(%, if_integers, remainder_of<A HLSMITH_AP_COMMA B>)
HLSMITH_AP_BINARY(+, if_operands, aligned_result<ap_detail::add HLSMITH_AP_COMMA A HLSMITH_AP_COMMA B>)
HLSMITH_AP_BINARY(-, if_operands, aligned_result<ap_detail::subtract HLSMITH_AP_COMMA A HLSMITH_AP_COMMA B>)
HLSMITH_AP_BINARY(&, if_operands, aligned_result<ap_detail::bit_and HLSMITH_AP_COMMA A HLSMITH_AP_COMMA B>)
HLSMITH_AP_BINARY(|, if_operands, aligned_result<ap_detail::bit_or HLSMITH_AP_COMMA A HLSMITH_AP_COMMA B>)
HLSMITH_AP_BINARY(^, if_operands, aligned_result<ap_detail::bit_xor HLSMITH_AP_COMMA A HLSMITH_AP_COMMA B>)
#undef HLSMITH_AP_BINARY
#undef HLSMITH_AP_COMMA

// Comparison is exact between numbers of any sign; with a double it compares doubles.
#define HLSMITH_AP_COMPARE(op)                                                                                         \
    template <class A, class B, class = ap_detail::if_operands<A, B>>                                                  \
    constexpr bool operator op(const A &a, const B &b) {                                                               \
        return ap_detail::compare(a, b) op 0;                                                                          \
    }                                                                                                                  \
    template <class A, class = ap_detail::if_fraction<A>> constexpr bool operator op(const A &a, double b) {           \
        return a.to_double() op b;                                                                                     \
    }                                                                                                                  \
    template <class B, class = ap_detail::if_fraction<B>> constexpr bool operator op(double a, const B &b) {           \
        return a op b.to_double();                                                                                     \
    }
HLSMITH_AP_COMPARE(==)
HLSMITH_AP_COMPARE(!=)
HLSMITH_AP_COMPARE(<)
HLSMITH_AP_COMPARE(>)
HLSMITH_AP_COMPARE(<=)
HLSMITH_AP_COMPARE(>=)
#undef HLSMITH_AP_COMPARE

#define HLSMITH_AP_SHIFT(op, left)                                                                                     \
    template <class A, class B, class = ap_detail::if_shift<A, B>>                                                     \
    constexpr typename ap_detail::own_type<A>::type operator op(const A &a, const B &count) {                          \
        typedef ap_detail::operand<A> shape;                                                                           \
        return {ap_detail::raw_value(),                                                                                \
                ap_detail::shift_by<shape::width, shape::is_signed>(shape::raw(a), count, left)};                      \
    }                                                                                                                  \
    template <class A, class B, class = ap_detail::if_shift<A, B>>                                                     \
    constexpr A &operator op##=(A &a, const B &count) {                                                                \
        typedef ap_detail::operand<A> shape;                                                                           \
        a.raw = ap_detail::shift_by<shape::width, shape::is_signed>(a.raw, count, left);                               \
        return a;                                                                                                      \
    }
HLSMITH_AP_SHIFT(<<, true)
HLSMITH_AP_SHIFT(>>, false)
#undef HLSMITH_AP_SHIFT

template <class A, class = ap_detail::if_number<A>> constexpr typename ap_detail::own_type<A>::type operator+(const A &a) {
    return a;
}
// One bit wider, so that the lowest value has a negative.
template <class A, class = ap_detail::if_number<A>>
constexpr typename ap_detail::number<typename ap_detail::operand<A>::family, ap_detail::operand<A>::width + 1, ap_detail::operand<A>::iwidth + 1, true,
                                     ap_detail::operand<A>::kind == ap_detail::fractional>::type
operator-(const A &a) {
    typedef ap_detail::integer<ap_detail::operand<A>::width + 1> T;
    return {ap_detail::raw_value(), T(-T(ap_detail::operand<A>::raw(a)))};
}
// ap: the complement of the bits, in the same type. ac: -x - 1, signed.
template <class A, class = ap_detail::if_number<A>> constexpr typename ap_detail::complement_of<A>::type operator~(const A &a) {
    typedef typename ap_detail::complement_of<A>::type type;
    typedef typename type::raw_type T;
    return {ap_detail::raw_value(), ap_detail::wrap<type::width, type::is_signed>(T(~T(ap_detail::operand<A>::raw(a))))};
}
template <class A, class = ap_detail::if_number<A>> constexpr bool operator!(const A &a) {
    return ap_detail::operand<A>::raw(a) == typename ap_detail::operand<A>::raw_type(0);
}
template <class A, class = ap_detail::if_number<A>> constexpr A &operator++(A &a) { return a = A(a + true); }
template <class A, class = ap_detail::if_number<A>> constexpr A &operator--(A &a) { return a = A(a - true); }
template <class A, class = ap_detail::if_number<A>> constexpr A operator++(A &a, int) {
    const A before = a;
    a = A(a + true);
    return before;
}
template <class A, class = ap_detail::if_number<A>> constexpr A operator--(A &a, int) {
    const A before = a;
    a = A(a - true);
    return before;
}

#endif
