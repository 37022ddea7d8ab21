// SPDX-License-Identifier: Apache-2.0
// Numbers as text. Nothing here needs <string> or <iostream> unless a program uses it.
#ifndef HLSMITH_AP_TEXT_H
#define HLSMITH_AP_TEXT_H

#include "operand.h"

namespace ap_detail {

// The digits of a natural number, highest first.
template <class String, class T> String digits(T value, int radix) {
    String result;
    do {
        result.insert(result.begin(), "0123456789abcdef"[int(value % T(radix))]);
        value = T(value / T(radix));
    } while (value != T(0));
    return result;
}

// raw * 2^-F: exact in decimal with a sign; radix 2 shows the W bits with their point, radix 8 and 16 the bits
// of an integer or of the raw value.
template <class String, int W, int F, bool S> String write(const storage<W, S> &raw, int radix) {
    typedef integer<larger(W, W - F) + larger(F, 0) + 8> T;
    if (radix != 10) {
        String bits = digits<String>(T(wrap<W, false>(raw)), radix);
        const int per_digit = radix == 16 ? 4 : radix == 8 ? 3 : 1;
        while (int(bits.size()) * per_digit < W) bits.insert(bits.begin(), '0');
        if (radix == 2 && F > 0 && F < W) bits.insert(bits.end() - F, '.');
        return String(radix == 16 ? "0x" : radix == 8 ? "0o" : "0b") + bits;
    }
    const bool negative = raw < storage<W, S>(0);
    T magnitude = negative ? T(-T(raw)) : T(raw);
    if (F < 0) magnitude = T(magnitude << (F < 0 ? -F : 0));
    String result = digits<String>(shift_right(magnitude, larger(F, 0)), 10);
    if (F > 0) {
        T rest = magnitude & ones<T>(F);
        if (rest != T(0)) result.push_back('.');
        for (; rest != T(0); rest = rest & ones<T>(F)) {
            rest = T(rest * T(10));
            result.push_back("0123456789"[int(shift_right(rest, F))]);
        }
    }
    return negative ? String("-") + result : result;
}

// A decimal, hexadecimal (0x), octal (0o) or binary (0b) integer or fraction to raw * 2^-F, truncated; `radix`
// where the text has no prefix.
template <int W, int F, bool S> storage<W, S> read(const char *word, int radix) {
    const bool negative = *word == '-';
    if (*word == '-' || *word == '+') ++word;
    if (word[0] == '0' && (word[1] | 32) == 'x') radix = 16;
    if (word[0] == '0' && (word[1] | 32) == 'o') radix = 8;
    if (word[0] == '0' && (word[1] | 32) == 'b' && radix != 16) radix = 2;
    if (word[0] == '0' && ((word[1] | 32) == 'x' || (word[1] | 32) == 'o' || ((word[1] | 32) == 'b' && radix == 2))) word += 2;
    typedef modular<W + larger(F, 0) + 64> U;
    typedef integer<W + larger(F, 0) + 64> T;
    U whole(0), numerator(0), denominator(1);
    bool fraction = false;
    for (; *word != 0; ++word) {
        if (*word == '.') fraction = true;
        const int letter = *word | 32;
        const int digit = *word >= '0' && *word <= '9' ? *word - '0' : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : 16;
        if (digit >= radix) continue;
        if (!fraction) whole = U(whole * U(unsigned(radix)) + U(unsigned(digit)));
        // Digits beyond the precision of the working integer cannot be represented.
        else if (denominator < U(U(1) << 56)) {
            numerator = U(numerator * U(unsigned(radix)) + U(unsigned(digit)));
            denominator = U(denominator * U(unsigned(radix)));
        }
    }
    const bool left = F >= 0;
    U raw = left ? U(U(whole << (left ? F : 0)) + U(U(numerator << (left ? F : 0)) / denominator)) : U(whole >> (left ? 0 : -F));
    return wrap<W, S>(negative ? T(U(0) - raw) : T(raw));
}

} // namespace ap_detail

#endif
