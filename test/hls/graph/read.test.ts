import { Project } from 'hlsmith/cpp';
import { readLayerGraph } from 'hlsmith/hls';
import { describe, expect, it } from 'vitest';
import { smallProject } from './project.js';

type Files = Record<string, string>;
const graphOf = (files: Files = smallProject) => readLayerGraph(Project.fromFiles('/p', files));
/** The project with one piece of one file replaced. */
const changed = (file: keyof typeof smallProject, from: string | RegExp, to: string): Files => ({
  ...smallProject,
  [file]: smallProject[file].replace(from, to),
});

/** The project with another strategy and reuse factor in one config struct. */
const withStrategy = (after: string, strategy: string, reuse: number): Files =>
  changed(
    'firmware/parameters.h',
    new RegExp(`(${after})[^}]*?reuse_factor = 1;`),
    `$1 static const unsigned strategy = nnet::${strategy}; static const unsigned reuse_factor = ${reuse};`,
  );
const saturating = (files: Files): Files => ({
  ...files,
  'firmware/defines.h': files['firmware/defines.h'].replace(
    'ap_fixed<24,12>',
    'ap_fixed<24,12,AP_TRN,AP_SAT>',
  ),
});

describe('reading a layer graph', () => {
  it('finds the layers, their kinds and the arrays between them', () => {
    const { name, inputs, outputs, layers } = graphOf();
    expect(name).toBe('small');
    expect(inputs).toMatchObject([{ name: 'fc1_input', shape: [3], slot: { typedef: 'input_t' } }]);
    expect(outputs).toMatchObject([{ name: 'layer5_out', shape: [2], slot: { typedef: 'result_t' } }]);
    expect(layers.map(({ name, kind, inputs, output }) => [name, kind, inputs[0].name, output.name])).toEqual(
      [
        ['fc1', 'dense', 'fc1_input', 'layer2_out'],
        ['relu1', 'relu', 'layer2_out', 'layer3_out'],
        ['fc2', 'dense', 'layer3_out', 'layer4_out'],
        ['softmax', 'softmax', 'layer4_out', 'layer5_out'],
      ],
    );
  });

  it('resolves types through typedef chains and config structs, with rounding and saturation', () => {
    const [fc1, relu1, fc2, softmax] = graphOf().layers;
    expect(fc1.types.accumulator).toMatchObject({ typedef: 'fc1_accum_t', type: { width: 24, integer: 12 } });
    expect(relu1.output.slot).toMatchObject({
      typedef: 'layer3_t',
      type: { width: 18, integer: 8, quantization: 'RND', overflow: 'SAT' },
    });
    expect(fc2.types.bias).toMatchObject({ typedef: 'fc2_weight_t' });
    expect(softmax.types.expTable).toMatchObject({ type: { signed: false, width: 18, integer: 1 } });
  });

  it('evaluates sizes and constants', () => {
    const [fc1, relu1, fc2, softmax] = graphOf().layers;
    expect(fc1.output.shape).toEqual([4]);
    expect(relu1.output.shape).toEqual([4]);
    expect(fc1.parameters).toMatchObject({ n_in: 3, n_out: 4, reuse_factor: 1 });
    expect(fc2.parameters).toMatchObject({ n_in: 4, n_out: 2 });
    expect(softmax.parameters).toMatchObject({ exp_table_size: 1024, exp_scale: 1, implementation: 2 });
  });

  it('reads weights and biases as they are written', () => {
    const [fc1, , fc2] = graphOf().layers;
    expect([...(fc1.weights?.values() ?? [])]).toEqual([0.5, -0.25, 1e-3, 2, 0.125, -1.5, 0, 0, 1, 1, 1, 1]);
    expect([...(fc2.weights?.values() ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...(fc2.bias?.values() ?? [])]).toEqual([-1, 1]);
  });

  it('turns weights that the resource strategy has output by output', () => {
    const [fc1, , fc2] = graphOf(withStrategy('n_out = N_LAYER_2;', 'resource', 2)).layers;
    // Written as 4 outputs of 3 inputs.
    expect([...(fc1.weights?.values() ?? [])]).toEqual([0.5, 2, 0, 1, -0.25, 0.125, 0, 1, 1e-3, -1.5, 1, 1]);
    expect([...(fc2.weights?.values() ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

/** Batch normalisation between the dense layer and its activation, as hls4ml writes it. */
const normalized: Files = {
  ...smallProject,
  'firmware/small.cpp': smallProject['firmware/small.cpp']
    .replace(
      '    nnet::relu',
      '    nnet::normalize<layer2_t, layer6_t, config6>(layer2_out, layer6_out, s6, b6); // bn\n$&',
    )
    .replace('relu<layer2_t', 'relu<layer6_t')
    .replace('relu_config3>(layer2_out', 'relu_config3>(layer6_out')
    .replace('    layer4_t layer4_out', '    layer6_t layer6_out[4];\n$&'),
  'firmware/defines.h': smallProject['firmware/defines.h'].replace(
    '#endif',
    'typedef ap_fixed<18,8> bn_scale_t;\ntypedef ap_fixed<18,8> bn_bias_t;\ntypedef ap_fixed<18,8> layer6_t;\n#endif',
  ),
  'firmware/parameters.h': smallProject['firmware/parameters.h'].replace(
    'struct relu_config3',
    `struct config6 : nnet::batchnorm_config {
    static const unsigned n_in = N_LAYER_2;
    static const unsigned n_filt = -1;
    static const unsigned n_scale_bias = (n_filt == -1) ? n_in : n_filt;
    static const unsigned multiplier_limit = DIV_ROUNDUP(n_in, 1);
    typedef bn_bias_t bias_t;
    typedef bn_scale_t scale_t;
    template<class x_T, class y_T>
    using product = nnet::product::mult<x_T, y_T>;
};

$&`.replace('$&', 'struct relu_config3'),
  ),
  'firmware/weights/s6.h': 'bn_scale_t s6[4] = {1, 2, 3, 4};\n',
  'firmware/weights/b6.h': 'bn_bias_t b6[4] = {-1, -2, -3, -4};\n',
};

describe('batch normalisation', () => {
  it('is read with its scale as weights', () => {
    const [fc1, bn, relu1] = graphOf(normalized).layers;
    expect(bn).toMatchObject({ name: 'bn', kind: 'batchNormalization', inputs: [fc1.output] });
    expect(bn.types).toMatchObject({ weight: { typedef: 'bn_scale_t' }, bias: { typedef: 'bn_bias_t' } });
    expect([...(bn.weights?.values() ?? [])]).toEqual([1, 2, 3, 4]);
    expect([...(bn.bias?.values() ?? [])]).toEqual([-1, -2, -3, -4]);
    expect(relu1.inputs).toEqual([bn.output]);
  });

  it('has as many constants as channels', () => {
    const parameters = normalized['firmware/parameters.h'].replace('n_filt = -1', 'n_filt = 2');
    const [, bn] = graphOf({ ...normalized, 'firmware/parameters.h': parameters }).layers;
    expect(bn.weights?.length).toBe(2);
    expect(() => bn.weights?.values()).toThrow(/s6\.h: s6 has 4 numbers where its layer needs 2/);
  });

  it('without a type for its scale is refused', () => {
    const parameters = normalized['firmware/parameters.h'].replace('    typedef bn_scale_t scale_t;\n', '');
    expect(() => graphOf({ ...normalized, 'firmware/parameters.h': parameters })).toThrow(
      /no typedef config6::scale_t/,
    );
  });
});

describe('a project that cannot be read', () => {
  it.each([
    ['no top function', changed('firmware/small.cpp', /nnet::(\w+)</g, 'other::$1<'), /no top function/],
    [
      'several top functions',
      {
        ...smallProject,
        'firmware/b.cpp': smallProject['firmware/small.cpp'].replace('void small', 'void second'),
      },
      /small and second call layers/,
    ],
    [
      'an unknown layer',
      changed('firmware/small.cpp', 'nnet::relu', 'nnet::swish'),
      /small\.cpp:18:5.*nnet::swish is not known/,
    ],
    ['a missing typedef', changed('firmware/defines.h', /typedef .* layer4_t;\n/, ''), /no typedef layer4_t/],
    [
      'a missing typedef of a config struct',
      changed('firmware/defines.h', /typedef .* fc1_weight_t;\n/, ''),
      /no typedef fc1_weight_t \(the type of weight_t of fc1\)/,
    ],
    [
      'a type that is not fixed point',
      changed('firmware/defines.h', 'ap_fixed<24,12>', 'float'),
      /not a fixed-point/,
    ],
    [
      'a missing size',
      changed('firmware/parameters.h', 'n_in = 3', 'n_of = 3'),
      /config2 has no constant n_in/,
    ],
    [
      'an undeclared array',
      changed('firmware/small.cpp', 'layer3_t layer3_out[2 * 2];', ''),
      /layer3_out, which nnet::relu uses/,
    ],
    [
      'a strategy that stores its weights otherwise',
      withStrategy('n_out = N_LAYER_2;', 'systolic', 1),
      /config2 has the strategy systolic, which is not known/,
    ],
    [
      'a saturating sum in an order of its own',
      saturating(withStrategy('n_out = N_LAYER_2;', 'resource_unrolled', 2)),
      /config2 saturates its sums \(fc1_accum_t\)/,
    ],
    [
      'a call with other arguments',
      changed('firmware/small.cpp', 'layer2_out, w2, b2)', 'layer2_out, w2)'),
      /nnet::dense cannot be read as a layer: it has 3 template arguments and 3 arguments/,
    ],
    ['missing weights', { ...smallProject, 'firmware/weights/w4.h': '' }, /weights w4 are not defined/],
  ])('is refused: %s', (_, files, message) => {
    expect(() => graphOf(files as Files)).toThrow(message);
  });

  it('takes saturating sums whose order is the plain one, or known', () => {
    expect(
      graphOf(saturating(withStrategy('n_out = N_LAYER_2;', 'resource_unrolled', 1))).layers,
    ).toHaveLength(4);
    expect(graphOf(saturating(withStrategy('n_out = N_LAYER_2;', 'resource', 2))).layers).toHaveLength(4);
  });

  it.each([
    ['too few weights', '{0.5, -0.25}', /w2\.h: w2 has 2 numbers where its layer needs 12/],
    ['a weight that is no number', `{0.5, nan${', 1'.repeat(10)}}`, /w2\.h: w2 holds "nan"/],
  ])('is refused when the weights are asked for: %s', (_, list, message) => {
    const [fc1] = graphOf(changed('firmware/weights/w2.h', /\{.*\}/, list)).layers;
    expect(() => fc1.weights?.values()).toThrow(message);
  });
});
