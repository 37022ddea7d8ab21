// SPDX-License-Identifier: Apache-2.0
// For simulation on the host only: weights from text files, conversion at the borders of a kernel.
#ifndef NNET_HELPERS_H_
#define NNET_HELPERS_H_

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

// The folder of the weight files; a build sets it to the project's own.
#ifndef WEIGHTS_DIR
#define WEIGHTS_DIR "weights"
#endif

namespace nnet {

#if !defined(__SYNTHESIS__) && !defined(__HLS_SYN__)

// Reads SIZE numbers separated by commas or white space from WEIGHTS_DIR/name. Ends the program with a message if
// the file is missing or holds another number of values.
template <class T, size_t SIZE> void load_weights_from_txt(T *weights, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", WEIGHTS_DIR, name);
    FILE *file = fopen(path, "r");
    if (!file) {
        fprintf(stderr, "ERROR: cannot open the weight file %s\n", path);
        exit(1);
    }
    size_t count = 0;
    double value = 0;
    while (fscanf(file, " %lf", &value) == 1) {
        if (count < SIZE) weights[count] = T(value);
        ++count;
        const int separator = getc(file);
        if (separator != ',') ungetc(separator, file);
    }
    fclose(file);
    if (count != SIZE) {
        fprintf(stderr, "ERROR: %s holds %lu values, expected %lu\n", path, (unsigned long)count, (unsigned long)SIZE);
        exit(1);
    }
}

#endif

// Constants that the compiler sees as plain numbers, which it reads much faster than as many constructor calls; they are
// converted when the program starts.
template <class T, size_t SIZE> class constants {
  public:
    explicit constants(const double *numbers) {
        for (size_t i = 0; i < SIZE; i++) values_[i] = T(numbers[i]);
    }
    operator const T *() const { return values_; }

  private:
    T values_[SIZE];
};

// SIZE values from one type to another: floating point to the kernel's input types, its outputs to floating point.
template <class source_T, class destination_T, size_t SIZE>
void convert_data(const source_T *source, destination_T *destination) {
    for (size_t i = 0; i < SIZE; i++) destination[i] = destination_T(source[i]);
}

// The same from SIZE elements of a vector, beginning at OFFSET.
template <class source_T, class destination_T, size_t OFFSET, size_t SIZE, class vector_T>
void copy_data(const vector_T &source, destination_T destination[SIZE]) {
    for (size_t i = 0; i < SIZE; i++) destination[i] = destination_T(source_T(source[OFFSET + i]));
}

template <class data_T, size_t SIZE> void fill_zero(data_T data[SIZE]) {
    for (size_t i = 0; i < SIZE; i++) data[i] = data_T(0);
}

// One line of values; `keep` takes a stream that will print them again and is there for its callers' sake.
template <class data_T, size_t SIZE, class stream_T> void print_result(const data_T data[SIZE], stream_T &out, bool = false) {
    for (size_t i = 0; i < SIZE; i++) out << data[i].to_double() << " ";
    out << "\n";
}

} // namespace nnet

#endif
