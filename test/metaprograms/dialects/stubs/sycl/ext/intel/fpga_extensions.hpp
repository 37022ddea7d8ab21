// For tests on the host, in the place of a vendor's header: a pipe is a queue that its type owns.
#ifndef STUB_PIPES_H
#define STUB_PIPES_H
#include <queue>
namespace sycl { namespace ext { namespace intel {
template <class Name, class T, int Depth = 0> class pipe {
  public:
    static T read() {
        T value = values().front();
        values().pop();
        return value;
    }
    static void write(const T &value) { values().push(value); }

  private:
    static std::queue<T> &values() {
        static std::queue<T> all;
        return all;
    }
};
}}} // namespace sycl::ext::intel
#endif
