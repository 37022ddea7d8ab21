// SPDX-License-Identifier: Apache-2.0
// ac_channel for simulation on the host: the queue between functions of Catapult sources. It grows as it must; the
// depth that hardware gives it is no limit here.
#ifndef HLSMITH_AC_CHANNEL_H
#define HLSMITH_AC_CHANNEL_H

#include "arithmetic/queue.h"
#include <stdio.h>
#include <stdlib.h>

template <class T> class ac_channel {
  public:
    typedef T element_type;

    ac_channel() = default;
    // With so many words in it already.
    explicit ac_channel(int count, const T &value = T()) {
        for (int i = 0; i < count; ++i) write(value);
    }

    bool empty() const { return words_.size() == 0; }
    bool available(unsigned count) const { return words_.size() >= count; }
    unsigned size() const { return words_.size(); }
    unsigned debug_size() const { return words_.size(); }
    void reset() { words_.clear(); }

    void write(const T &value) { words_.push(value); }
    bool nb_write(const T &value) {
        write(value);
        return true;
    }

    // Hardware would wait for ever where nothing comes; here that ends the program, as Siemens' own header does.
    T read() {
        T value = T();
        if (!nb_read(value)) stop("read");
        return value;
    }
    void read(T &value) { value = read(); }
    bool nb_read(T &value) { return words_.pop(value); }

    T peek() const {
        if (empty()) stop("looked into");
        return words_.at(0);
    }
    bool nb_peek(T &value) const {
        if (!empty()) value = words_.at(0);
        return !empty();
    }
    const T &operator[](unsigned i) const { return words_.at(i); }

  private:
    static void stop(const char *what) {
        fprintf(stderr, "ERROR: an ac_channel is %s while empty\n", what);
        abort();
    }

    ap_detail::queue<T> words_;
};

#endif
