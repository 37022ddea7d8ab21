// A stand-in for SYCL and Intel's extensions, as far as generated projects use them, ours and those of others: kernels
// and tasks run at once, in the order in which they are started. Pipes hold as much as they are declared to; all that is
// written to them with UNBOUNDED_PIPES, for tasks that wait for each other on a device.
#ifndef TEST_SYCL_HPP
#define TEST_SYCL_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <exception>
#include <iostream>
#include <vector>

#define SYCL_EXTERNAL

namespace sycl {

namespace ext {

namespace oneapi {
namespace experimental {
struct properties_tag {};
template <class... property> struct properties {
    constexpr properties(property...) {}
};
template <class... property> properties(property...) -> properties<property...>;
} // namespace experimental
} // namespace oneapi

namespace intel {
struct selector {};
inline constexpr selector fpga_emulator_selector_v{}, fpga_simulator_selector_v{}, fpga_selector_v{};
} // namespace intel

} // namespace ext

typedef std::exception exception;
typedef std::vector<std::exception_ptr> exception_list;
namespace property {
namespace queue {
struct enable_profiling {};
} // namespace queue
} // namespace property

class queue {
  public:
    template <class... option> explicit queue(ext::intel::selector, const option &...) {}
    template <class name = void, class kernel> void single_task(kernel run) {
        // Every kernel names its properties.
        (void)run.get(ext::oneapi::experimental::properties_tag());
        run();
    }
    void wait() {}
};

namespace ext {
namespace intel {
namespace experimental {

struct streaming_interface_key {};
template <int... options> inline constexpr streaming_interface_key streaming_interface{};
template <int interval> struct pipelined_key {};
template <int interval = -1> inline constexpr pipelined_key<interval> pipelined{};
template <int cycles> struct ready_latency_key {};
template <int cycles> inline constexpr ready_latency_key<cycles> ready_latency{};

template <class name, class data_T, std::int32_t min_capacity = 0, class properties = oneapi::experimental::properties<>,
          class...>
class pipe {
  public:
    static void write(const data_T &word) {
#ifndef UNBOUNDED_PIPES
        if (words().size() >= std::size_t(min_capacity > 0 ? min_capacity : 1)) stop("written while full");
#endif
        words().push_back(word);
    }
    static data_T read() {
        if (words().empty()) stop("read while empty");
        const data_T word = words().front();
        words().pop_front();
        return word;
    }
    static void write(queue &, const data_T &word) { write(word); }
    static data_T read(queue &) { return read(); }

  private:
    static std::deque<data_T> &words() {
        static std::deque<data_T> waiting;
        return waiting;
    }
    // On a device this would wait for ever, or until somebody else goes on.
    static void stop(const char *what) {
        std::cerr << "a pipe is " << what << std::endl;
        std::abort();
    }
};

} // namespace experimental
} // namespace intel
} // namespace ext

} // namespace sycl

#endif
