import { describe, expect, it } from 'vitest';
import { branching, convolutionTypes, product } from './branching.js';
import { Project } from 'hlsmith/cpp';
import { readLayerGraph } from 'hlsmith/hls';
import { config, counting, networkFiles, networkGraph, type NetworkText } from './network.js';

describe('a streamed network with a branch', () => {
  const graph = networkGraph(branching);
  const [conv, relu, sum, fc] = graph.layers;

  it('follows copies and renamings to the stream that is written', () => {
    expect(graph.layers.map(({ kind }) => kind)).toEqual(['convolution2d', 'relu', 'add', 'dense']);
    expect(relu!.inputs).toEqual([conv!.output]);
    expect(sum!.inputs).toEqual([relu!.output, conv!.output]);
    expect(fc!.inputs).toEqual([sum!.output]);
    expect(graph.inputs.map(({ name }) => name)).toEqual(['x']);
    expect(graph.outputs).toEqual([fc!.output]);
  });

  it('has the shape of each tensor, the type of an element and how many a word carries', () => {
    expect(graph.inputs[0]).toMatchObject({ shape: [4, 4, 1], packed: 1, slot: { typedef: 'input_t' } });
    expect(conv!.output).toMatchObject({ shape: [3, 3, 3], packed: 3, slot: { typedef: 'conv_t' } });
    expect(conv!.output.slot.type).toMatchObject({ width: 12, integer: 4 });
    expect(relu!.output.slot.type).toMatchObject({ signed: false, width: 9, overflow: 'SAT' });
    expect(sum!.output.shape).toEqual([3, 3, 3]);
    expect(fc!.output.shape).toEqual([2]);
  });

  it('has the config structs that a config struct names, and what they choose', () => {
    expect(conv!.parts.mult_config).toMatchObject({
      config: 'config2_mult',
      parameters: { n_in: 4, n_out: 3 },
      types: { weight: { typedef: 'w_t' } },
    });
    expect(conv!.functions).toEqual({ 'mult_config.product': 'mult' });
    expect(conv!.product).toBe('mult');
    expect(conv!.parameters).toMatchObject({ strategy: 1 });
  });

  it('turns the filters that the resource strategy has one after another', () => {
    // Written as 3 filters of 2 x 2 x 1.
    expect([...conv!.weights!.values()]).toEqual([1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12]);
  });
});

/** One layer between arrays `x` and `y`. */
function single(
  call: string,
  more: Partial<NetworkText> = {},
  ends = 'input_t x[6], result_t y[6]',
): NetworkText {
  return { ends, body: `${call} // it`, ...more };
}

describe('a layer', () => {
  it.each([
    ['nnet::leaky_relu<input_t, slope_t, result_t, config1>(x, 0.3, y);', 'leakyRelu', { alpha: 0.3 }],
    ['nnet::leaky_relu<input_t, result_t, config1>(x, 0.3, y);', 'leakyRelu', { alpha: 0.3 }],
    [
      'nnet::thresholded_relu<input_t, param_t, result_t, config1>(x, param_t(1.5), y);',
      'thresholdedRelu',
      { theta: 1.5 },
    ],
    ['nnet::elu<input_t, result_t, config1>(x, y);', 'elu', {}],
    ['nnet::relu6<input_t, result_t, config1>(x, y);', 'clippedRelu', {}],
    ['nnet::relu_max<input_t, result_t, 2, config1>(x, y);', 'clippedRelu', { MAX_INT: 2 }],
    ['nnet::tanh<input_t, result_t, config1>(x, y);', 'tanh', {}],
  ])('reads the activation %s', (call, kind, parameters) => {
    const [layer] = networkGraph(
      single(call, { configs: config('config1', 'activ_config', { n_in: 6 }) }),
    ).layers;
    expect(layer).toMatchObject({ name: 'it', kind, parameters, output: { shape: [6] } });
  });

  it('reads the line of a hard activation, which is defined behind its struct', () => {
    const configs = `struct config1 {
      static const unsigned n_in = 6;
      static const slope_t slope;
      static const shift_t shift;
    };
    const slope_t config1::slope = 0.2;
    const shift_t config1::shift = shift_t(0.5);
    `;
    const [layer] = networkGraph(
      single('nnet::hard_sigmoid<input_t, result_t, config1>(x, y);', { configs }),
    ).layers;
    expect(layer!.parameters).toMatchObject({ slope: 0.2, shift: 0.5 });
    expect(layer!.types).toMatchObject({ slope: { typedef: 'slope_t' }, shift: { typedef: 'shift_t' } });
  });

  it('reads the sign of a batch normalisation, whose thresholds have the type that they are declared with', () => {
    const [layer] = networkGraph(
      single('nnet::normalize_ternary_tanh<input_t, config1>(x, y, th1, tl1);', {
        configs: config('config1', 'batchnorm_quantized_tanh_config', { n_in: 6, n_scale_bias: 2 }),
        weights: { th1: ['high_t', [1, 2]], tl1: ['low_t', [-1, -2]] },
      }),
    ).layers;
    expect(layer!.kind).toBe('batchNormalizationTernaryTanh');
    expect(layer!.constants.thresholdHigh).toMatchObject({ name: 'th1', slot: { typedef: 'high_t' } });
    expect([...layer!.constants.thresholdLow!.values()]).toEqual([-1, -2]);
    expect(layer!.weights).toBeNull();
  });

  it('reads binary and ternary products', () => {
    const [layer] = networkGraph(
      single('nnet::dense<input_t, result_t, config1>(x, y, w1, b1);', {
        configs: config(
          'config1',
          'dense_config',
          { n_in: 6, n_out: 6 },
          convolutionTypes,
          product('weight_binary'),
        ),
        weights: { w1: ['w_t', counting(36)], b1: ['b_t', counting(6)] },
      }),
    ).layers;
    expect(layer!.product).toBe('weight_binary');
  });

  it('reads powers of two, from the header and from the text file that the host loads', () => {
    const types = 'typedef struct exponent_t {ap_uint<1> sign;ap_int<4> weight; } exponent_t;';
    const configs = config(
      'config1',
      'dense_config',
      { n_in: 6, n_out: 1 },
      { weight_t: 'exponent_t', bias_t: 'b_t', accum_t: 'acc_t' },
      product('weight_exponential'),
    );
    const text = single('nnet::dense<input_t, result_t, config1>(x, y, w1, b1);', {
      ...{ types, configs, weights: { b1: ['b_t', [0]] } },
    });
    const list = '{1.0, -1}, {0.0, 2}, {1.0, 0}, {0, -3}, {1, 1}, {1, -8}';
    const graph = readLayerGraph(
      Project.fromFiles('/p', {
        ...networkFiles(text),
        'firmware/weights/w1.h': `exponent_t w1[6] = {${list}};\n`,
      }),
    );
    const [layer] = graph.layers;
    expect([...layer!.weights!.values()]).toEqual([0.5, -4, 1, -0.125, 2, 1 / 256]);
    expect(layer!.weights!.slot).toMatchObject({ typedef: 'ap_int<4>', type: { width: 4, isInteger: true } });
  });

  it('reads a type for each value', () => {
    const assignments = ['ap_fixed<4, 1, AP_RND>(data[0])', '0', 'ap_ufixed<6, 2>(data[2])'];
    const configs = (lines: readonly string[]): string => `struct config1 {
      static const unsigned n_in = 3;
      template <class data_T, class res_T> static void quantize(const data_T *data, res_T *res) {
        ${lines.map((line, at) => `res[${at}] = ${line};`).join('\n')}
      }
    };`;
    const read = (lines: readonly string[]) =>
      networkGraph(
        single(
          'nnet::quantize_each<input_t, result_t, config1>(x, y);',
          { configs: configs(lines) },
          'input_t x[3], result_t y[3]',
        ),
      ).layers[0]!;
    expect(read(assignments)).toMatchObject({
      kind: 'quantizer',
      elementTypes: [
        { width: 4, integer: 1, quantization: 'RND' },
        null,
        { width: 6, integer: 2, signed: false },
      ],
    });
    expect(() => read(assignments.slice(0, 2))).toThrow('config1 has no type for value 2 of 3');
  });

  it.each([
    ['nnet::pooling2d_cl', { in_height: 2, in_width: 4, n_filt: 1, out_height: 1, out_width: 2 }, [1, 2, 1]],
    ['nnet::pooling2d_cf', { in_height: 2, in_width: 4, n_filt: 1, out_height: 1, out_width: 2 }, [1, 1, 2]],
    ['nnet::pooling1d_cl', { n_in: 4, n_out: 1, n_filt: 2 }, [1, 2]],
    ['nnet::global_pooling2d_cl', { in_height: 2, in_width: 2, n_filt: 2 }, [2]],
  ])('reads the shape that %s answers', (call, numbers, shape) => {
    const pooling = config(
      'config1',
      'pooling_config',
      numbers,
      { accum_t: 'acc_t' },
      'static const nnet::Pool_Op pool_op = nnet::Average;',
    );
    const [layer] = networkGraph(
      single(
        `${call}<input_t, result_t, config1>(x, y);`,
        { configs: pooling },
        'input_t x[8], result_t y[2]',
      ),
    ).layers;
    expect(layer!.output.shape).toEqual(shape);
    expect(layer!.parameters.pool_op).toBe(1);
    expect(layer!.types.accumulator?.typedef).toBe('acc_t');
  });

  it.each([
    ['nnet::concatenate1d', { n_elem1_0: 2, n_elem2_0: 4 }, -1, [6]],
    ['nnet::concatenate2d', { n_elem1_0: 1, n_elem1_1: 2, n_elem2_0: 1, n_elem2_1: 4 }, -1, [1, 6]],
    ['nnet::concatenate2d', { n_elem1_0: 1, n_elem1_1: 2, n_elem2_0: 2, n_elem2_1: 2 }, 1, [3, 2]],
  ])('reads the shape that %s of %o along %d answers', (call, numbers, axis, shape) => {
    const configs = config('config1', 'concat_config', numbers, {}, `static const int axis = ${axis};`);
    const [layer] = networkGraph(
      single(
        `${call}<a_t, b_t, result_t, config1>(a, b, y);`,
        { configs },
        'a_t a[2], b_t b[4], result_t y[6]',
      ),
    ).layers;
    expect(layer!.output.shape).toEqual(shape);
  });

  it('reads a transposition from the lists beside its struct', () => {
    const configs = `struct config1 { static const unsigned dims = 2; static const unsigned* const perm;
      static const unsigned* const from_shape; static const unsigned* const to_shape; };
    unsigned config1_perm[2] = {1, 0};
    unsigned config1_from_shape[2] = {2, 3};
    unsigned config1_to_shape[2] = {3, 2};
    const unsigned* const config1::perm = config1_perm;
    const unsigned* const config1::from_shape = config1_from_shape;
    const unsigned* const config1::to_shape = config1_to_shape;
    `;
    const graph = networkGraph(single('nnet::transpose<input_t, result_t, config1>(x, y);', { configs }));
    expect(graph.inputs[0]!.shape).toEqual([2, 3]);
    expect(graph.outputs[0]!.shape).toEqual([3, 2]);
    expect(graph.layers[0]!.parameters).toMatchObject({ 'perm[0]': 1, 'perm[1]': 0 });
  });
});
