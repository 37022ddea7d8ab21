// C functions around tiny for callers outside C++ (Python's ctypes, Node's ffi), as build_lib.sh
// puts them into a shared library.
#include "firmware/tiny.h"

template <class number>
static void compute(
    const number *fc1_input,
    number *layer5_out
) {
    input_t fc1_input_fixed[3];
    result_t layer5_out_fixed[2];
    for (int i = 0; i < 3; i++)
        fc1_input_fixed[i] = static_cast<double>(fc1_input[i]);

    tiny(
        fc1_input_fixed,
        layer5_out_fixed
    );

    for (int i = 0; i < 2; i++)
        layer5_out[i] = static_cast<number>(layer5_out_fixed[i].to_double());
}

extern "C" {

void tiny_float(
    const float *fc1_input,
    float *layer5_out
) {
    compute<float>(fc1_input, layer5_out);
}

void tiny_double(
    const double *fc1_input,
    double *layer5_out
) {
    compute<double>(fc1_input, layer5_out);
}
}
