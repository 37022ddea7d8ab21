// What HLS sources do with numbers besides arithmetic. Prints every expectation that does not hold.
#include <sstream>
#include <stdio.h>
#include <string>
#include <type_traits>

#include "ac_fixed.h"
#include "ap_fixed.h"
#include "ap_int.h"
#include "ap_shift_reg.h"
#include "hls_math.h"
#include "utils/x_hls_utils.h"
#include "hls_stream.h"
#include "hls_vector.h"

static int failures = 0;
#define EXPECT(...)                                                                                                    \
    if (!(__VA_ARGS__)) {                                                                                              \
        ++failures;                                                                                                    \
        printf("line %d: %s\n", __LINE__, #__VA_ARGS__);                                                                 \
    }

typedef ap_fixed<16, 6> fixed;
template <class T> std::string printed(const T &value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

// Types that HLS code names, deduces and compares.
static_assert(std::is_same<decltype(fixed() * fixed()), ap_fixed<32, 12>>::value, "product");
static_assert(std::is_same<decltype(fixed() + ap_ufixed<8, 3>()), ap_fixed<17, 7>>::value, "sum");
static_assert(std::is_same<decltype(ap_uint<8>() - ap_uint<8>()), ap_int<9>>::value, "difference");
static_assert(std::is_same<decltype(ap_int<8>() + 1), ap_int<33>>::value, "beside int");
static_assert(std::is_same<decltype(fixed() + true), ap_fixed<17, 7>>::value, "beside bool");
static_assert(std::is_same<decltype(ap_int<8>() + 1.5), double>::value, "beside double");
static_assert(std::is_trivial<fixed>::value && sizeof(fixed) == 4 && sizeof(ap_int<64>) == 8, "plain data");
static_assert(fixed::width == 16 && fixed::iwidth == 6 && fixed::qmode == AP_TRN && fixed::omode == AP_WRAP, "members");
static_assert(ap_int<12>(-5) * 3 == -15, "constant expressions");
template <int W, int I, ap_q_mode Q, ap_o_mode O, int N> int deduced(ap_fixed<W, I, Q, O, N>) { return W * 100 + I; }
template <int W> int deduced(ap_uint<W>) { return W; }
enum color { red, green = 5 };

static void conversions() {
    const fixed x = 1.5;
    const ap_int<8> i = -5;
    const int from_fixed = fixed(-1.75);
    const double from_int = i;
    EXPECT(from_fixed == -1 && from_int == -5.0 && float(x) == 1.5f && bool(x) && !fixed(0));
    EXPECT(deduced(x) == 1606 && deduced(ap_uint<9>(0)) == 9);
    EXPECT(ap_int<8>(fixed(-1.125)) == -1 && ap_int<8>(3.99) == 3 && fixed(green) == 5 && i + green == 0);
    EXPECT(x > 1.25 && 1.5 == x && x < 2 && 2u > x && i < 0 && -6 < i);
    int table[4] = {10, 20, 30, 40};
    EXPECT(table[ap_uint<2>(3)] == 40 && (ap_uint<1>(1) ? 7 : 8) == 7);
    EXPECT((int)ap_uint<70>(-1) == -1 && (double)(ap_uint<70>(1) << 69) == 590295810358705651712.0);
    EXPECT(ap_uint<8>("0x1f", 16) == 31 && ap_uint<8>("0b101") == 5 && ap_int<8>("-7", 10) == -7 && fixed("1.75") == 1.75);
}

static void bits() {
    ap_uint<8> c = 0xc8;
    EXPECT(c(7, 4) == 0xc && c(4, 7) == 3 && c.range(3, 0) == 8 && c[3] && !c[0] && c.reverse() == 0x13);
    c(3, 0) = 5;
    c[7] = false;
    c[1] = c[2];
    EXPECT(c == 0x47 && c.length() == 8 && c(6, 5).length() == 2);
    c.set(7);
    c.clear(0);
    c.invert(1);
    EXPECT(c == 0xc4 && c.test(7) && c.xor_reduce() && c.or_reduce() && !c.and_reduce() && c.countLeadingZeros() == 0);
    c.lrotate(3);
    EXPECT(c == 0x26);
    ap_uint<4> high, low;
    (high, low) = c;
    EXPECT(high == 2 && low == 6 && (low, high) == 0x62 && (c(3, 0), c[5]) == 13 && high.concat(low) == c);
    fixed x = -0.5;
    EXPECT(x.range() == 0xfe00 && x(15, 10) == 0x3f && x[9]);
    x.range() = 0x600;
    EXPECT(x == 1.5);
    const ap_uint<16> whole = x(15, 0);
    EXPECT(whole == 0x600);
    EXPECT((ap_int<8>(-128) >> 9) == -1 && (ap_uint<8>(200) >> -3) == 64 && (ap_int<8>(1) << 7) == -128);
    ap_int<8> n = 127;
    EXPECT(n++ == 127 && n == -128 && --n == 127 && -ap_int<8>(-128) == 128 && ~ap_uint<8>(1) == 254);
    n += 3;
    n *= 2;
    n >>= 1;
    n |= 1;
    EXPECT(n == 3);
}

static void texts() {
    fixed read;
    ap_int<8> count;
    std::istringstream("-1.25 7") >> read >> count;
    EXPECT(read == -1.25 && count == 7);
    EXPECT(printed(ap_int<40>(-135056262347ll)) == "-135056262347" && printed(fixed(-0.75)) == "-0.75");
    EXPECT(printed(ap_uint<70>(1) << 69) == "590295810358705651712");
    EXPECT(ap_int<8>(-5).to_string(2) == "0b11111011" && ap_uint<8>(200).to_string(16) == "0xc8");
    EXPECT(fixed(1.5).to_string(10) == "1.5" && fixed(-31.9990234375).to_string(10) == "-31.9990234375");
    EXPECT((ap_fixed<8, 12>(-160)).to_string(10) == "-160" && ap_fixed<4, -2>(0.046875).to_string(10) == "0.046875");
}

static void wide_numbers() {
    const ap_uint<1024> one = 1;
    const ap_uint<1024> large = one << 1000;
    EXPECT(large / (one << 900) == (one << 100) && large % 7 == 2 && large - 1 < large && (large - 1).to_uint64() == ~0ull);
    EXPECT((large / 3) * 3 + large % 3 == large && (-large / 3) == -(large / 3) && large * large == ap_uint<2048>(1) << 2000);
    EXPECT((ap_fixed<300, 150>(1.25) * ap_fixed<300, 150>(-2.5)).to_double() == -3.125);
    EXPECT(ap_fixed<200, 100>(0.1).to_float() == 0.1f && ap_fixed<200, 100>(-0.1).to_double() == -0.1);
}

static void containers() {
    hls::stream<fixed> stream("samples");
    for (int i = 0; i < 100; ++i) {
        stream << fixed(i * 0.25);
        if (i % 4 == 0) EXPECT(stream.read() == fixed(i / 4 * 0.25));
    }
    EXPECT(stream.size() == 75 && !stream.empty());
    fixed value;
    stream >> value;
    EXPECT(value == 6.25 && stream.read_nb(value) && value == 6.5);
    while (!stream.empty()) stream.read(value);
    EXPECT(value == 24.75 && !stream.read_nb(value));
    ap_shift_reg<int, 3> line;
    EXPECT(line.shift(1) == 0 && line.shift(2, 0) == 1 && line.shift(3) == 0 && line.read() == 1 && line.read(0) == 3);
    EXPECT(line.shift(4, 1, false) == 2 && line.read(0) == 3);
    hls::vector<ap_int<8>, 4> v(1, 2, 3, 4), twos(2);
    EXPECT((v * twos + v).reduce_add() == 30 && v[3] == 4 && v.size() == 4);
    typedef hls::numeric_limits<ap_fixed<8, 4>> limits;
    EXPECT(limits::max() == 7.9375 && limits::min() == -8 && limits::epsilon() == 0.0625);
    EXPECT(hls::numeric_limits<ap_uint<5>>::max() == 31 && hls::numeric_limits<ap_uint<5>>::min() == 0);
    EXPECT(hls::abs(fixed(-1.5)) == 1.5 && hls::sqrt(fixed(2.25)) == 1.5 && hls::max(fixed(1), fixed(2)) == 2);
    EXPECT(hls::exp(fixed(0)) == 1 && hls::floor(fixed(-1.5)) == -2 && hls::pow(2.0, 3.0) == 8.0);
}

// What hls4ml's embeddings and its files of powers of two ask for.
static void habits() {
    const int table[] = {10, 20, 30};
    ap_fixed<8, 4> row = 1;
    EXPECT(table[row] == 20 && table[row * 2u] == 30 && table[ap_fixed<8, 4>(0.75) * 2u] == 20);
    std::istringstream pair("1.0 -3");
    ap_uint<1> sign;
    ap_int<4> exponent;
    EXPECT(pair >> sign >> exponent && sign == 1 && exponent == -3);
}

// Where ac types differ from ap types: rounding down, signed complements, slices, no way back to C numbers.
static void ac_types() {
    typedef ac_fixed<16, 6> number;
    static_assert(std::is_same<decltype(number() * number()), ac_fixed<32, 12>>::value, "product");
    static_assert(std::is_same<decltype(number() + 1), ac_fixed<43, 33>>::value, "beside int");
    static_assert(std::is_same<decltype(~ac_int<8, false>()), ac_int<9, true>>::value, "complement");
    static_assert(!std::is_convertible<number, double>::value && std::is_convertible<ac_int<8>, int>::value, "casts");
    EXPECT(number(-1.75).to_int() == -2 && number(-0.25).to_int64() == -1 && number(2.75).to_ac_int() == 2);
    EXPECT(ac_int<8>(-3.99) == -4 && ~ac_int<8, false>(200) == -201 && number(1.5) > 1.25);
    EXPECT(ac_fixed<6, 4, true, AC_RND_CONV_ODD>(1.125) == 1.25 && ac_fixed<6, 4, true, AC_RND_CONV_ODD>(1.375) == 1.25);
    EXPECT(ac_fixed<6, 4, true, AC_RND, AC_SAT>(9.5) == 7.75 && ac_fixed<6, 4, false, AC_TRN, AC_SAT_SYM>(-1) == 0);
    ac_int<8> i = -5;
    EXPECT(i.slc<3>(2) == -2 && i.set_slc(2, ac_int<3, false>(5)) == -9 && i[0] && printed(i) == "-9");
    EXPECT(number(1.5).slc<3>(8) == -2);
}

int main() {
    conversions();
    bits();
    texts();
    wide_numbers();
    containers();
    ac_types();
    habits();
    return failures;
}
