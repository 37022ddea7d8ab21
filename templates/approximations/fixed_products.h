#ifndef HLSMITH_FIXED_PRODUCTS
#define HLSMITH_FIXED_PRODUCTS
namespace hlsmith {
// The product of two fixed-point numbers: their bits multiplied by a model, the binary point where it belongs.
template <class MODEL, class A, class B> struct product_of {
    static const int both = A::width + B::width + 2;
    static const int width = MODEL::width > both ? MODEL::width : both;
    template <class T> struct fits {
        static const bool value = T::width + (MODEL::is_signed && !T::is_signed ? 1 : 0) <= MODEL::bits;
    };
    static_assert(fits<A>::value && fits<B>::value, "an operand has more bits than the approximate multiplier takes");
    typedef decltype(number_of<width, A::fraction + B::fraction>(0)) type;
};
template <class MODEL, class X, class Y>
auto multiply(const X &x, const Y &y) ->
    typename product_of<MODEL, decltype(operand_of(x)), decltype(operand_of(y))>::type {
    typedef decltype(operand_of(x)) A;
    typedef decltype(operand_of(y)) B;
    typedef product_of<MODEL, A, B> product;
    return number_of<product::width, A::fraction + B::fraction>(MODEL::product(operand_of(x).raw, operand_of(y).raw));
}

// In the place of nnet::product::mult.
template <class x_T, class w_T, class MODEL> struct approximate {
    static auto product(x_T x, w_T w) -> decltype(hlsmith::multiply<MODEL>(x, w)) { return hlsmith::multiply<MODEL>(x, w); }
    static void limit(unsigned) {}
};
} // namespace hlsmith
#endif
