// For tests on the host, in the place of a vendor's header: streams without depth.
#ifndef STUB_HLS_H
#define STUB_HLS_H
#include <queue>
#define hls_register
#define hls_numbanks(n)
namespace ihc {
template <int N> struct buffer {};
template <class T, class... P> class stream {
  public:
    T read() {
        T value = values_.front();
        values_.pop();
        return value;
    }
    void write(const T &value) { values_.push(value); }

  private:
    std::queue<T> values_;
};
} // namespace ihc
#endif
