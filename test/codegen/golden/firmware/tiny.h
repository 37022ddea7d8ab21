#ifndef TINY_H_
#define TINY_H_

#include "ap_fixed.h"
#include "ap_int.h"

#include "defines.h"

// hls-fpga-machine-learning insert header
void tiny(
    input_t fc1_input[3],
    result_t layer5_out[2]
);

#endif
