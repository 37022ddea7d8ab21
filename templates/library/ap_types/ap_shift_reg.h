// SPDX-License-Identifier: Apache-2.0
// ap_shift_reg for simulation on the host: Depth values, the newest at address 0.
#ifndef HLSMITH_AP_SHIFT_REG_H
#define HLSMITH_AP_SHIFT_REG_H

template <class T, unsigned Depth> class ap_shift_reg {
  public:
    ap_shift_reg() = default;
    ap_shift_reg(const ap_shift_reg &) = delete;
    ap_shift_reg &operator=(const ap_shift_reg &) = delete;

    // The value at `address`, then all move one up and `value` enters; nothing moves unless `enable`.
    T shift(const T &value, unsigned address = Depth - 1, bool enable = true) {
        const T result = values_[address];
        if (enable) {
            for (unsigned i = Depth - 1; i > 0; --i) values_[i] = values_[i - 1];
            values_[0] = value;
        }
        return result;
    }
    T read(unsigned address = Depth - 1) const { return values_[address]; }

  private:
    T values_[Depth] = {};
};

#endif
