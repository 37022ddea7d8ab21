// SPDX-License-Identifier: Apache-2.0
// Writes raw values of a kernel's arrays and streams to a file while the kernel runs on the host:
//   hlsmith::trace("layer2_out", layer2_out);
// Only the copy of a project that is compiled to verify it contains such calls.
#ifndef HLSMITH_TRACE_H
#define HLSMITH_TRACE_H

#include "ap_fixed.h"
#include "ap_int.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <type_traits>
#include <vector>

namespace hlsmith {

// Where records go; nothing is written while it is null.
inline FILE *&trace_file() {
    static FILE *file = 0;
    return file;
}

// The only record to write, if the environment names one.
inline bool is_wanted(const char *name) {
    static const char *const only = getenv("HLSMITH_TRACE_ONLY");
    return trace_file() && (!only || !strcmp(only, name));
}

inline void trace_word(uint64_t word) { fwrite(&word, sizeof word, 1, trace_file()); }

// What an array or a stream holds: fixed-point numbers, groups of them (nnet::array, hls::vector), C numbers.
// Of each: how many numbers, how many bits one has, and its bits in words of 64, lowest first.
struct c_number {
    template <class T> static unsigned count(const T &) { return 1; }
    template <class T> static int width(const T &) { return int(sizeof(T)) * 8; }
    template <class T> static void write(const T &value) {
        uint64_t words[(sizeof(T) + 7) / 8] = {};
        memcpy(words, &value, sizeof value);
        for (unsigned i = 0; i < sizeof words / 8; i++) trace_word(words[i]);
    }
};
struct fixed_number {
    template <class T> static unsigned count(const T &) { return 1; }
    template <class T> static int width(const T &) { return T::width; }
    template <class T> static void write(const T &number) {
        const int width = T::width;
        for (int low = 0; low < width; low += 64) {
            T value = number;
            const ap_uint<64> word = value.range(low + 63 < width ? low + 63 : width - 1, low);
            trace_word(word.to_uint64());
        }
    }
};
struct group;

template <class T> auto shape_of(int, int) -> decltype(int(T::width), static_cast<fixed_number *>(0));
template <class T> auto shape_of(int, long) -> decltype(typename T::value_type(), static_cast<group *>(0));
template <class T> c_number *shape_of(long, long);

template <class T> using shape = typename std::remove_pointer<decltype(shape_of<T>(0, 0))>::type;

struct group {
    template <class T> static unsigned count(const T &) { return unsigned(sizeof(T) / sizeof(typename T::value_type)); }
    template <class T> static int width(const T &value) {
        return shape<typename T::value_type>::width(value[0]);
    }
    template <class T> static void write(const T &value) {
        for (unsigned i = 0; i < count(value); i++) shape<typename T::value_type>::write(value[i]);
    }
};

// One record: length of the name, the name, width of a value, count of values, then the values.
template <class T> void trace(const char *name, const T *values, unsigned count) {
    typedef shape<T> word;
    if (!is_wanted(name)) return;
    trace_word(strlen(name));
    fwrite(name, 1, strlen(name), trace_file());
    trace_word(count ? word::width(*values) : 0);
    trace_word(count ? count * word::count(*values) : 0);
    for (unsigned i = 0; i < count; i++) word::write(values[i]);
}

template <class T> struct elements {
    typedef T type;
};
template <class T, size_t N> struct elements<T[N]> : elements<T> {};

// Arrays of any rank.
template <class T, size_t N> void trace(const char *name, T (&values)[N]) {
    typedef typename elements<T>::type element;
    trace(name, reinterpret_cast<const element *>(&values), unsigned(sizeof values / sizeof(element)));
}

// What waits in a stream goes back into it.
template <class Stream> auto trace_one(const char *name, Stream &stream, int) -> decltype(stream.empty(), void()) {
    if (!is_wanted(name)) return;
    typedef decltype(stream.read()) word;
    std::vector<word> words;
    while (!stream.empty()) words.push_back(stream.read());
    for (const word &each : words) stream.write(each);
    trace(name, words.data(), unsigned(words.size()));
}
template <class T> void trace_one(const char *name, const T &value, long) { trace(name, &value, 1); }
template <class T> void trace(const char *name, T &value) { trace_one(name, value, 0); }

} // namespace hlsmith

#endif
