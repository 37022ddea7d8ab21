#ifndef TEST_TASK_SEQUENCE_HPP
#define TEST_TASK_SEQUENCE_HPP

#include <sycl/sycl.hpp>

namespace sycl {
namespace ext {
namespace intel {
namespace experimental {

template <auto &task> class task_sequence {
  public:
    template <class... argument> void async(const argument &...given) {
        task(given...);
        started_++;
    }
    void get() {
        if (started_-- == 0) std::abort();
    }

  private:
    unsigned started_ = 0;
};

} // namespace experimental
} // namespace intel
} // namespace ext
} // namespace sycl

#endif
