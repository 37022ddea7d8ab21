// SPDX-License-Identifier: Apache-2.0
// hlsmith::run_time<N>: a fixed-point number whose format is entry N of a table that is read when the program
// starts. It stands for the ap_fixed of a typedef in a kernel that is compiled once and run with many formats:
// same answers, operator by operator. Formats have at most 61 bits; wrapping with saturated bits and AP_WRAP_SM have none.
#ifndef HLSMITH_RUN_TIME_H
#define HLSMITH_RUN_TIME_H

#include "run_time/value.h"

namespace hlsmith {

// Bits high .. low of a number, to be read as an ap_uint and written.
template <int Id> struct bit_range {
    run_time<Id> &number;
    int high, low;
    ap_uint<64> get() const {
        const int count = high - low + 1;
        return ap_uint<64>(uint64_t(number.raw >> low) & (count >= 64 ? ~uint64_t(0) : (uint64_t(1) << count) - 1));
    }
    uint64_t to_uint64() const { return get().to_uint64(); }
    int to_int() const { return get().to_int(); }
    unsigned to_uint() const { return get().to_uint(); }
    operator unsigned long long() const { return to_uint64(); }
    template <class T> const bit_range &operator=(const T &value) const { return assign(ap_uint<64>(value).to_uint64()); }
    const bit_range &operator=(const bit_range &other) const { return assign(other.to_uint64()); }

  private:
    const bit_range &assign(uint64_t bits) const {
        const int count = high - low + 1;
        const uint64_t mask = (count >= 64 ? ~uint64_t(0) : (uint64_t(1) << count) - 1) << low;
        const uint64_t raw = (uint64_t(number.raw) & ~mask) | ((bits << low) & mask);
        number.raw = wrapped<int64_t, uint64_t>(int64_t(raw), formats[Id].width, formats[Id].is_signed);
        return *this;
    }
};

// `x.width` as a number.
template <int Id> struct width_reader {
    operator int() const { return formats[Id].width; }
};
template <int Id> struct integer_reader {
    operator int() const { return formats[Id].integer; }
};

template <int Id> struct run_time : conversions<run_time<Id>> {
    int64_t raw;
    static constexpr width_reader<Id> width{};
    static constexpr integer_reader<Id> iwidth{};

    run_time() = default;
    template <class T, class = ap_detail::enable_if<is_run_time<T>::value || ap_detail::operand<T>::valid>>
    run_time(const T &number) {
        take(value(number));
    }
    run_time(double number) {
        const ap_detail::decomposed parts = ap_detail::decompose(number);
        // 55 bits with their sign; an infinity overflows every format.
        take(value(parts.mantissa, 55, 55 + parts.exponent, true));
    }

    template <int W, int F, bool S, ap_q_mode Q, ap_o_mode O> ap_detail::storage<W, S> as() const {
        return value(*this).template as<W, F, S, Q, O>();
    }
    static int fraction() { return formats[Id].fraction(); }
    int128 exact() const { return raw; }
    int length() const { return formats[Id].width; }
    bool is_neg() const { return raw < 0; }
    bool is_zero() const { return raw == 0; }
    bit_range<Id> operator()(int high, int low) const { return {const_cast<run_time &>(*this), high, low}; }
    bit_range<Id> range(int high, int low) const { return (*this)(high, low); }
    bit_range<Id> range() const { return (*this)(length() - 1, 0); }
    bit_range<Id> operator[](int at) const { return (*this)(at, at); }

  private:
    void take(const value &number) {
        raw = int64_t(number.into(formats[Id]));
#ifdef HLSMITH_PROFILE
        count<int128>(formats[Id], counts[Id], number.raw, number.fraction(), raw);
#endif
    }
};

#ifndef HLSMITH_PROFILE
// A sum in one wrapping format rounds nothing: what most of a kernel's time goes into.
template <int Id> run_time<Id> &operator+=(run_time<Id> &a, const run_time<Id> &b) {
    const format &to = formats[Id];
    if (to.overflow == AP_WRAP) a.raw = wrapped<int64_t, uint64_t>(a.raw + b.raw, to.width, to.is_signed);
    else a = run_time<Id>(add(value(a), value(b)));
    return a;
}
#endif

template <int Id>
value::value(const run_time<Id> &number)
    : raw(number.raw), width(formats[Id].width), integer(formats[Id].integer), is_signed(formats[Id].is_signed) {}

template <class Letter, class Traits, class T, class = if_own<T>>
std::basic_ostream<Letter, Traits> &operator<<(std::basic_ostream<Letter, Traits> &out, const T &number) {
    return out << number.to_double();
}
template <class Letter, class Traits, int Id>
std::basic_istream<Letter, Traits> &operator>>(std::basic_istream<Letter, Traits> &in, run_time<Id> &number) {
    double read = 0;
    if (in >> read) number = read;
    return in;
}

// Reads the table before any constant of the kernel is converted: lines of width, integer bits, sign and modes.
struct table_reader {
    table_reader() {
        FILE *file = fopen(getenv("HLSMITH_FORMATS") ? getenv("HLSMITH_FORMATS") : "", "r");
        if (!file) {
            fprintf(stderr, "error: HLSMITH_FORMATS names no file\n");
            exit(8);
        }
        int q, o;
        for (format *to = formats; to < formats + most_formats; to++) {
            if (fscanf(file, "%d %d %d %d %d", &to->width, &to->integer, &to->is_signed, &q, &o) != 5) break;
            to->quantization = ap_q_mode(q);
            to->overflow = ap_o_mode(o);
        }
        fclose(file);
    }
    // What was counted, one line for each format that was used.
    ~table_reader() {
        const char *path = getenv("HLSMITH_COUNTS");
        FILE *file = path ? fopen(path, "w") : 0;
        if (!file) return;
        for (int id = 0; id < most_formats; id++) {
            const fitted &c = counts[id];
            if (c.values)
                fprintf(file, "%d %llu %llu %llu %llu %.17g %.17g\n", id, (unsigned long long)c.values, (unsigned long long)c.zeros,
                        (unsigned long long)c.wraps, (unsigned long long)c.saturations, c.least, c.greatest);
        }
        fclose(file);
    }
};
inline table_reader read_table __attribute__((init_priority(101)));

} // namespace hlsmith

namespace hls {
template <class T> struct numeric_limits;
template <int Id> struct numeric_limits<hlsmith::run_time<Id>> {
    typedef hlsmith::run_time<Id> number;
    static number of_raw(int64_t raw) {
        number x;
        x.raw = raw;
        return x;
    }
    static int64_t highest() { return ap_detail::ones<int64_t>(hlsmith::formats[Id].width - (hlsmith::formats[Id].is_signed ? 1 : 0)); }
    static number max() { return of_raw(highest()); }
    static number min() { return of_raw(hlsmith::formats[Id].is_signed ? -highest() - 1 : 0); }
    static number epsilon() { return of_raw(1); }
};
} // namespace hls

namespace ap_detail {
template <int Id> struct is_dynamic<hlsmith::run_time<Id>> {
    static constexpr bool value = true;
};
template <int Id> struct operand<hlsmith::bit_range<Id>> : operand_shape<64, 64, false, integral, ap_family> {
    static storage<64, false> raw(const hlsmith::bit_range<Id> &bits) { return bits.get().raw; }
};
} // namespace ap_detail

#endif
