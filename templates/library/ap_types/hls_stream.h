// SPDX-License-Identifier: Apache-2.0
// hls::stream for simulation on the host: a queue between functions. It grows as it must; the depth that hardware
// gives it is no limit here.
#ifndef HLSMITH_HLS_STREAM_H
#define HLSMITH_HLS_STREAM_H

#include <stdio.h>

namespace hls {

template <class T, int Depth = 0> class stream {
  public:
    stream() = default;
    explicit stream(const char *name) : name_(name) {}
    stream(const stream &) = delete;
    stream &operator=(const stream &) = delete;
    ~stream() { delete[] elements_; }

    bool empty() const { return count_ == 0; }
    bool full() const { return false; }
    unsigned size() const { return count_; }
    void set_name(const char *name) { name_ = name; }

    void write(const T &value) {
        if (count_ == capacity_) grow();
        elements_[(first_ + count_++) % capacity_] = value;
    }
    bool write_nb(const T &value) {
        write(value);
        return true;
    }

    // Hardware would wait for ever where nothing comes; here an empty stream gives T() with a warning.
    T read() {
        T value = T();
        if (!read_nb(value)) fprintf(stderr, "WARNING: hls::stream '%s' is read while empty\n", name_);
        return value;
    }
    void read(T &value) { value = read(); }
    bool read_nb(T &value) {
        if (count_ == 0) return false;
        value = elements_[first_];
        first_ = (first_ + 1) % capacity_;
        --count_;
        return true;
    }

    void operator<<(const T &value) { write(value); }
    void operator>>(T &value) { read(value); }

  private:
    void grow() {
        const unsigned larger = capacity_ ? 2 * capacity_ : 16;
        T *const elements = new T[larger]();
        for (unsigned i = 0; i < count_; ++i) elements[i] = elements_[(first_ + i) % capacity_];
        delete[] elements_;
        elements_ = elements;
        capacity_ = larger;
        first_ = 0;
    }

    const char *name_ = "";
    T *elements_ = nullptr;
    unsigned capacity_ = 0;
    unsigned first_ = 0;
    unsigned count_ = 0;
};

} // namespace hls

#endif
