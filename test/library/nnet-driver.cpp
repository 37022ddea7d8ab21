// A network of the library's kernels; "network.inc" holds its types and configurations. Reads the values of
// `weights`, `biases` and the inputs as decimal numbers from standard input, prints raw answers in hexadecimal.
#include <stdio.h>

#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_batchnorm.h"
#include "nnet_utils/nnet_dense.h"
#include "nnet_utils/nnet_helpers.h"

#include "network.inc"

static weight_t weights[N_IN * N_OUT];
static bias_t biases[N_OUT];

static double next() {
    double value = 0;
    return scanf("%lf", &value) == 1 ? value : 0;
}

template <class T, unsigned N> static void print(const T (&values)[N]) {
    for (unsigned i = 0; i < N; i++) {
        const ap_uint<T::width> bits = values[i](T::width - 1, 0);
        printf("%llx ", (unsigned long long)bits.to_uint64());
    }
}

int main() {
    double number[N_IN * N_OUT + N_IN + N_OUT];
    int samples = int(next());
    for (unsigned i = 0; i < N_IN * N_OUT; i++) number[i] = next();
    nnet::convert_data<double, weight_t, N_IN * N_OUT>(number, weights);
    for (unsigned i = 0; i < N_OUT; i++) number[i] = next();
    nnet::convert_data<double, bias_t, N_OUT>(number, biases);
    for (; samples > 0; samples--) {
        input_t in[N_IN];
        dense_t sum[N_OUT];
        result_t normalized[N_OUT];
        relu_t positive[N_OUT];
        result_t copy[N_OUT];
        result_t probability[N_OUT];
        for (unsigned i = 0; i < N_IN; i++) number[i] = next();
        nnet::convert_data<double, input_t, N_IN>(number, in);
        nnet::dense<input_t, dense_t, dense_config1>(in, sum, weights, biases);
        // The first row of weights serves as the scale.
        nnet::normalize<dense_t, result_t, normalize_config5>(sum, normalized, weights, biases);
        nnet::relu<dense_t, relu_t, relu_config2>(sum, positive);
        nnet::linear<dense_t, result_t, linear_config3>(sum, copy);
        nnet::softmax<dense_t, result_t, softmax_config4>(sum, probability);
        print(sum);
        print(normalized);
        print(positive);
        print(copy);
        print(probability);
        printf("\n");
    }
    return 0;
}
