#ifndef B4_H_
#define B4_H_

fc2_bias_t b4[2] = {-1.03, 1.07};

#endif
