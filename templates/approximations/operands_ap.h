#ifndef HLSMITH_OPERANDS
#define HLSMITH_OPERANDS
#include <ap_fixed.h>
#include <ap_int.h>
namespace hlsmith {
// A fixed-point number of W bits, F of them behind the binary point, as the integer that its bits spell.
template <int W, int F, bool S> struct operand {
    static const int width = W;
    static const int fraction = F;
    static const bool is_signed = S;
    long long raw;
    explicit operand(unsigned long long bits) : raw((long long)(bits & ((1ULL << W) - 1))) {
        if (S && (raw >> (W - 1)) != 0) raw -= 1LL << W;
    }
};
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
operand<W, W - I, S> operand_of(const ap_fixed_base<W, I, S, Q, O, N> &x) {
    return operand<W, W - I, S>(x.range(W - 1, 0).to_uint64());
}
template <int W, bool S> operand<W, 0, S> operand_of(const ap_int_base<W, S> &x) {
    return operand<W, 0, S>(x.range(W - 1, 0).to_uint64());
}
template <int W, int F> ap_fixed<W, W - F> number_of(long long raw) {
    ap_fixed<W, W - F> x = 0;
    x.range(W - 1, 0) = ap_int<64>(raw);
    return x;
}
} // namespace hlsmith
#endif
