// SPDX-License-Identifier: Apache-2.0
// hls::stream for simulation on the host: a queue between functions. It grows as it must; the depth that hardware
// gives it is no limit here.
#ifndef HLSMITH_HLS_STREAM_H
#define HLSMITH_HLS_STREAM_H

#include "arithmetic/queue.h"
#include <stdio.h>

namespace hls {

template <class T, int Depth = 0> class stream {
  public:
    stream() = default;
    explicit stream(const char *name) : name_(name) {}

    bool empty() const { return words_.size() == 0; }
    bool full() const { return false; }
    unsigned size() const { return words_.size(); }
    void set_name(const char *name) { name_ = name; }

    void write(const T &value) { words_.push(value); }
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
    bool read_nb(T &value) { return words_.pop(value); }

    void operator<<(const T &value) { write(value); }
    void operator>>(T &value) { read(value); }

  private:
    const char *name_ = "";
    ap_detail::queue<T> words_;
};

} // namespace hls

#endif
