// SPDX-License-Identifier: Apache-2.0
// What ap_int and ap_fixed have in common: the raw value, casts, bits.
#ifndef HLSMITH_AP_NUMBER_H
#define HLSMITH_AP_NUMBER_H

#include "references.h"
#include "text.h"

namespace ap_detail {

// `ToInteger` is the truncation that casts to C integers make.
template <class Number, int W, int I, bool S, ap_q_mode ToInteger = AP_TRN_ZERO> struct number_base {
    static_assert(W > 0, "the width of a number must be positive");
    static constexpr int width = W;
    static constexpr bool is_signed = S;
    typedef storage<W, S> raw_type;

    // value * 2^(W - I), exactly.
    raw_type raw;

    number_base() = default; // not initialised, as in hardware
    constexpr explicit number_base(const raw_type &value) : raw(value) {}

    // Truncated, then the low bits that the C type holds.
    constexpr int to_int() const { return int(to_integer<W - I, ToInteger>(raw)); }
    constexpr unsigned to_uint() const { return unsigned(to_integer<W - I, ToInteger>(raw)); }
    constexpr long to_long() const { return long(to_integer<W - I, ToInteger>(raw)); }
    constexpr unsigned long to_ulong() const { return (unsigned long)(to_integer<W - I, ToInteger>(raw)); }
    constexpr long long to_int64() const { return (long long)(to_integer<W - I, ToInteger>(raw)); }
    constexpr unsigned long long to_uint64() const { return to_integer<W - I, ToInteger>(raw); }
    constexpr char to_char() const { return char(to_integer<W - I, ToInteger>(raw)); }
    constexpr signed char to_schar() const { return (signed char)(to_integer<W - I, ToInteger>(raw)); }
    constexpr unsigned char to_uchar() const { return (unsigned char)(to_integer<W - I, ToInteger>(raw)); }
    constexpr short to_short() const { return short(to_integer<W - I, ToInteger>(raw)); }
    constexpr unsigned short to_ushort() const { return (unsigned short)(to_integer<W - I, ToInteger>(raw)); }
    constexpr bool to_bool() const { return raw != raw_type(0); }
    // Nearest, ties to even.
    constexpr double to_double() const { return ap_detail::to_double<W - I>(raw); }
    constexpr float to_float() const { return ap_detail::to_float<W - I>(raw); }
    // In radix 2, 8, 10 or 16. Needs <string>.
    template <class String = text> String to_string(int radix = 2) const { return write<String, W, W - I, S>(raw, radix); }

    constexpr int length() const { return W; }
    constexpr bool get_bit(int i) const { return (shift_right(raw, i) & raw_type(1)) != raw_type(0); }
    constexpr void set_bit(int i, bool bit) {
        typedef modular<W + !S> U;
        const U mask = U(U(1) << i);
        raw = wrap<W, S>(raw_type(U(U(U(raw) & U(~mask)) | (bit ? mask : U(0)))));
    }
    constexpr bit_reference<Number> operator[](int i) { return {self(), i}; }
    constexpr bool operator[](int i) const { return get_bit(i); }
    constexpr bit_reference<Number> bit(int i) { return {self(), i}; }
    constexpr bool bit(int i) const { return get_bit(i); }
    constexpr range_reference<Number> operator()(int high, int low) { return {self(), high, low}; }
    constexpr range_reference<const Number> operator()(int high, int low) const { return {self(), high, low}; }
    constexpr range_reference<Number> range(int high, int low) { return {self(), high, low}; }
    constexpr range_reference<const Number> range(int high, int low) const { return {self(), high, low}; }
    constexpr range_reference<Number> range() { return {self(), W - 1, 0}; }
    constexpr range_reference<const Number> range() const { return {self(), W - 1, 0}; }

  private:
    constexpr Number &self() { return static_cast<Number &>(*this); }
    constexpr const Number &self() const { return static_cast<const Number &>(*this); }
};
template <class Number, int W, int I, bool S, ap_q_mode ToInteger>
constexpr int number_base<Number, W, I, S, ToInteger>::width;
template <class Number, int W, int I, bool S, ap_q_mode ToInteger>
constexpr bool number_base<Number, W, I, S, ToInteger>::is_signed;

} // namespace ap_detail

#endif
