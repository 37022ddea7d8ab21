#ifndef B2_H_
#define B2_H_

// 4: smallest -1.0, largest 100.0, 1 zeros
fc1_bias_t b2[4] = {
    0.0, 0.5, -1.0, 100.0
};

#endif
