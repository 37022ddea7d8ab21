#ifndef B2_H_
#define B2_H_

fc1_bias_t b2[4] = {0.1, 0.2, -0.3, 0.4};

#endif
