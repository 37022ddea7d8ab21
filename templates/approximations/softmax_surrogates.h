#ifndef HLSMITH_SOFTMAX_SURROGATES
#define HLSMITH_SOFTMAX_SURROGATES
#include <ap_fixed.h>
namespace hlsmith {
// One for the first of the greatest logits, nothing for the others.
template <class In, class Out, int N> void softmax_by_argmax(In logits[N], Out result[N]) {
    int best = 0;
    for (int i = 1; i < N; i++) {
        if (logits[i] > logits[best]) best = i;
    }
    for (int i = 0; i < N; i++) result[i] = i == best ? Out(1) : Out(0);
}

// Clipped-linear softmax: a logit counts by how far it lies above the greatest one less the reach, and the counts
// are divided by their sum. Bounded, never negative, in the order of the logits; no exponential, no table.
template <class In, class Out, int N> void softmax_clipped_linear(In logits[N], Out result[N], double reach) {
    typedef ap_fixed<40, 20> wide;
    const wide span = reach;
    wide best = logits[0];
    for (int i = 1; i < N; i++) {
        if (wide(logits[i]) > best) best = logits[i];
    }
    wide counts[N];
    wide sum = 0;
    for (int i = 0; i < N; i++) {
        const wide count = span - (best - wide(logits[i]));
        counts[i] = count > 0 ? count : wide(0);
        sum += counts[i];
    }
    for (int i = 0; i < N; i++) result[i] = counts[i] / sum;
}
} // namespace hlsmith
#endif
