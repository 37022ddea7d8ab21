// SPDX-License-Identifier: Apache-2.0
// What may stand beside an operator: every kind of number, described by width, integer bits and sign. A C integer
// counts as a fixed-point number of its own width without fraction bits.
#ifndef HLSMITH_AP_OPERAND_H
#define HLSMITH_AP_OPERAND_H

#include <iosfwd>

#include "floating.h"

namespace ap_detail {

// Only declared: a program that asks for text includes <string> itself.
typedef std::string text;

enum operand_kind {
    c_integer, // takes part only beside one of the kinds below
    integral,  // ap_int and bit ranges
    fractional // ap_fixed
};

// The types of one vendor's names: what operators on them return.
struct ap_family {
    template <int W, int I, bool S> using fixed = ap_fixed_base<W, I, S, AP_TRN, AP_WRAP, 0>;
    template <int W, bool S> using integer = ap_int_base<W, S>;
};
struct c_family {};

template <int W, int I, bool S, operand_kind Kind, class Family> struct operand_shape {
    static constexpr bool valid = true;
    static constexpr int width = W;
    static constexpr int iwidth = I;
    static constexpr int fraction = W - I;
    static constexpr bool is_signed = S;
    static constexpr operand_kind kind = Kind;
    typedef storage<W, S> raw_type;
    typedef Family family;
};

struct no_operand {
    static constexpr bool valid = false;
    static constexpr operand_kind kind = c_integer;
};
template <class T, bool IsEnum> struct enumeration_operand : no_operand {};
template <class T> struct operand : enumeration_operand<T, __is_enum(T)> {};

template <class C, bool S, int W = int(sizeof(C)) * 8> struct c_operand : operand_shape<W, W, S, c_integer, c_family> {
    static constexpr storage<W, S> raw(C v) { return storage<W, S>(v); }
};
template <> struct operand<bool> : c_operand<bool, false, 1> {};
template <> struct operand<char> : c_operand<char, (char(-1) < char(0))> {};
template <> struct operand<signed char> : c_operand<signed char, true> {};
template <> struct operand<unsigned char> : c_operand<unsigned char, false> {};
template <> struct operand<short> : c_operand<short, true> {};
template <> struct operand<unsigned short> : c_operand<unsigned short, false> {};
template <> struct operand<int> : c_operand<int, true> {};
template <> struct operand<unsigned int> : c_operand<unsigned int, false> {};
template <> struct operand<long> : c_operand<long, true> {};
template <> struct operand<unsigned long> : c_operand<unsigned long, false> {};
template <> struct operand<long long> : c_operand<long long, true> {};
template <> struct operand<unsigned long long> : c_operand<unsigned long long, false> {};
template <> struct operand<int128> : c_operand<int128, true> {};
template <> struct operand<uint128> : c_operand<uint128, false> {};
template <class E> struct enumeration_operand<E, true> : operand<__underlying_type(E)> {
    typedef operand<__underlying_type(E)> underlying;
    static constexpr typename underlying::raw_type raw(E v) {
        return underlying::raw(static_cast<__underlying_type(E)>(v));
    }
};

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
struct operand<ap_fixed_base<W, I, S, Q, O, N>> : operand_shape<W, I, S, fractional, ap_family> {
    static constexpr const storage<W, S> &raw(const ap_fixed_base<W, I, S, Q, O, N> &v) { return v.raw; }
};
template <int W, bool S> struct operand<ap_int_base<W, S>> : operand_shape<W, W, S, integral, ap_family> {
    static constexpr const storage<W, S> &raw(const ap_int_base<W, S> &v) { return v.raw; }
};

// Numbers whose format is known at run time only (they say so in a specialisation): `as<W, F, S, Q, O>()` makes one the
// raw value of a static type.
template <class T> struct is_dynamic {
    static constexpr bool value = false;
};
template <class T> using if_dynamic = enable_if<is_dynamic<T>::value>;

// Operands that this library must handle: at least one of them is its own.
template <class A, class B> constexpr bool are_operands() {
    return operand<A>::valid && operand<B>::valid && (operand<A>::kind != c_integer || operand<B>::kind != c_integer);
}
template <class A> constexpr bool is_number() { return operand<A>::valid && operand<A>::kind != c_integer; }

// Types to which a number converts by a cast.
template <class T> struct arithmetic {
    static constexpr bool value = operand<T>::valid && operand<T>::kind == c_integer && !__is_class(T);
};
template <> struct arithmetic<float> {
    static constexpr bool value = true;
};
template <> struct arithmetic<double> {
    static constexpr bool value = true;
};

template <class C, int F, class T> struct cast {
    static constexpr C apply(const T &raw) { return C(to_integer<F, AP_TRN_ZERO>(raw)); }
};
template <int F, class T> struct cast<bool, F, T> {
    static constexpr bool apply(const T &raw) { return raw != T(0); }
};
template <int F, class T> struct cast<double, F, T> {
    static constexpr double apply(const T &raw) { return to_double<F>(raw); }
};
template <int F, class T> struct cast<float, F, T> {
    static constexpr float apply(const T &raw) { return to_float<F>(raw); }
};

// The number type of the given shape that an operator returns.
template <class Family, int W, int I, bool S, bool IsFixed> struct number {
    typedef typename Family::template fixed<W, I, S> type;
};
template <class Family, int W, int I, bool S> struct number<Family, W, I, S, false> {
    typedef typename Family::template integer<W, S> type;
};

// The C integer that an ap_int becomes where one is expected.
template <bool S> struct c_integer_of {
    typedef long long type;
};
template <> struct c_integer_of<false> {
    typedef unsigned long long type;
};

// Marks a constructor that takes the raw value as it is.
struct raw_value {};

} // namespace ap_detail

#endif
