// SPDX-License-Identifier: Apache-2.0
// x[i], x(high, low) and (x, y): bits of a number that can be read and written. Bits are positions in the raw
// value, whatever the number's fraction.
#ifndef HLSMITH_AP_REFERENCES_H
#define HLSMITH_AP_REFERENCES_H

#include "operators.h"

namespace ap_detail {

template <class T> struct without_const {
    typedef T type;
};
template <class T> struct without_const<const T> {
    typedef T type;
};

// One bit. Beside C integers it is a bool.
template <class Number> struct bit_reference {
    Number &number;
    int index;

    constexpr bit_reference(Number &target, int position) : number(target), index(position) {}
    constexpr bit_reference(const bit_reference &) = default;
    constexpr operator bool() const { return number.get_bit(index); }
    constexpr bool to_bool() const { return number.get_bit(index); }
    constexpr bool get() const { return number.get_bit(index); }
    constexpr bool operator~() const { return !number.get_bit(index); }
    constexpr int length() const { return 1; }
    constexpr const bit_reference &operator=(const bit_reference &bit) const { return assign(bool(bit)); }
    // Any value but zero sets the bit.
    template <class T> constexpr const bit_reference &operator=(const T &value) const { return assign(bool(value)); }

  private:
    constexpr const bit_reference &assign(bool value) const {
        number.set_bit(index, value);
        return *this;
    }
};

// Bits high .. low as a natural number; in reverse order when high < low. Of the width of the whole number as
// an operand, because high and low may be variables.
template <class Number> struct range_reference {
    typedef typename without_const<Number>::type number_type;
    typedef ap_int_base<number_type::width, false> value_type;
    typedef typename value_type::raw_type bits_type;
    Number &number;
    int high;
    int low;

    constexpr range_reference(Number &target, int h, int l) : number(target), high(h), low(l) {}
    constexpr range_reference(const range_reference &) = default;

    constexpr int length() const { return (high < low ? low - high : high - low) + 1; }
    constexpr value_type get() const {
        const bits_type whole(wrap<number_type::width, false>(number.raw));
        const bits_type bits = shift_right(whole, smaller(high, low)) & ones<bits_type>(length());
        return value_type(raw_value(), high < low ? reversed(bits, length()) : bits);
    }
    constexpr const range_reference &operator=(const range_reference &other) const { return assign(other.get()); }
    // Takes the low bits of an integer value.
    template <class T, class = enable_if<operand<T>::valid>> constexpr const range_reference &operator=(const T &value) const {
        return assign(value_type(value));
    }

    constexpr operator unsigned long long() const { return get().to_uint64(); }
    constexpr int to_int() const { return get().to_int(); }
    constexpr unsigned to_uint() const { return get().to_uint(); }
    constexpr long to_long() const { return get().to_long(); }
    constexpr unsigned long to_ulong() const { return get().to_ulong(); }
    constexpr int64_t to_int64() const { return get().to_int64(); }
    constexpr uint64_t to_uint64() const { return get().to_uint64(); }
    constexpr double to_double() const { return get().to_double(); }
    constexpr bool and_reduce() const { return get().raw == ones<bits_type>(length()); }
    constexpr bool or_reduce() const { return get().or_reduce(); }
    constexpr bool xor_reduce() const { return get().xor_reduce(); }
    template <class String = text> String to_string(int radix = 2) const { return get().template to_string<String>(radix); }

  private:
    static constexpr bits_type reversed(const bits_type &bits, int count) {
        bits_type result(0);
        for (int i = 0; i < count; ++i) result = bits_type(result * bits_type(2) + ((bits >> i) & bits_type(1)));
        return result;
    }
    constexpr const range_reference &assign(const value_type &value) const {
        typedef modular<number_type::width + 1> U;
        const int lowest = smaller(high, low);
        const bits_type mask = ones<bits_type>(length());
        bits_type bits = value.raw & mask;
        if (high < low) bits = reversed(bits, length());
        const U kept = U(number.raw) & U(~(U(mask) << lowest));
        number.raw = wrap<number_type::width, number_type::is_signed>(bits_type(U(kept | U(U(bits) << lowest))));
        return *this;
    }
};

template <class Number> struct operand<bit_reference<Number>> : operand_shape<1, 1, false, c_integer, c_family> {
    static constexpr storage<1, false> raw(const bit_reference<Number> &bit) { return bit.get(); }
};
template <class Number>
struct operand<range_reference<Number>>
    : operand_shape<range_reference<Number>::value_type::width, range_reference<Number>::value_type::width, false, integral,
                    ap_family> {
    static constexpr typename range_reference<Number>::bits_type raw(const range_reference<Number> &range) {
        return range.get().raw;
    }
};

// A part of a concatenation: numbers by reference, references (which are temporaries) by value.
template <class T> struct concat_part {
    typedef T &type;
};
template <class Number> struct concat_part<const bit_reference<Number>> {
    typedef const bit_reference<Number> type;
};
template <class Number> struct concat_part<const range_reference<Number>> {
    typedef const range_reference<Number> type;
};

// The bits of `left` above those of `right`.
template <class Left, class Right> struct concat_reference {
    typedef operand<typename without_const<Left>::type> left_operand;
    typedef operand<typename without_const<Right>::type> right_operand;
    static constexpr int width = left_operand::width + right_operand::width;
    typedef ap_int_base<width, false> value_type;
    typename concat_part<Left>::type left;
    typename concat_part<Right>::type right;

    constexpr concat_reference(Left &l, Right &r) : left(l), right(r) {}
    constexpr concat_reference(const concat_reference &) = default;

    constexpr int length() const { return left.length() + right.length(); }
    constexpr value_type get() const {
        typedef typename value_type::raw_type T;
        const T high(wrap<left_operand::width, false>(left_operand::raw(left)));
        const T low(wrap<right_operand::width, false>(right_operand::raw(right)));
        return value_type(raw_value(), T(shift_left<width + 1>(high, right.length()) | low));
    }
    constexpr const concat_reference &operator=(const concat_reference &other) const { return assign(other.get()); }
    template <class T, class = enable_if<operand<T>::valid>> constexpr const concat_reference &operator=(const T &value) const {
        return assign(value_type(value));
    }
    constexpr operator unsigned long long() const { return get().to_uint64(); }
    constexpr int to_int() const { return get().to_int(); }
    constexpr uint64_t to_uint64() const { return get().to_uint64(); }
    template <class String = text> String to_string(int radix = 2) const { return get().template to_string<String>(radix); }

  private:
    constexpr const concat_reference &assign(const value_type &value) const {
        right = value;
        left = value_type(value >> right.length());
        return *this;
    }
};

template <class Left, class Right>
struct operand<concat_reference<Left, Right>>
    : operand_shape<concat_reference<Left, Right>::width, concat_reference<Left, Right>::width, false, integral, ap_family> {
    static constexpr typename concat_reference<Left, Right>::value_type::raw_type
    raw(const concat_reference<Left, Right> &both) {
        return both.get().raw;
    }
};
template <class Left, class Right> struct concat_part<const concat_reference<Left, Right>> {
    typedef const concat_reference<Left, Right> type;
};

template <class T> struct joinable {
    static constexpr bool value = operand<T>::valid && operand<T>::kind == integral;
};
template <class Number> struct joinable<bit_reference<Number>> {
    static constexpr bool value = true;
};
template <class A, class B> using if_joinable =
    enable_if<joinable<typename without_const<A>::type>::value && joinable<typename without_const<B>::type>::value>;

} // namespace ap_detail

// (x, y): numbers that can be written, and everything else.
template <class A, class B, class = ap_detail::if_joinable<A, B>>
constexpr ap_detail::concat_reference<A, B> operator,(A &left, B &right) {
    return {left, right};
}
template <class A, class B, class = ap_detail::if_joinable<A, B>>
constexpr ap_detail::concat_reference<const A, B> operator,(const A &left, B &right) {
    return {left, right};
}
template <class A, class B, class = ap_detail::if_joinable<A, B>>
constexpr ap_detail::concat_reference<A, const B> operator,(A &left, const B &right) {
    return {left, right};
}
template <class A, class B, class = ap_detail::if_joinable<A, B>>
constexpr ap_detail::concat_reference<const A, const B> operator,(const A &left, const B &right) {
    return {left, right};
}

#endif
