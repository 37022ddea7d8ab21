// SPDX-License-Identifier: Apache-2.0
// Activations as types, which the configuration of a recurrent layer names.
#ifndef NNET_RECR_ACTIVATION_H_
#define NNET_RECR_ACTIVATION_H_

#include "nnet_activation.h"

namespace nnet {

namespace activation {

#define NNET_RECURRENT_ACTIVATION(name)                                                                                \
    template <class data_T, class res_T, typename CONFIG_T> struct name {                                              \
        static void activation(const data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {                         \
            nnet::name<data_T, res_T, CONFIG_T>(data, res);                                                            \
        }                                                                                                              \
    };
NNET_RECURRENT_ACTIVATION(hard_sigmoid)
NNET_RECURRENT_ACTIVATION(linear)
NNET_RECURRENT_ACTIVATION(relu)
NNET_RECURRENT_ACTIVATION(sigmoid)
NNET_RECURRENT_ACTIVATION(softplus)
NNET_RECURRENT_ACTIVATION(softsign)
NNET_RECURRENT_ACTIVATION(tanh)

} // namespace activation

} // namespace nnet

#endif
