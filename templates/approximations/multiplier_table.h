#ifndef HLSMITH_MULTIPLIER_$name
#define HLSMITH_MULTIPLIER_$name
namespace hlsmith {
// Products of numbers in two's complement (is_signed) or of magnitudes, by the bits of a, then those of b.
static const int $name_products[$length] = {
$products
};
struct $name {
    static const int bits = $bits, width = $width;
    static const bool is_signed = $is_signed;
    static long long product(long long a, long long b) {
        const int mask = (1 << bits) - 1;
        const long long x = is_signed || a >= 0 ? a : -a;
        const long long y = is_signed || b >= 0 ? b : -b;
        const long long product = $name_products[(x & mask) << bits | (y & mask)];
        return !is_signed && (a < 0) != (b < 0) ? -product : product;
    }
};
} // namespace hlsmith
#endif
