#ifndef W2_H_
#define W2_H_

// 3 x 4: smallest -3.0, largest 2.0, 3 zeros
fc1_weight_t w2[12] = {
    0.5, -0.25, 0.0, 1.0,
    0.1, 1e-7, -1.5, 2.0,
    0.0, 0.0, 0.30000001192092896, -3.0
};

#endif
