// SPDX-License-Identifier: Apache-2.0
// ac_int<W, S> for simulation on the host: the integers of Catapult and Intel HLS sources.
#ifndef HLSMITH_AC_INT_H
#define HLSMITH_AC_INT_H

#include "arithmetic/number.h"

enum ac_q_mode { AC_TRN, AC_RND, AC_TRN_ZERO, AC_RND_ZERO, AC_RND_INF, AC_RND_MIN_INF, AC_RND_CONV, AC_RND_CONV_ODD };
enum ac_o_mode { AC_WRAP, AC_SAT, AC_SAT_ZERO, AC_SAT_SYM };
enum ac_base_mode { AC_BIN = 2, AC_OCT = 8, AC_DEC = 10, AC_HEX = 16 };

template <int W, bool S = true> struct ac_int;
template <int W, int I, bool S = true, ac_q_mode Q = AC_TRN, ac_o_mode O = AC_WRAP> struct ac_fixed;

namespace ap_detail {

struct ac_family {
    template <int W, int I, bool S> using fixed = ac_fixed<W, I, S>;
    template <int W, bool S> using integer = ac_int<W, S>;
};
template <int W, bool S> struct operand<ac_int<W, S>> : operand_shape<W, W, S, integral, ac_family> {
    static constexpr const storage<W, S> &raw(const ac_int<W, S> &v) { return v.raw; }
};
template <int W, int I, bool S, ac_q_mode Q, ac_o_mode O>
struct operand<ac_fixed<W, I, S, Q, O>> : operand_shape<W, I, S, fractional, ac_family> {
    static constexpr const storage<W, S> &raw(const ac_fixed<W, I, S, Q, O> &v) { return v.raw; }
};
template <class A> struct complement_of<A, ac_family> {
    static constexpr int growth = !operand<A>::is_signed;
    typedef typename number<ac_family, operand<A>::width + growth, operand<A>::iwidth + growth, true,
                            operand<A>::kind == fractional>::type type;
};

constexpr ap_q_mode mode_of(ac_q_mode mode) {
    return mode == AC_TRN           ? AP_TRN
           : mode == AC_RND         ? AP_RND
           : mode == AC_TRN_ZERO    ? AP_TRN_ZERO
           : mode == AC_RND_ZERO    ? AP_RND_ZERO
           : mode == AC_RND_INF     ? AP_RND_INF
           : mode == AC_RND_MIN_INF ? AP_RND_MIN_INF
           : mode == AC_RND_CONV    ? AP_RND_CONV
                                    : round_to_odd;
}
constexpr ap_o_mode mode_of(ac_o_mode mode) {
    return mode == AC_WRAP ? AP_WRAP : mode == AC_SAT ? AP_SAT : mode == AC_SAT_ZERO ? AP_SAT_ZERO : AP_SAT_SYM;
}

// What ac_int and ac_fixed add: slices of a constant width. Casts to C integers round down.
template <class Number, int W, int I, bool S> struct ac_base : number_base<Number, W, I, S, AP_TRN> {
    typedef number_base<Number, W, I, S, AP_TRN> base;
    typedef typename base::raw_type raw_type;
    static constexpr bool sign = S;
    using base::raw;

    ac_base() = default;
    constexpr explicit ac_base(const raw_type &value) : base(value) {}

    template <int Bits> constexpr ac_int<Bits, S> slc(int low) const {
        return ac_int<Bits, S>(raw_value(), wrap<Bits, S>(shift_right(raw, low)));
    }
    template <int Bits, bool Signed> constexpr Number &set_slc(int low, const ac_int<Bits, Signed> &slice) {
        for (int i = 0; i < Bits; ++i) base::set_bit(low + i, slice.get_bit(i));
        return static_cast<Number &>(*this);
    }
};
template <class Number, int W, int I, bool S> constexpr bool ac_base<Number, W, I, S>::sign;

} // namespace ap_detail

template <int W, bool S> struct ac_int : ap_detail::ac_base<ac_int<W, S>, W, W, S> {
    typedef ap_detail::ac_base<ac_int<W, S>, W, W, S> base;
    typedef typename base::raw_type raw_type;
    using base::raw;

    ac_int() = default;
    constexpr ac_int(ap_detail::raw_value, const raw_type &value) : base(value) {}
    template <class T, class = ap_detail::enable_if<ap_detail::operand<T>::valid &&
                                                    ap_detail::operand<T>::kind != ap_detail::fractional>>
    constexpr ac_int(const T &value) : base(ap_detail::wrap<W, S>(ap_detail::operand<T>::raw(value))) {}
    ac_int(double value) : base(ap_detail::from_double<W, 0, S, AP_TRN, AP_WRAP, 0>(value)) {}

    constexpr operator typename ap_detail::c_integer_of<S>::type() const {
        return typename ap_detail::c_integer_of<S>::type(base::to_uint64());
    }
};

template <class Letter, class Traits, int W, bool S>
std::basic_ostream<Letter, Traits> &operator<<(std::basic_ostream<Letter, Traits> &out, const ac_int<W, S> &value) {
    return out << value.to_string(10);
}

#endif
