// SPDX-License-Identifier: Apache-2.0
// Recurrent layers: one step of a sequence after the other, with a state that starts at zero for every sample. Sums are
// rounded to accum_t, the state to the type of the result.
#ifndef NNET_RECURRENT_H_
#define NNET_RECURRENT_H_

#include "nnet_dense.h"
#include "nnet_recr_activations.h"
#include "nnet_stream.h"

namespace nnet {

// Defaults of all kinds; the configuration of a layer derives from this and replaces what differs. n_sequence_out is
// n_sequence where the state of every step is a result, else 1.
struct recurrent_config {
    static const unsigned n_in = 1;
    static const unsigned n_out = 1;
    static const unsigned n_state = 1;
    static const unsigned n_sequence = 1;
    static const unsigned n_sequence_out = 1;
    static const unsigned io_type = io_parallel;
    static const unsigned reuse_factor = 1;
    static const bool store_weights_in_bram = false;
    static const bool use_static = true;
    static const bool pytorch_order = false;
};
struct lstm_config : recurrent_config {};
struct gru_config : recurrent_config {};
struct simple_rnn_config : recurrent_config {};

// What a step adds up before its activations: the input's part of every gate, the state's part of the first of them.
template <class data_T, class res_T, typename CONFIG_T, unsigned gates, unsigned state_gates = gates> struct gate_sums {
    typename CONFIG_T::accum_t input[gates * CONFIG_T::n_state];
    typename CONFIG_T::accum_t state[state_gates * CONFIG_T::n_state];

    gate_sums(const data_T *data, const res_T *hidden, const typename CONFIG_T::weight_t *weights,
              const typename CONFIG_T::recurrent_weight_t *recurrent_weights, const typename CONFIG_T::bias_t *biases,
              const typename CONFIG_T::recurrent_bias_t *recurrent_biases) {
        #pragma HLS INLINE
        typedef typename CONFIG_T::accum_t accum_t;
        dense<data_T, accum_t, typename CONFIG_T::mult_config1>(data, input, weights, biases);
        dense<res_T, accum_t, typename CONFIG_T::mult_config2>(hidden, state, recurrent_weights, recurrent_biases);
    }
};

// State h: activation(input + state).
template <class data_T, class res_T, typename CONFIG_T> struct simple_rnn_step {
    static const unsigned gates = 1;
    static const unsigned state_gates = 1;
    static const unsigned states = 1;
    static void apply(const gate_sums<data_T, res_T, CONFIG_T, 1> &sums, res_T *h) {
        #pragma HLS INLINE
        typedef typename CONFIG_T::accum_t accum_t;
        accum_t sum[CONFIG_T::n_state];
        #pragma HLS ARRAY_PARTITION variable=sum complete
        for (unsigned i = 0; i < CONFIG_T::n_state; i++) {
            #pragma HLS UNROLL
            sum[i] = accum_t(sums.input[i] + sums.state[i]);
        }
        CONFIG_T::template activation<accum_t, res_T, typename CONFIG_T::ACT_CONFIG_T>::activation(sum, h);
    }
};

// States h and c. Gates in the order i, f, c, o.
template <class data_T, class res_T, typename CONFIG_T> struct lstm_step {
    static const unsigned gates = 4;
    static const unsigned state_gates = 4;
    static const unsigned states = 2;
    static void apply(const gate_sums<data_T, res_T, CONFIG_T, 4> &sums, res_T *h) {
        #pragma HLS INLINE
        typedef typename CONFIG_T::accum_t accum_t;
        const unsigned n = CONFIG_T::n_state;
        res_T *const c = h + n;
        accum_t ifo_sum[3 * n], ifo[3 * n], candidate_sum[n], candidate[n], shown[n];
        #pragma HLS ARRAY_PARTITION variable=ifo_sum complete
        #pragma HLS ARRAY_PARTITION variable=ifo complete
        #pragma HLS ARRAY_PARTITION variable=candidate_sum complete
        #pragma HLS ARRAY_PARTITION variable=candidate complete
        #pragma HLS ARRAY_PARTITION variable=shown complete
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            ifo_sum[i] = accum_t(sums.input[i] + sums.state[i]);
            ifo_sum[n + i] = accum_t(sums.input[n + i] + sums.state[n + i]);
            candidate_sum[i] = accum_t(sums.input[2 * n + i] + sums.state[2 * n + i]);
            ifo_sum[2 * n + i] = accum_t(sums.input[3 * n + i] + sums.state[3 * n + i]);
        }
        CONFIG_T::template activation_recr<accum_t, accum_t, typename CONFIG_T::ACT_CONFIG_LSTM>::activation(ifo_sum, ifo);
        CONFIG_T::template activation<accum_t, accum_t, typename CONFIG_T::ACT_CONFIG_T>::activation(candidate_sum,
                                                                                                     candidate);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            c[i] = res_T(candidate[i] * ifo[i] + c[i] * ifo[n + i]);
        }
        CONFIG_T::template activation<res_T, accum_t, typename CONFIG_T::ACT_CONFIG_T>::activation(c, shown);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            h[i] = res_T(ifo[2 * n + i] * shown[i]);
        }
    }
};

// State h. Gates in the order z, r, h (pytorch_order: r, z, h); the reset gate multiplies the state's part of the
// candidate, its bias included.
template <class data_T, class res_T, typename CONFIG_T> struct gru_step {
    static const unsigned gates = 3;
    static const unsigned state_gates = 3;
    static const unsigned states = 1;
    static void apply(const gate_sums<data_T, res_T, CONFIG_T, 3> &sums, res_T *h) {
        #pragma HLS INLINE
        typedef typename CONFIG_T::accum_t accum_t;
        const unsigned n = CONFIG_T::n_state;
        const unsigned update = CONFIG_T::pytorch_order ? n : 0;
        const unsigned reset = CONFIG_T::pytorch_order ? 0 : n;
        accum_t gate_sum[2 * n], gate[2 * n], candidate_sum[n], candidate[n];
        #pragma HLS ARRAY_PARTITION variable=gate_sum complete
        #pragma HLS ARRAY_PARTITION variable=gate complete
        #pragma HLS ARRAY_PARTITION variable=candidate_sum complete
        #pragma HLS ARRAY_PARTITION variable=candidate complete
        for (unsigned i = 0; i < 2 * n; i++) {
            #pragma HLS UNROLL
            gate_sum[i] = accum_t(sums.input[i] + sums.state[i]);
        }
        CONFIG_T::template activation_recr<accum_t, accum_t, typename CONFIG_T::ACT_CONFIG_GRU>::activation(gate_sum, gate);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            const accum_t kept = accum_t(gate[reset + i] * sums.state[2 * n + i]);
            candidate_sum[i] = accum_t(sums.input[2 * n + i] + kept);
        }
        CONFIG_T::template activation<accum_t, accum_t, typename CONFIG_T::ACT_CONFIG_T>::activation(candidate_sum,
                                                                                                     candidate);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            h[i] = res_T(candidate[i] * (1 - gate[update + i]) + h[i] * gate[update + i]);
        }
    }
};

// State h. Gates in the order z, r, h; the reset gate multiplies the state, then come the candidate's own weights.
template <class data_T, class res_T, typename CONFIG_T> struct gru_reset_before_step {
    static const unsigned gates = 3;
    static const unsigned state_gates = 2;
    static const unsigned states = 1;
    static void apply(const gate_sums<data_T, res_T, CONFIG_T, 3, 2> &sums, res_T *h,
                      const typename CONFIG_T::recurrent_weight_t *candidate_weights,
                      const typename CONFIG_T::recurrent_bias_t *candidate_biases) {
        #pragma HLS INLINE
        typedef typename CONFIG_T::accum_t accum_t;
        const unsigned n = CONFIG_T::n_state;
        accum_t gate_sum[2 * n], gate[2 * n], product[n], candidate_sum[n], candidate[n];
        res_T kept[n];
        #pragma HLS ARRAY_PARTITION variable=gate_sum complete
        #pragma HLS ARRAY_PARTITION variable=gate complete
        #pragma HLS ARRAY_PARTITION variable=kept complete
        #pragma HLS ARRAY_PARTITION variable=product complete
        #pragma HLS ARRAY_PARTITION variable=candidate_sum complete
        #pragma HLS ARRAY_PARTITION variable=candidate complete
        for (unsigned i = 0; i < 2 * n; i++) {
            #pragma HLS UNROLL
            gate_sum[i] = accum_t(sums.input[i] + sums.state[i]);
        }
        CONFIG_T::template activation_recr<accum_t, accum_t, typename CONFIG_T::ACT_CONFIG_GRU>::activation(gate_sum, gate);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            kept[i] = res_T(gate[n + i] * h[i]);
        }
        dense<res_T, accum_t, typename CONFIG_T::mult_config3>(kept, product, candidate_weights, candidate_biases);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            candidate_sum[i] = accum_t(sums.input[2 * n + i] + product[i]);
        }
        CONFIG_T::template activation<accum_t, accum_t, typename CONFIG_T::ACT_CONFIG_T>::activation(candidate_sum,
                                                                                                     candidate);
        for (unsigned i = 0; i < n; i++) {
            #pragma HLS UNROLL
            h[i] = res_T(candidate[i] * (1 - gate[i]) + h[i] * gate[i]);
        }
    }
};

// A sequence, the hidden state of every step or of the last one as the result. What a step takes besides follows behind.
template <template <class, class, typename> class step_T, class data_T, class res_T, typename CONFIG_T, class... more_T>
void recurrence(const data_T *data, res_T *res, const typename CONFIG_T::weight_t *weights,
                const typename CONFIG_T::recurrent_weight_t *recurrent_weights,
                const typename CONFIG_T::bias_t *biases, const typename CONFIG_T::recurrent_bias_t *recurrent_biases,
                const more_T *...more) {
    typedef step_T<data_T, res_T, CONFIG_T> step;
    res_T state[step::states * CONFIG_T::n_state];
    #pragma HLS ARRAY_PARTITION variable=state complete
    for (unsigned i = 0; i < step::states * CONFIG_T::n_state; i++) {
        #pragma HLS UNROLL
        state[i] = 0;
    }
    for (unsigned t = 0; t < CONFIG_T::n_sequence; t++) {
        const gate_sums<data_T, res_T, CONFIG_T, step::gates, step::state_gates> sums(
            data + t * CONFIG_T::n_in, state, weights, recurrent_weights, biases, recurrent_biases);
        step::apply(sums, state, more...);
        const bool is_result = CONFIG_T::n_sequence_out > 1 || t + 1 == CONFIG_T::n_sequence;
        const unsigned row = CONFIG_T::n_sequence_out > 1 ? t : 0;
        for (unsigned i = 0; i < CONFIG_T::n_state; i++) {
            #pragma HLS UNROLL
            if (is_result) res[row * CONFIG_T::n_state + i] = state[i];
        }
    }
}

template <template <class, class, typename> class step_T, class data_T, class res_T, typename CONFIG_T,
          class pipe1 = void, class pipe2 = void, class... more_T>
void recurrence(stream<data_T, pipe1> &data, stream<res_T, pipe2> &res, const typename CONFIG_T::weight_t *weights,
                const typename CONFIG_T::recurrent_weight_t *recurrent_weights,
                const typename CONFIG_T::bias_t *biases, const typename CONFIG_T::recurrent_bias_t *recurrent_biases,
                const more_T *...more) {
    typedef typename data_T::value_type x_T;
    typedef typename res_T::value_type h_T;
    typedef step_T<x_T, h_T, CONFIG_T> step;
    h_T state[step::states * CONFIG_T::n_state];
    #pragma HLS ARRAY_PARTITION variable=state complete
    for (unsigned i = 0; i < step::states * CONFIG_T::n_state; i++) {
        #pragma HLS UNROLL
        state[i] = 0;
    }
    for (unsigned t = 0; t < CONFIG_T::n_sequence; t++) {
        x_T x[CONFIG_T::n_in];
        #pragma HLS ARRAY_PARTITION variable=x complete
        read_all<CONFIG_T::n_in>(data, x);
        const gate_sums<x_T, h_T, CONFIG_T, step::gates, step::state_gates> sums(x, state, weights, recurrent_weights,
                                                                                 biases, recurrent_biases);
        step::apply(sums, state, more...);
        if (CONFIG_T::n_sequence_out > 1 || t + 1 == CONFIG_T::n_sequence) write_all<CONFIG_T::n_state>(state, res);
    }
}

// nnet::name of arrays and of streams: input, output, weights, recurrent weights, biases, recurrent biases.
#define NNET_RECURRENT(name, step)                                                                                     \
    template <class data_T, class res_T, typename CONFIG_T, class input_T, class output_T>                             \
    void name(input_T &data, output_T &res, const typename CONFIG_T::weight_t *weights,                                \
              const typename CONFIG_T::recurrent_weight_t *recurrent_weights, const typename CONFIG_T::bias_t *biases, \
              const typename CONFIG_T::recurrent_bias_t *recurrent_biases) {                                           \
        recurrence<step, data_T, res_T, CONFIG_T>(data, res, weights, recurrent_weights, biases, recurrent_biases);    \
    }
NNET_RECURRENT(simple_rnn, simple_rnn_step)
NNET_RECURRENT(lstm_stack, lstm_step)
NNET_RECURRENT(gru_stack, gru_step)

// A GRU whose reset gate works before the matrix of the candidate, which has arrays of its own.
template <class data_T, class res_T, typename CONFIG_T, class input_T, class output_T>
void gru_reset_before(input_T &data, output_T &res, const typename CONFIG_T::weight_t *weights,
                      const typename CONFIG_T::recurrent_weight_t *recurrent_weights,
                      const typename CONFIG_T::recurrent_weight_t *candidate_weights,
                      const typename CONFIG_T::bias_t *biases, const typename CONFIG_T::recurrent_bias_t *recurrent_biases,
                      const typename CONFIG_T::recurrent_bias_t *candidate_biases) {
    recurrence<gru_reset_before_step, data_T, res_T, CONFIG_T>(data, res, weights, recurrent_weights, biases,
                                                               recurrent_biases, candidate_weights, candidate_biases);
}

} // namespace nnet

#endif
