// SPDX-License-Identifier: Apache-2.0
// Catapult's numbers and channels.
#ifndef NNET_VENDOR_H_
#define NNET_VENDOR_H_

#include "ac_channel.h"
#include "ac_fixed.h"
#include "ac_int.h"

#define NNET_KEPT static
#if defined(__SYNTHESIS__) || defined(__HLS_SYN__)
#define NNET_SYNTHESIS
#endif

namespace nnet {

// A queue between layers; the second parameter is there for targets whose queues are types.
template <class T, class = void> using stream = ac_channel<T>;

} // namespace nnet

#endif
