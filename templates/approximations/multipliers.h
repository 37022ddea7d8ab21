#ifndef HLSMITH_MULTIPLIERS
#define HLSMITH_MULTIPLIERS
namespace hlsmith {
// Models of approximate multipliers, each a function of two whole numbers: `bits` that an operand may have (one less
// without a sign, where the model's operands have one), `width` of its products where it is more than of exact ones.

inline long long magnitude(long long x) { return x < 0 ? -x : x; }
inline long long signed_as(long long product, long long a, long long b) { return (a < 0) != (b < 0) ? -product : product; }
// The number of the highest bit that is set, 31 at most.
inline int leading_bit(long long x) {
    int found = 0;
    for (int bit = 1; bit <= 31; bit++) {
        if ((x >> bit) != 0) found = bit;
    }
    return found;
}

// Operands lose their lowest BITS bits, rounded down.
template <int BITS> struct truncated {
    static const int bits = 26, width = 0;
    static const bool is_signed = false;
    static long long product(long long a, long long b) { return ((a >> BITS) * (b >> BITS)) * (1LL << (2 * BITS)); }
};

// Mitchell's: logarithms by the leading bit and the bits behind it, their sum back by the same line.
struct mitchell {
    static const int bits = 26, width = 0;
    static const bool is_signed = false;
    static long long product(long long a, long long b) {
        if (a == 0 || b == 0) return 0;
        const long long x = magnitude(a), y = magnitude(b);
        const int p = leading_bit(x), q = leading_bit(y);
        const long long fractions = ((x - (1LL << p)) << q) + ((y - (1LL << q)) << p);
        const long long one = 1LL << (p + q);
        return signed_as(fractions < one ? one + fractions : 2 * fractions, a, b);
    }
};

// Dynamic range unbiased multiplier: of each operand the leading BITS bits, the last of them set.
template <int BITS> struct drum {
    static const int bits = 26, width = 0;
    static const bool is_signed = false;
    static long long leading(long long x) {
        const int drop = leading_bit(x) - BITS + 1;
        return drop <= 0 ? x : ((x >> drop) | 1) << drop;
    }
    static long long product(long long a, long long b) {
        return signed_as(leading(magnitude(a)) * leading(magnitude(b)), a, b);
    }
};

// Broken-array multiplier: bit i of a times bit j of b counts only where i + j >= COLUMNS and j >= ROWS.
template <int COLUMNS, int ROWS> struct broken_array {
    static const int bits = 26, width = 0;
    static const bool is_signed = false;
    static long long product(long long a, long long b) {
        const long long x = magnitude(a), y = magnitude(b);
        long long sum = 0;
        for (int j = ROWS; j < 32; j++) {
            const int cut = COLUMNS > j ? COLUMNS - j : 0;
            if (((y >> j) & 1) != 0) sum += ((x >> cut) << cut) << j;
        }
        return signed_as(sum, a, b);
    }
};
} // namespace hlsmith
#endif
