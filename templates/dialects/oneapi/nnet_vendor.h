// SPDX-License-Identifier: Apache-2.0
// Intel's numbers and pipes under a SYCL compiler; under any other one our own numbers, and queues for pipes, so that
// the kernel can be simulated without Intel's tools.
#ifndef NNET_VENDOR_H_
#define NNET_VENDOR_H_

#ifdef SYCL_LANGUAGE_VERSION
#include <sycl/sycl.hpp>

#include <sycl/ext/intel/ac_types/ac_fixed.hpp>
#include <sycl/ext/intel/ac_types/ac_int.hpp>
#include <sycl/ext/intel/fpga_extensions.hpp>
#else
#include "ac_fixed.h"
#include "ac_int.h"
#include "hls_stream.h"
#endif

// Device code may not have variables that keep their values from one call to the next.
#define NNET_KEPT
// Whether hardware is made of this code, or a program for the host. Tables are filled by loops in the function then,
// for the compiler to fold.
#ifdef __SYCL_DEVICE_ONLY__
#define NNET_SYNTHESIS
#endif

namespace nnet {

// One end of a pipe, which is a type.
template <class T, class pipe = void> struct stream {
    T read() { return pipe::read(); }
    void write(const T &value) { pipe::write(value); }
};
#ifndef SYCL_LANGUAGE_VERSION
// Between functions on the host.
template <class T> struct stream<T, void> : hls::stream<T> {};
#endif

} // namespace nnet

#endif
