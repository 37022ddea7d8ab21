// Answers lines of operations on run-time formats. A format is five words: width, integer bits, sign, modes.
#include "hlsmith_run_time.h"
#include <iostream>
#include <string.h>
#include <string>

using namespace hlsmith;

static run_time<0> read_number(format &to) {
    int q, o;
    unsigned long long bits;
    std::cin >> to.width >> to.integer >> to.is_signed >> q >> o >> std::hex >> bits >> std::dec;
    to.quantization = ap_q_mode(q);
    to.overflow = ap_o_mode(o);
    run_time<0> number;
    number.raw = wrapped<int64_t, uint64_t>(int64_t(bits), to.width, to.is_signed);
    return number;
}
static run_time<0> first() { return read_number(formats[0]); }
static run_time<1> second() {
    const run_time<0> read = read_number(formats[1]);
    run_time<1> number;
    number.raw = read.raw;
    return number;
}
static void show(const value &v) {
    const uint128 bits = v.width >= 128 ? uint128(v.raw) : uint128(v.raw) & ((uint128(1) << v.width) - 1);
    std::cout << v.width << ' ' << v.integer << ' ' << v.is_signed << std::hex << ' ' << uint64_t(bits >> 64) << ' '
              << uint64_t(bits) << std::dec << '\n';
}
template <class A, class B> void binary(char op, const A &a, const B &b) {
    switch (op) {
    case '+': return show(a + b);
    case '-': return show(a - b);
    case '*': return show(a * b);
    case '/': return show(a / b);
    case '&': return show(a & b);
    case '|': return show(a | b);
    default: return show(a ^ b);
    }
}
template <class A, class B> void comparisons(const A &a, const B &b) {
    std::cout << (a < b) << (a <= b) << (a > b) << (a >= b) << (a == b) << (a != b) << '\n';
}

int main() {
    std::string operation;
    char op;
    long long number;
    while (std::cin >> operation) {
        if (operation == "conv") {
            const run_time<0> from = first();
            second();
            show(run_time<1>(from));
        } else if (operation == "from_double") {
            unsigned long long bits;
            std::cin >> std::hex >> bits >> std::dec;
            double value;
            memcpy(&value, &bits, sizeof value);
            first();
            show(run_time<0>(value));
        } else if (operation == "bin") {
            std::cin >> op;
            const run_time<0> a = first();
            binary(op, a, second());
        } else if (operation == "int32" || operation == "uint32") {
            std::cin >> op >> number;
            const run_time<0> a = first();
            if (operation == "int32") binary(op, a, int(number));
            else binary(op, a, unsigned(number));
        } else if (operation == "static") {
            std::cin >> op;
            const run_time<0> a = first();
            const run_time<1> b = second();
            // The same value in a static type of more bits, on the other side.
            binary(op, a, ap_fixed<90, 45>(b));
        } else if (operation == "cmp") {
            const run_time<0> a = first();
            comparisons(a, second());
        } else if (operation == "cmp_int") {
            std::cin >> number;
            comparisons(first(), int(number));
        } else if (operation == "neg") show(-first());
        else if (operation == "not") show(~first());
        else if (operation == "inc") {
            run_time<0> a = first();
            ++a;
            show(a);
        } else if (operation == "shl" || operation == "shr") {
            std::cin >> number;
            const run_time<0> a = first();
            show(operation == "shl" ? a << int(number) : a >> int(number));
        } else if (operation == "to_int") {
            const run_time<0> a = first();
            std::cout << a.to_int() << ' ' << a.to_uint() << ' ' << a.to_int64() << ' ' << bool(a) << '\n';
        } else if (operation == "to_double" || operation == "to_float") {
            const run_time<0> a = first();
            const double d = a.to_double();
            const float f = a.to_float();
            uint64_t bits = 0;
            if (operation == "to_double") memcpy(&bits, &d, 8);
            else memcpy(&bits, &f, 4);
            std::cout << std::hex << bits << std::dec << '\n';
        } else if (operation == "range_get") {
            int high, low;
            std::cin >> high >> low;
            run_time<0> a = first();
            std::cout << std::hex << a(high, low).to_uint64() << std::dec << '\n';
        }
    }
}
