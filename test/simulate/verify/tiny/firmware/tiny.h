#ifndef TINY_H_
#define TINY_H_
#include "defines.h"

void tiny(input_t x[3], result_t layer5_out[2]);

#endif
