#ifndef HLSMITH_OPERANDS
#define HLSMITH_OPERANDS
namespace hlsmith {
// A fixed-point number of W bits, F of them behind the binary point, as the integer that its bits spell.
template <int W, int F, bool S> struct operand {
    static const int width = W;
    static const int fraction = F;
    static const bool is_signed = S;
    long long raw;
    explicit operand(long long value) : raw(value) {}
};
template <int W, int I, bool S, ac_q_mode Q, ac_o_mode O>
operand<W, W - I, S> operand_of(const ac_fixed<W, I, S, Q, O> &x) {
    const ac_int<W, S> bits = x.template slc<W>(0);
    return operand<W, W - I, S>(bits.to_int64());
}
template <int W, bool S> operand<W, 0, S> operand_of(const ac_int<W, S> &x) { return operand<W, 0, S>(x.to_int64()); }
template <int W, int F> ac_fixed<W, W - F, true> number_of(long long raw) {
    ac_fixed<W, W - F, true> x = 0;
    x.set_slc(0, ac_int<W, true>(raw));
    return x;
}
} // namespace hlsmith
#endif
