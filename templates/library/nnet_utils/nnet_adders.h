// SPDX-License-Identifier: Apache-2.0
// What adders that were made for a constant matrix compute with: integers of a width each. On the host those of the
// machine stand for them where they are wide enough, because compilers read thousands of lines of them much faster.
#ifndef NNET_ADDERS_H_
#define NNET_ADDERS_H_

#include "nnet_dialect.h"

namespace nnet {

#ifdef NNET_SYNTHESIS
template <int W> using adder_int = signed_int<W>;
template <int W, class T> adder_int<W> shifted(const T &x, int places) {
    #pragma HLS INLINE
    return adder_int<W>(x) << places;
}
#else
template <int W, bool isWide> struct host_int {
    typedef long long type;
};
template <int W> struct host_int<W, true> {
    typedef signed_int<W> type;
};
template <int W> using adder_int = typename host_int<W, (W > 63)>::type;
// Times a power of two, since a negative number of the machine cannot be shifted.
template <int W, class T> adder_int<W> shifted(const T &x, int places) {
    return adder_int<W>(x * (adder_int<W>(1) << places));
}
#endif

} // namespace nnet

#endif
