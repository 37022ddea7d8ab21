// SPDX-License-Identifier: Apache-2.0
// What streams and channels are on the host: a queue that grows as it must.
#ifndef HLSMITH_ARITHMETIC_QUEUE_H
#define HLSMITH_ARITHMETIC_QUEUE_H

namespace ap_detail {

template <class T> class queue {
  public:
    queue() = default;
    queue(const queue &) = delete;
    queue &operator=(const queue &) = delete;
    ~queue() { delete[] elements_; }

    unsigned size() const { return count_; }
    void clear() { count_ = 0; }

    void push(const T &value) {
        if (count_ == capacity_) grow();
        elements_[(first_ + count_++) % capacity_] = value;
    }
    // False, and `value` as it was, where there is nothing.
    bool pop(T &value) {
        if (count_ == 0) return false;
        value = elements_[first_];
        first_ = (first_ + 1) % capacity_;
        --count_;
        return true;
    }
    const T &at(unsigned i) const { return elements_[(first_ + i) % capacity_]; }

  private:
    void grow() {
        const unsigned larger = capacity_ ? 2 * capacity_ : 16;
        T *const elements = new T[larger]();
        for (unsigned i = 0; i < count_; ++i) elements[i] = at(i);
        delete[] elements_;
        elements_ = elements;
        capacity_ = larger;
        first_ = 0;
    }

    T *elements_ = nullptr;
    unsigned capacity_ = 0;
    unsigned first_ = 0;
    unsigned count_ = 0;
};

} // namespace ap_detail

#endif
