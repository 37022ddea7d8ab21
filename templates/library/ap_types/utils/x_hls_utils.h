// SPDX-License-Identifier: Apache-2.0
// hls::numeric_limits for simulation on the host, under the name of the header that HLS sources include for it.
#ifndef HLSMITH_X_HLS_UTILS_H
#define HLSMITH_X_HLS_UTILS_H

#include "../ap_fixed.h"

namespace hls {

template <class T> struct numeric_limits {
    typedef ap_detail::limits<ap_detail::operand<T>::width, ap_detail::operand<T>::is_signed> limits;
    static constexpr T max() { return T(ap_detail::raw_value(), limits::highest()); }
    // The lowest value, negative where the type is signed.
    static constexpr T min() { return T(ap_detail::raw_value(), limits::lowest()); }
    // One step.
    static constexpr T epsilon() { return T(ap_detail::raw_value(), typename T::raw_type(1)); }
};

} // namespace hls

#endif
