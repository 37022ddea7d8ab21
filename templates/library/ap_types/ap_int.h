// SPDX-License-Identifier: Apache-2.0
// ap_int<W> and ap_uint<W> for simulation on the host: integers of any width, under the names that HLS sources
// use. A vendor's tool brings its own header of this name instead.
#ifndef HLSMITH_AP_INT_H
#define HLSMITH_AP_INT_H

#include "arithmetic/number.h"

template <int W, bool S> struct ap_int_base : ap_detail::number_base<ap_int_base<W, S>, W, W, S> {
    typedef ap_detail::number_base<ap_int_base<W, S>, W, W, S> base;
    typedef typename base::raw_type raw_type;
    using base::raw;

    ap_int_base() = default;
    constexpr ap_int_base(ap_detail::raw_value, const raw_type &value) : base(value) {}
    // From any number: fractions are cut towards zero, as C does; bits above the width are lost.
    template <class T, class = ap_detail::enable_if<ap_detail::operand<T>::valid>>
    constexpr ap_int_base(const T &value)
        : base(ap_detail::refit<W, S, AP_TRN_ZERO, AP_WRAP, 0, ap_detail::operand<T>::width, ap_detail::operand<T>::is_signed,
                                ap_detail::operand<T>::fraction>::apply(ap_detail::operand<T>::raw(value))) {}
    template <class T, class = void, class = ap_detail::if_dynamic<T>>
    ap_int_base(const T &value) : base(value.template as<W, 0, S, AP_TRN_ZERO, AP_WRAP>()) {}
    constexpr ap_int_base(double value) : base(ap_detail::from_double<W, 0, S, AP_TRN_ZERO, AP_WRAP, 0>(value)) {}
    ap_int_base(const char *text, int radix = 10) : base(ap_detail::read<W, 0, S>(text, radix)) {}

    constexpr operator typename ap_detail::c_integer_of<S>::type() const {
        return typename ap_detail::c_integer_of<S>::type(base::to_uint64());
    }
    template <class C, class = ap_detail::enable_if<ap_detail::arithmetic<C>::value>> constexpr explicit operator C() const {
        return ap_detail::cast<C, 0, raw_type>::apply(raw);
    }

    constexpr bool sign() const { return raw < raw_type(0); }
    constexpr bool test(int i) const { return base::get_bit(i); }
    constexpr void set(int i) { base::set_bit(i, true); }
    constexpr void clear(int i) { base::set_bit(i, false); }
    constexpr void invert(int i) { base::set_bit(i, !base::get_bit(i)); }
    constexpr void set(int i, bool bit) { base::set_bit(i, bit); }

    constexpr bool and_reduce() const { return bits() == ap_detail::ones<natural>(W); }
    constexpr bool or_reduce() const { return raw != raw_type(0); }
    constexpr bool xor_reduce() const {
        bool odd = false;
        for (int i = 0; i < W; ++i) odd = odd != base::get_bit(i);
        return odd;
    }
    constexpr bool nand_reduce() const { return !and_reduce(); }
    constexpr bool nor_reduce() const { return !or_reduce(); }
    constexpr bool xnor_reduce() const { return !xor_reduce(); }
    constexpr int countLeadingZeros() const {
        int count = 0;
        while (count < W && !base::get_bit(W - 1 - count)) ++count;
        return count;
    }
    constexpr ap_int_base reverse() const {
        ap_int_base result(ap_detail::raw_value(), raw_type(0));
        for (int i = 0; i < W; ++i) result.set_bit(W - 1 - i, base::get_bit(i));
        return result;
    }
    constexpr void lrotate(int n) { *this = (ap_uint<W>(*this) << n) | (ap_uint<W>(*this) >> (W - n)); }
    constexpr void rrotate(int n) { lrotate(W - n); }
    template <class T> constexpr auto concat(const T &low) const { return (*this, low); }
    template <class T> constexpr auto concat(T &low) { return (*this, low); }

  private:
    typedef ap_detail::storage<W, false> natural;
    constexpr natural bits() const { return ap_detail::wrap<W, false>(raw); }
};

template <class Letter, class Traits, int W, bool S>
std::basic_ostream<Letter, Traits> &operator<<(std::basic_ostream<Letter, Traits> &out, const ap_int_base<W, S> &value) {
    return out << value.to_string(10);
}
template <class Letter, class Traits, int W, bool S>
std::basic_istream<Letter, Traits> &operator>>(std::basic_istream<Letter, Traits> &in, ap_int_base<W, S> &value) {
    long long number = 0;
    if (!(in >> number)) return in;
    value = number;
    // `1.0`, as a tool may have written a sign, is read whole.
    if (in.eof() || in.peek() != Traits::to_int_type(Letter('.'))) return in;
    do in.get();
    while (in.peek() >= Traits::to_int_type(Letter('0')) && in.peek() <= Traits::to_int_type(Letter('9')));
    return in;
}

#endif
