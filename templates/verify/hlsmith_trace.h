// SPDX-License-Identifier: Apache-2.0
// Writes raw values of a kernel's arrays to a file while the kernel runs on the host:
//   hlsmith::trace("layer2_out", layer2_out, 64);
// Only the copy of a project that is compiled to verify it contains such calls.
#ifndef HLSMITH_TRACE_H
#define HLSMITH_TRACE_H

#include "ap_fixed.h"
#include "ap_int.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

namespace hlsmith {

// Where records go; nothing is written while it is null.
inline FILE *&trace_file() {
    static FILE *file = 0;
    return file;
}

inline void trace_word(uint64_t word) { fwrite(&word, sizeof word, 1, trace_file()); }

// One record: length of the name, the name, width of a value, count of values, then each value's bits in words of
// 64, lowest first.
template <class T> void trace(const char *name, const T *values, unsigned count) {
    if (!trace_file()) return;
    const int width = T::width;
    trace_word(strlen(name));
    fwrite(name, 1, strlen(name), trace_file());
    trace_word(width);
    trace_word(count);
    for (unsigned i = 0; i < count; i++) {
        for (int low = 0; low < width; low += 64) {
            T value = values[i];
            const ap_uint<64> word = value.range(low + 63 < width ? low + 63 : width - 1, low);
            trace_word(word.to_uint64());
        }
    }
}

} // namespace hlsmith

#endif
