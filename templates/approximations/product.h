#ifndef HLSMITH_APPROXIMATE_PRODUCT
#define HLSMITH_APPROXIMATE_PRODUCT
namespace hlsmith {
// A product whose operands lose their lowest bits first, as truncated multipliers do.
template <int BITS> int truncated_product(int a, int b) {
    const int mask = ~((1 << BITS) - 1);
    return (a & mask) * (b & mask);
}

// Mitchell's product: logarithms by the leading bit and the bits behind it, their sum back by the same line.
inline int mitchell_product(int a, int b) {
    if (a == 0 || b == 0) return 0;
    const bool negative = (a < 0) != (b < 0);
    unsigned x = a < 0 ? -(unsigned)a : (unsigned)a;
    unsigned y = b < 0 ? -(unsigned)b : (unsigned)b;
    int p = 0, q = 0;
    for (unsigned rest = x; rest > 1; rest >>= 1) p++;
    for (unsigned rest = y; rest > 1; rest >>= 1) q++;
    const long long u = (long long)(x - (1u << p)) << q;
    const long long v = (long long)(y - (1u << q)) << p;
    const long long one = 1LL << (p + q);
    const long long product = u + v < one ? one + u + v : 2 * (u + v);
    return (int)(negative ? -product : product);
}
} // namespace hlsmith
#endif
