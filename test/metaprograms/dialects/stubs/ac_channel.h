// For tests on the host, in the place of a vendor's header; with HLSMITH_REFERENCE_AC_TYPES the vendor's own is taken.
#ifndef STUB_AC_CHANNEL_H
#define STUB_AC_CHANNEL_H
#include <queue>
template <class T> class ac_channel {
  public:
    T read() {
        T value = values_.front();
        values_.pop();
        return value;
    }
    bool nb_read(T &value) {
        if (values_.empty()) return false;
        value = read();
        return true;
    }
    void write(const T &value) { values_.push(value); }
    bool empty() const { return values_.empty(); }

  private:
    std::queue<T> values_;
};
#endif
