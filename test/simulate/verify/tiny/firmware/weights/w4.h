#ifndef W4_H_
#define W4_H_

fc2_weight_t w4[8] = {1.1, -2.2, 3.3, -4.4, 0.5, 0.6, -0.7, 0.8};

#endif
