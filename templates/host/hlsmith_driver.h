// SPDX-License-Identifier: Apache-2.0
// Feeds a kernel's arguments from a file of doubles, sample after sample.
#ifndef HLSMITH_DRIVER_H
#define HLSMITH_DRIVER_H

#include "hlsmith_trace.h"

namespace hlsmith {

class samples {
  public:
    samples(FILE *file, size_t features) : file_(file), values_(features), next_(0) {}

    // Reads the next sample; false when the file ends within it.
    bool read() {
        next_ = 0;
        return fread(values_.data(), sizeof(double), values_.size(), file_) == values_.size();
    }

    // Takes as many values as the argument holds; a stream takes `count`, or all that are left if that is 0.
    template <class T> void fill(T &argument, size_t count) { fill_one(argument, count, 0); }

  private:
    double take() { return next_ < values_.size() ? values_[next_++] : 0.0; }

    template <class T, size_t N> void fill_one(T (&array)[N], size_t, int) {
        for (T &element : array) fill_one(element, 0, 0);
    }
    template <class Stream> auto fill_one(Stream &stream, size_t count, int) -> decltype(stream.empty(), void()) {
        typedef decltype(stream.read()) word;
        const size_t end = count ? next_ + count : values_.size();
        while (next_ < end && next_ < values_.size()) {
            word one;
            fill_one(one, 0, 0);
            stream.write(one);
        }
    }
    template <class Group> auto fill_one(Group &group, size_t, int) -> decltype(typename Group::value_type(), void()) {
        for (size_t i = 0; i < sizeof(Group) / sizeof(typename Group::value_type); i++) fill_one(group[i], 0, 0);
    }
    template <class T> void fill_one(T &number, size_t, long) { number = take(); }

    FILE *file_;
    std::vector<double> values_;
    size_t next_;
};

} // namespace hlsmith

#endif
