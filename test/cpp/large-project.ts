/**
 * Firmware of the shape that hls4ml generates, with as many dense and relu layers as asked: 20 layers are the size
 * of a VGG project, 195 that of a U-Net.
 */
export function largeProject(layers: number): Record<string, string> {
  const numbers = Array.from({ length: layers }, (_, index) => index + 2);
  const defines = numbers.flatMap((n) => [
    `#define N_LAYER_${n} 64`,
    `typedef ap_fixed<16,6> layer${n}_t;`,
    `typedef ap_fixed<12,4,AP_RND,AP_SAT> weight${n}_t;`,
    `typedef ap_fixed<12,4> bias${n}_t;`,
  ]);
  const parameters = numbers.map(
    (n) => `// layer ${n}
struct config${n} : nnet::dense_config {
    static const unsigned n_in = 64;
    static const unsigned n_out = N_LAYER_${n};
    static const unsigned reuse_factor = 4;
    static const unsigned n_zeros = 0;
    static const unsigned multiplier_limit = (n_in * n_out + reuse_factor - 1) / reuse_factor - n_zeros / reuse_factor;
    static const bool store_weights_in_bram = false;
    typedef ap_fixed<24,12> accum_t;
    typedef bias${n}_t bias_t;
    typedef weight${n}_t weight_t;
    template<class x_T, class y_T>
    using product = nnet::product::mult<x_T, y_T>;
};
`,
  );
  const calls = numbers.map(
    (n) => `    layer${n}_t layer${n}_out[N_LAYER_${n}];
    #pragma HLS ARRAY_PARTITION variable=layer${n}_out complete dim=0
    nnet::dense<layer${Math.max(n - 1, 2)}_t, layer${n}_t, config${n}>(${n === 2 ? 'x' : `layer${n - 1}_out`}, layer${n}_out, w${n}, b${n}); // dense_${n}
`,
  );
  return {
    'firmware/defines.h': `#include "ap_fixed.h"\n${defines.join('\n')}\n`,
    'firmware/parameters.h': `#include "defines.h"\n${parameters.join('\n')}`,
    'firmware/net.cpp': `#include "parameters.h"\nvoid net(layer2_t x[64], layer${layers + 1}_t y[64]) {\n${calls.join('\n')}}\n`,
  };
}
