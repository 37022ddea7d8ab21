// SPDX-License-Identifier: Apache-2.0
// ap_fixed<W, I, Q, O, N> and ap_ufixed for simulation on the host, under the names that HLS sources use: W bits,
// I of them (sign included) above the point; I may be negative or above W. A vendor's tool brings its own header
// of this name instead.
//
// Answers are those of Xilinx HLS_arbitrary_Precision_Types (200a9ae), except where theirs are plain faults:
//   - they stop when a rounding conversion drops every bit of the source; here it rounds to 0 or one step;
//   - they compare signed with unsigned as C does from 32 bits on, and divide, or take the remainder of, ap_int of
//     mixed sign so at some widths; here values count;
//   - a negative number without integer bits becomes -1 or worse as an integer; here 0;
//   - the lowest value divided by -1 wraps before the quotient is widened; AP_WRAP_SM forgets a carry of the
//     rounding; ++ stops where the integer bits exceed the width; ap_uint >> -n turns; here by the rules.
#ifndef HLSMITH_AP_FIXED_H
#define HLSMITH_AP_FIXED_H

#include <stddef.h>

#include "ap_int.h"

template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
struct ap_fixed_base : ap_detail::number_base<ap_fixed_base<W, I, S, Q, O, N>, W, I, S> {
    typedef ap_detail::number_base<ap_fixed_base<W, I, S, Q, O, N>, W, I, S> base;
    typedef typename base::raw_type raw_type;
    static constexpr int iwidth = I;
    static constexpr ap_q_mode qmode = Q;
    static constexpr ap_o_mode omode = O;
    using base::raw;

    ap_fixed_base() = default;
    constexpr ap_fixed_base(ap_detail::raw_value, const raw_type &value) : base(value) {}
    // From any number: quantize by Q, then fit by O.
    template <class T, class = ap_detail::enable_if<ap_detail::operand<T>::valid>>
    constexpr ap_fixed_base(const T &value)
        : base(ap_detail::refit<W, S, Q, O, N, ap_detail::operand<T>::width, ap_detail::operand<T>::is_signed,
                                ap_detail::operand<T>::fraction - (W - I)>::apply(ap_detail::operand<T>::raw(value))) {}
    template <class T, class = void, class = ap_detail::if_dynamic<T>>
    ap_fixed_base(const T &value) : base(value.template as<W, W - I, S, Q, O>()) {}
    constexpr ap_fixed_base(double value) : base(ap_detail::from_double<W, W - I, S, Q, O, N>(value)) {}
    ap_fixed_base(const char *text, int radix = 10) : base(ap_detail::read<W, W - I, S>(text, radix)) {}

    template <class C, class = ap_detail::enable_if<ap_detail::arithmetic<C>::value>> constexpr operator C() const {
        return ap_detail::cast<C, W - I, raw_type>::apply(raw);
    }
    // The two that a built-in operator may choose: a subscript takes the integer, arithmetic with a double is ambiguous.
    constexpr operator ptrdiff_t() const { return ap_detail::cast<ptrdiff_t, W - I, raw_type>::apply(raw); }
    constexpr operator double() const { return ap_detail::cast<double, W - I, raw_type>::apply(raw); }

    constexpr bool is_neg() const { return raw < raw_type(0); }
    constexpr bool is_zero() const { return raw == raw_type(0); }
};
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
constexpr int ap_fixed_base<W, I, S, Q, O, N>::iwidth;
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
constexpr ap_q_mode ap_fixed_base<W, I, S, Q, O, N>::qmode;
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
constexpr ap_o_mode ap_fixed_base<W, I, S, Q, O, N>::omode;

template <class Letter, class Traits, int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
std::basic_ostream<Letter, Traits> &operator<<(std::basic_ostream<Letter, Traits> &out,
                                               const ap_fixed_base<W, I, S, Q, O, N> &value) {
    return out << value.to_double();
}
template <class Letter, class Traits, int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
std::basic_istream<Letter, Traits> &operator>>(std::basic_istream<Letter, Traits> &in,
                                               ap_fixed_base<W, I, S, Q, O, N> &value) {
    double number = 0;
    if (in >> number) value = number;
    return in;
}

#endif
