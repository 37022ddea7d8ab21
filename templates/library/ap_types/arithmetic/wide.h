// SPDX-License-Identifier: Apache-2.0
// Two's-complement integers of so many 64-bit words, lowest word first, with the operators of a machine integer:
// arithmetic modulo 2^(64 * Words), division towards zero, arithmetic right shift when signed.
#ifndef HLSMITH_AP_WIDE_H
#define HLSMITH_AP_WIDE_H

#include "storage.h"

namespace ap_detail {

template <class C> struct machine_integer {
    static constexpr bool value = !__is_class(C);
};

template <int Words, bool Signed> struct wide {
    uint64_t words[Words];

    wide() = default;
    template <class C, class = enable_if<machine_integer<C>::value>> constexpr explicit wide(C value) : words{} {
        const bool negative = C(-1) < C(1) && int128(value) < 0;
        for (int i = 0; i < Words; ++i) words[i] = negative ? ~uint64_t(0) : 0;
        words[0] = uint64_t(value);
        if (sizeof(C) > 8) words[1] = uint64_t(uint128(value) >> 64);
    }
    template <int OtherWords, bool OtherSigned> constexpr explicit wide(const wide<OtherWords, OtherSigned> &value) : words{} {
        for (int i = 0; i < Words; ++i) words[i] = i < OtherWords ? value.words[i] : value.fill();
    }

    constexpr bool top_bit() const { return words[Words - 1] >> 63; }
    // What all words above the stored ones are.
    constexpr uint64_t fill() const { return Signed && top_bit() ? ~uint64_t(0) : 0; }

    template <class C, class = enable_if<machine_integer<C>::value>> constexpr explicit operator C() const {
        return C(uint128(words[1]) << 64 | words[0]);
    }
    constexpr explicit operator bool() const { return *this != wide(0); }
    constexpr explicit operator double() const { return rounded<double>(); }

    constexpr friend wide operator~(const wide &a) {
        wide result(0);
        for (int i = 0; i < Words; ++i) result.words[i] = ~a.words[i];
        return result;
    }
    constexpr friend wide operator&(const wide &a, const wide &b) {
        wide result(0);
        for (int i = 0; i < Words; ++i) result.words[i] = a.words[i] & b.words[i];
        return result;
    }
    constexpr friend wide operator|(const wide &a, const wide &b) {
        wide result(0);
        for (int i = 0; i < Words; ++i) result.words[i] = a.words[i] | b.words[i];
        return result;
    }
    constexpr friend wide operator^(const wide &a, const wide &b) {
        wide result(0);
        for (int i = 0; i < Words; ++i) result.words[i] = a.words[i] ^ b.words[i];
        return result;
    }
    constexpr friend wide operator+(const wide &a, const wide &b) {
        wide result(0);
        uint128 carry = 0;
        for (int i = 0; i < Words; ++i) {
            carry += uint128(a.words[i]) + b.words[i];
            result.words[i] = uint64_t(carry);
            carry >>= 64;
        }
        return result;
    }
    constexpr friend wide operator-(const wide &a) { return ~a + wide(1); }
    constexpr friend wide operator-(const wide &a, const wide &b) { return a + ~b + wide(1); }
    constexpr friend wide operator*(const wide &a, const wide &b) {
        wide result(0);
        for (int i = 0; i < Words; ++i) {
            uint128 carry = 0;
            for (int j = 0; i + j < Words; ++j) {
                carry += uint128(a.words[i]) * b.words[j] + result.words[i + j];
                result.words[i + j] = uint64_t(carry);
                carry >>= 64;
            }
        }
        return result;
    }
    constexpr friend wide operator<<(const wide &a, int n) {
        wide result(0);
        const int skip = n / 64;
        const int part = n % 64;
        for (int i = Words - 1; i >= skip; --i) {
            result.words[i] = a.words[i - skip] << part;
            if (part && i > skip) result.words[i] |= a.words[i - skip - 1] >> (64 - part);
        }
        return result;
    }
    constexpr friend wide operator>>(const wide &a, int n) {
        wide result(0);
        const int skip = n / 64;
        const int part = n % 64;
        for (int i = 0; i < Words; ++i) {
            const uint64_t low = i + skip < Words ? a.words[i + skip] : a.fill();
            const uint64_t high = i + skip + 1 < Words ? a.words[i + skip + 1] : a.fill();
            result.words[i] = part ? low >> part | high << (64 - part) : low;
        }
        return result;
    }
    constexpr friend wide operator/(const wide &a, const wide &b) {
        const wide quotient = divide(a.magnitude(), b.magnitude()).quotient;
        return Signed && a.top_bit() != b.top_bit() ? -quotient : quotient;
    }
    constexpr friend wide operator%(const wide &a, const wide &b) {
        const wide rest = divide(a.magnitude(), b.magnitude()).rest;
        return Signed && a.top_bit() ? -rest : rest;
    }
    constexpr friend bool operator==(const wide &a, const wide &b) {
        for (int i = 0; i < Words; ++i) {
            if (a.words[i] != b.words[i]) return false;
        }
        return true;
    }
    constexpr friend bool operator!=(const wide &a, const wide &b) { return !(a == b); }
    constexpr friend bool operator<(const wide &a, const wide &b) {
        if (Signed && a.top_bit() != b.top_bit()) return a.top_bit();
        for (int i = Words - 1; i >= 0; --i) {
            if (a.words[i] != b.words[i]) return a.words[i] < b.words[i];
        }
        return false;
    }
    constexpr friend bool operator>(const wide &a, const wide &b) { return b < a; }
    constexpr friend bool operator<=(const wide &a, const wide &b) { return !(b < a); }
    constexpr friend bool operator>=(const wide &a, const wide &b) { return !(a < b); }

    // The nearest Float, ties to even, as a double (whose exponent reaches further than a float's).
    template <class Float> constexpr double rounded() const {
        const wide value = magnitude();
        int top = Words * 64 - 1;
        while (top > 63 && !(value.words[top / 64] >> (top % 64) & 1)) --top;
        // The highest 64 bits; what lies below only matters in that it is not zero.
        const int below = top - 63;
        const wide high = value >> below;
        const uint64_t sticky = (high << below) != value;
        double result = double(Float(high.words[0] | sticky));
        for (int i = 0; i < below; ++i) result *= 2.0;
        return Signed && top_bit() ? -result : result;
    }

  private:
    struct division {
        wide quotient;
        wide rest;
    };
    constexpr wide magnitude() const { return Signed && top_bit() ? -*this : *this; }
    // Of natural numbers, bit by bit; by words where the divisor is one word.
    static constexpr division divide(const wide &a, const wide &b) {
        division result = {wide(0), wide(0)};
        if (b == wide(b.words[0])) {
            uint128 rest = 0;
            for (int i = Words - 1; i >= 0; --i) {
                rest = rest << 64 | a.words[i];
                result.quotient.words[i] = uint64_t(rest / b.words[0]);
                rest %= b.words[0];
            }
            result.rest.words[0] = uint64_t(rest);
            return result;
        }
        typedef wide<Words, false> natural;
        const natural divisor(b);
        natural rest(0);
        for (int i = Words * 64 - 1; i >= 0; --i) {
            rest = (rest << 1) | natural(a.words[i / 64] >> (i % 64) & 1);
            if (rest >= divisor) {
                rest = rest - divisor;
                result.quotient.words[i / 64] |= uint64_t(1) << (i % 64);
            }
        }
        result.rest = wide(rest);
        return result;
    }
};

} // namespace ap_detail

#endif
