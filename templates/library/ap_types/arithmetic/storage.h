// SPDX-License-Identifier: Apache-2.0
// The machine integers that hold raw values. A raw value is always stored as a *signed* integer that equals it
// exactly (so an unsigned W-bit type needs W + 1 bits): mixed-sign arithmetic and comparisons then need no care.
#ifndef HLSMITH_AP_STORAGE_H
#define HLSMITH_AP_STORAGE_H

#include <stdint.h>

namespace ap_detail {

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

// Two's-complement integer of more than 128 bits (wide.h).
template <int Words, bool Signed> struct wide;

// Class 0, 1, 2: one machine integer; above: so many 64-bit words.
constexpr int storage_class(int bits) { return bits <= 32 ? 0 : bits <= 64 ? 1 : bits <= 128 ? 2 : (bits + 63) / 64; }

template <int Class> struct integers {
    typedef wide<Class, true> with_sign;
    typedef wide<Class, false> without_sign;
};
template <> struct integers<0> {
    typedef int32_t with_sign;
    typedef uint32_t without_sign;
};
template <> struct integers<1> {
    typedef int64_t with_sign;
    typedef uint64_t without_sign;
};
template <> struct integers<2> {
    typedef int128 with_sign;
    typedef uint128 without_sign;
};

// The signed integer of at least `Bits` bits, and its unsigned twin for arithmetic modulo 2^bits.
template <int Bits> using integer = typename integers<storage_class(Bits)>::with_sign;
template <int Bits> using modular = typename integers<storage_class(Bits)>::without_sign;

// What holds the raw value of a W-bit type.
template <int W, bool S> using storage = integer<W + !S>;

template <class T> constexpr int bits_of() { return int(sizeof(T)) * 8; }

constexpr int larger(int a, int b) { return a > b ? a : b; }
constexpr int smaller(int a, int b) { return a < b ? a : b; }

// The low W bits of v, read as a signed or natural number.
template <int W, bool S, class T> constexpr storage<W, S> wrap(const T &v) {
    typedef storage<W, S> R;
    typedef modular<W + !S> U;
    constexpr int spare = bits_of<R>() - W;
    return S ? R(R(U(v) << spare) >> spare) : R(U(U(v) << spare) >> spare);
}

// v * 2^n in T, bits above T lost. n >= 0.
template <int Bits> constexpr integer<Bits> shift_left(const integer<Bits> &v, int n) {
    typedef modular<Bits> U;
    return n >= bits_of<U>() ? integer<Bits>(0) : integer<Bits>(U(U(v) << n));
}

// floor(v / 2^n). n >= 0.
template <class T> constexpr T shift_right(const T &v, int n) {
    return n >= bits_of<T>() ? (v < T(0) ? T(-1) : T(0)) : T(v >> n);
}

// 2^n - 1, n below the bits of T.
template <class T> constexpr T ones(int n) { return n <= 0 ? T(0) : T(T(T(T(1) << (n - 1)) - T(1)) * T(2) + T(1)); }

template <bool Condition, class A, class B> struct choose {
    typedef A type;
};
template <class A, class B> struct choose<false, A, B> {
    typedef B type;
};

template <class A, class B> struct same_type {
    static constexpr bool value = false;
};
template <class A> struct same_type<A, A> {
    static constexpr bool value = true;
};

template <bool Condition, class T = void> struct enable {};
template <class T> struct enable<true, T> {
    typedef T type;
};
template <bool Condition, class T = void> using enable_if = typename enable<Condition, T>::type;

} // namespace ap_detail

#endif
