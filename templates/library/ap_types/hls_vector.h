// SPDX-License-Identifier: Apache-2.0
// hls::vector for simulation on the host: N numbers with element-wise operators.
#ifndef HLSMITH_HLS_VECTOR_H
#define HLSMITH_HLS_VECTOR_H

#include <stddef.h>

namespace hls {

template <class T, size_t N> struct vector {
    typedef T value_type;
    typedef T *iterator;
    typedef const T *const_iterator;

    T elements[N];

    vector() = default;
    vector(const T &value) {
        for (T &element : elements) element = value;
    }
    template <class First, class Second, class... Rest>
    vector(const First &first, const Second &second, const Rest &...rest) : elements{T(first), T(second), T(rest)...} {
        static_assert(sizeof...(Rest) + 2 <= N, "more values than a vector has elements");
    }

    T &operator[](size_t i) { return elements[i]; }
    const T &operator[](size_t i) const { return elements[i]; }
    static constexpr size_t size() { return N; }
    iterator begin() { return elements; }
    iterator end() { return elements + N; }
    const_iterator begin() const { return elements; }
    const_iterator end() const { return elements + N; }

    T reduce_add() const {
        T sum = elements[0];
        for (size_t i = 1; i < N; ++i) sum += elements[i];
        return sum;
    }
    T reduce_mult() const {
        T product = elements[0];
        for (size_t i = 1; i < N; ++i) product *= elements[i];
        return product;
    }

#define HLSMITH_VECTOR_OPERATOR(op)                                                                                    \
    vector &operator op##=(const vector &other) {                                                                      \
        for (size_t i = 0; i < N; ++i) elements[i] op##= other.elements[i];                                            \
        return *this;                                                                                                  \
    }                                                                                                                  \
    friend vector operator op(vector a, const vector &b) { return a op##= b; }
    HLSMITH_VECTOR_OPERATOR(+)
    HLSMITH_VECTOR_OPERATOR(-)
    HLSMITH_VECTOR_OPERATOR(*)
    HLSMITH_VECTOR_OPERATOR(/)
#undef HLSMITH_VECTOR_OPERATOR

    friend bool operator==(const vector &a, const vector &b) {
        for (size_t i = 0; i < N; ++i) {
            if (!(a.elements[i] == b.elements[i])) return false;
        }
        return true;
    }
    friend bool operator!=(const vector &a, const vector &b) { return !(a == b); }
};

} // namespace hls

#endif
