// SPDX-License-Identifier: Apache-2.0
// The elements that io_stream projects send through a stream: N values side by side.
#ifndef NNET_TYPES_H_
#define NNET_TYPES_H_

namespace nnet {

template <class T, unsigned N> struct array {
    typedef T value_type;
    static const unsigned size = N;

    T data[N];

    T &operator[](unsigned i) { return data[i]; }
    const T &operator[](unsigned i) const { return data[i]; }
};
template <class T, unsigned N> const unsigned array<T, N>::size;

} // namespace nnet

#endif
