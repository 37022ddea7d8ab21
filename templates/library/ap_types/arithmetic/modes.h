// SPDX-License-Identifier: Apache-2.0
// How a fixed-point value is fitted into a type: quantization modes for the bits that fall off below the
// least significant bit, overflow modes for those above the most significant one. Names and numbers are the
// ones that HLS sources use (Vitis HLS user guide UG1399, "Arbitrary Precision Fixed-Point Data Types").
#ifndef HLSMITH_AP_MODES_H
#define HLSMITH_AP_MODES_H

enum ap_q_mode {
    AP_RND,         // nearest, ties towards plus infinity
    AP_RND_ZERO,    // nearest, ties towards zero
    AP_RND_MIN_INF, // nearest, ties towards minus infinity
    AP_RND_INF,     // nearest, ties away from zero
    AP_RND_CONV,    // nearest, ties to even
    AP_TRN,         // towards minus infinity
    AP_TRN_ZERO     // towards zero
};

enum ap_o_mode {
    AP_SAT,      // nearest representable value
    AP_SAT_ZERO, // zero
    AP_SAT_SYM,  // like AP_SAT with the range cut to -max .. max
    AP_WRAP,     // keep the low bits; with N > 0 the N top bits saturate
    AP_WRAP_SM   // sign-magnitude wrap
};

// One implementation for both signs; the usual names are aliases, so ap_fixed<32, 12> *is* the type of the
// product of two ap_fixed<16, 6>.
template <int W, int I, bool S, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0> struct ap_fixed_base;
template <int W, bool S> struct ap_int_base;

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_fixed = ap_fixed_base<W, I, true, Q, O, N>;
template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
using ap_ufixed = ap_fixed_base<W, I, false, Q, O, N>;
template <int W> using ap_int = ap_int_base<W, true>;
template <int W> using ap_uint = ap_int_base<W, false>;

#endif
