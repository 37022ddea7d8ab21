// SPDX-License-Identifier: Apache-2.0
// ac_fixed<W, I, S, Q, O> for simulation on the host: the fixed-point numbers of Catapult and Intel HLS sources. They
// compute as ap_fixed does; they never become C numbers by themselves, and to_int() rounds down.
#ifndef HLSMITH_AC_FIXED_H
#define HLSMITH_AC_FIXED_H

#include "ac_int.h"

template <int W, int I, bool S, ac_q_mode Q, ac_o_mode O>
struct ac_fixed : ap_detail::ac_base<ac_fixed<W, I, S, Q, O>, W, I, S> {
    typedef ap_detail::ac_base<ac_fixed<W, I, S, Q, O>, W, I, S> base;
    typedef typename base::raw_type raw_type;
    static constexpr int i_width = I;
    static constexpr ac_q_mode q_mode = Q;
    static constexpr ac_o_mode o_mode = O;
    using base::raw;

    ac_fixed() = default;
    constexpr ac_fixed(ap_detail::raw_value, const raw_type &value) : base(value) {}
    template <class T, class = ap_detail::enable_if<ap_detail::operand<T>::valid>>
    constexpr ac_fixed(const T &value)
        : base(ap_detail::refit<W, S, ap_detail::mode_of(Q), ap_detail::mode_of(O), 0, ap_detail::operand<T>::width,
                                ap_detail::operand<T>::is_signed,
                                ap_detail::operand<T>::fraction - (W - I)>::apply(ap_detail::operand<T>::raw(value))) {}
    ac_fixed(double value)
        : base(ap_detail::from_double<W, W - I, S, ap_detail::mode_of(Q), ap_detail::mode_of(O), 0>(value)) {}

    // Rounded down; only for types with integer bits.
    constexpr ac_int<I, S> to_ac_int() const {
        return ac_int<I, S>(ap_detail::raw_value(),
                            ap_detail::refit<I, S, AP_TRN, AP_WRAP, 0, W, S, W - I>::apply(raw));
    }
};
template <int W, int I, bool S, ac_q_mode Q, ac_o_mode O> constexpr int ac_fixed<W, I, S, Q, O>::i_width;
template <int W, int I, bool S, ac_q_mode Q, ac_o_mode O> constexpr ac_q_mode ac_fixed<W, I, S, Q, O>::q_mode;
template <int W, int I, bool S, ac_q_mode Q, ac_o_mode O> constexpr ac_o_mode ac_fixed<W, I, S, Q, O>::o_mode;

template <class Letter, class Traits, int W, int I, bool S, ac_q_mode Q, ac_o_mode O>
std::basic_ostream<Letter, Traits> &operator<<(std::basic_ostream<Letter, Traits> &out,
                                               const ac_fixed<W, I, S, Q, O> &value) {
    return out << value.to_double();
}

#endif
