import type { Model, ModelLayer, NdArray, RecurrentLayer } from '../../src/nn/index.js';
import { randomNumbers } from './models.js';

type WithoutBase<L> = L extends unknown ? Omit<L, 'name' | 'inputs' | 'outputShape'> : never;
type Body = WithoutBase<ModelLayer>;

/** A network that grows layer by layer; weights come from a seeded generator. */
export class Network {
  readonly #layers: ModelLayer[] = [];
  readonly #next: () => number;

  constructor(seed = 1) {
    this.#next = randomNumbers(seed);
  }

  add(name: string, inputs: readonly string[], outputShape: readonly number[], body: Body): string {
    this.#layers.push({ name, inputs, outputShape, ...body } as ModelLayer);
    return name;
  }

  input(name: string, ...shape: number[]): string {
    return this.add(name, [], shape, { kind: 'input' });
  }

  /** Numbers in plus and minus `size`. */
  array(shape: readonly number[], size = 0.5): NdArray {
    const count = shape.reduce((a, b) => a * b, 1);
    return { shape, data: Float64Array.from({ length: count }, () => this.#next() * size) };
  }

  model(...outputs: string[]): Model {
    const inputs = this.#layers.filter(({ kind }) => kind === 'input').map(({ name }) => name);
    return { name: 'net', inputs, outputs, layers: this.#layers };
  }
}

/** All that works on images, in branches that end in outputs of their own. */
export function imageNetwork(): Model {
  const net = new Network(3);
  const x = net.input('x', 6, 5, 2);
  const window = (padding: readonly (readonly [number, number])[], strides: readonly number[]) => ({
    ...{ strides, padding, dilation: [1, 1], groups: 1 },
  });
  const none = [
    [0, 0],
    [0, 0],
  ] as const;
  const same = [
    [1, 1],
    [0, 1],
  ] as const;
  net.add('conv', [x], [6, 5, 3], {
    ...window(same, [1, 1]),
    ...{ kind: 'conv2d', kernel: net.array([3, 2, 2, 3]), bias: net.array([3]) },
  });
  net.add('conv_relu', ['conv'], [6, 5, 3], { kind: 'activation', activation: 'relu' });
  net.add('max', ['conv_relu'], [3, 2, 3], {
    ...{ kind: 'pooling2d', mode: 'max', size: [2, 2], strides: [2, 2], padding: none },
  });
  net.add('flat', ['max'], [18], { kind: 'reshape' });
  net.add('fc', ['flat'], [4], { kind: 'dense', kernel: net.array([18, 4]), bias: net.array([4]) });
  net.add('softmax', ['fc'], [4], { kind: 'activation', activation: 'softmax' });
  net.add('mean', ['conv'], [3, 3, 3], {
    ...{
      kind: 'pooling2d',
      mode: 'average',
      size: [3, 3],
      strides: [2, 2],
      padding: [
        [1, 0],
        [1, 1],
      ],
    },
  });
  net.add('most', ['conv'], [3], { kind: 'globalPooling2d', mode: 'max' });
  net.add('strided', ['conv'], [2, 2, 2], {
    ...window(none, [3, 2]),
    ...{ kind: 'conv2d', kernel: net.array([2, 3, 3, 2]), bias: net.array([2]) },
  });
  net.add('up', ['strided'], [4, 6, 2], { kind: 'upSampling2d', factors: [2, 3] });
  net.add('cut', ['up'], [3, 3, 2], {
    kind: 'cropping2d',
    cropping: [
      [1, 0],
      [0, 3],
    ],
  });
  net.add('depthwise', [x], [5, 5, 2], {
    ...{
      kind: 'depthwiseConv2d',
      strides: [1, 1],
      padding: [
        [0, 0],
        [1, 0],
      ],
      dilation: [1, 1],
    },
    ...{ kernel: net.array([2, 2, 2, 1]), bias: net.array([2]) },
  });
  net.add('pointwise', ['depthwise'], [5, 5, 3], {
    ...window(none, [1, 1]),
    ...{ kind: 'conv2d', kernel: net.array([1, 1, 2, 3]), bias: net.array([3]) },
  });
  net.add('padded', ['pointwise'], [6, 7, 3], {
    kind: 'zeroPadding2d',
    padding: [
      [0, 1],
      [1, 1],
    ],
  });
  net.add('turned', ['padded'], [7, 3, 6], { kind: 'permute', axes: [1, 2, 0] });
  net.add('dilated', [x], [2, 3, 4], {
    ...{ kind: 'conv2d', strides: [1, 1], padding: none, dilation: [2, 1], groups: 2 },
    ...{ kernel: net.array([3, 3, 1, 4]), bias: net.array([4]) },
  });
  net.add('multiplied', [x], [3, 3, 4], {
    ...{
      kind: 'depthwiseConv2d',
      strides: [2, 2],
      padding: [
        [1, 0],
        [1, 1],
      ],
      dilation: [1, 1],
    },
    ...{ kernel: net.array([2, 2, 2, 2]), bias: net.array([4]) },
  });
  net.add('normal', [x], [6, 5, 2], {
    kind: 'batchNormalization',
    scale: net.array([2]),
    bias: net.array([2]),
  });
  net.add('sum', [x, 'normal'], [6, 5, 2], { kind: 'add' });
  net.add('channel', [x], [6, 5, 1], {
    ...window(none, [1, 1]),
    ...{ kind: 'conv2d', kernel: net.array([1, 1, 2, 1]), bias: net.array([1]) },
  });
  net.add('joined', ['sum', 'channel'], [6, 5, 3], { kind: 'concatenate', axis: 2 });
  net.add('stacked', ['sum', 'normal'], [12, 5, 2], { kind: 'concatenate', axis: 0 });
  net.add('beside', ['sum', 'normal'], [6, 10, 2], { kind: 'concatenate', axis: 1 });
  return net.model(
    ...[
      'softmax',
      'mean',
      'most',
      'cut',
      'turned',
      'dilated',
      'multiplied',
      'joined',
      'stacked',
      'beside',
      x,
    ].slice(0, -1),
  );
}

/** All that works on vectors: activations, merges. */
export function vectorNetwork(): Model {
  const net = new Network(5);
  const x = net.input('x', 6);
  const y = net.input('y', 6);
  const shape = [6];
  const activation = (name: string, body: Body): string => net.add(name, [x], shape, body);
  const names = [
    ...(['linear', 'selu', 'sigmoid', 'tanh', 'softplus', 'softsign', 'hardTanh', 'binaryTanh'] as const).map(
      (name) => activation(name, { kind: 'activation', activation: name }),
    ),
    activation('relu', { kind: 'activation', activation: 'relu' }),
    activation('relu6', { kind: 'activation', activation: 'relu', maxValue: 6 }),
    activation('relu2', { kind: 'activation', activation: 'relu', maxValue: 2 }),
    activation('leaky', { kind: 'activation', activation: 'leakyRelu', negativeSlope: 0.3 }),
    activation('threshold', { kind: 'activation', activation: 'thresholdedRelu', threshold: 0.7 }),
    activation('elu', { kind: 'activation', activation: 'elu', alpha: 0.75 }),
    activation('prelu', { kind: 'activation', activation: 'prelu', alpha: net.array([6]) }),
    activation('hard', { kind: 'activation', activation: 'hardSigmoid', slope: 0.2, shift: 0.5 }),
    activation('ternary', { kind: 'activation', activation: 'ternaryTanh', threshold: 0.4 }),
    activation('softmax', { kind: 'activation', activation: 'softmax' }),
    ...(['subtract', 'multiply', 'average'] as const).map((kind) => net.add(kind, [x, y], shape, { kind })),
    ...(['add', 'average', 'maximum', 'minimum'] as const).map((kind) =>
      net.add(`${kind}3`, [x, y, 'selu'], shape, { kind }),
    ),
    net.add('joined', [x, y, 'relu'], [18], { kind: 'concatenate', axis: 0 }),
    net.add('quantized', [x], shape, {
      ...{ kind: 'fixedPointQuantizer', shape, widths: [4, 0, 6, 3, 5, 8], integers: [1, 0, 2, 3, -1, 2] },
      signed: [true, true, false, true, false, true],
      ...{ quantization: 'RND_CONV', overflow: 'SAT' },
    }),
  ];
  return net.model(...names);
}

/** All that works on sequences, recurrent layers apart. */
export function sequenceNetwork(): Model {
  const net = new Network(7);
  const x = net.input('x', 9, 4);
  net.add('conv', [x], [5, 3], {
    ...{ kind: 'conv1d', strides: [2], padding: [[1, 1]], dilation: [1], groups: 1 },
    ...{ kernel: net.array([3, 4, 3]), bias: net.array([3]) },
  });
  net.add('time', ['conv'], [5, 2], { kind: 'dense', kernel: net.array([3, 2]), bias: net.array([2]) });
  net.add('depthwise', [x], [7, 4], {
    ...{ kind: 'depthwiseConv1d', strides: [1], padding: [[0, 0]], dilation: [1] },
    ...{ kernel: net.array([3, 4, 1]), bias: net.array([4]) },
  });
  net.add('max', ['depthwise'], [3, 4], {
    kind: 'pooling1d',
    mode: 'max',
    size: [3],
    strides: [2],
    padding: [[0, 0]],
  });
  net.add('mean', [x], [5, 4], {
    kind: 'pooling1d',
    mode: 'average',
    size: [2],
    strides: [2],
    padding: [[0, 1]],
  });
  net.add('all', [x], [1, 4], { kind: 'globalPooling1d', mode: 'average' });
  net.add('padded', ['all'], [4, 4], { kind: 'zeroPadding1d', padding: [[2, 1]] });
  net.add('cut', [x], [6, 4], { kind: 'cropping1d', cropping: [[1, 2]] });
  net.add('up', ['cut'], [12, 4], { kind: 'upSampling1d', factors: [2] });
  net.add('turned', ['up'], [4, 12], { kind: 'permute', axes: [1, 0] });
  net.add('reshaped', ['turned'], [6, 8], { kind: 'reshape' });
  net.add('slopes', ['reshaped'], [6, 8], {
    kind: 'activation',
    activation: 'prelu',
    alpha: net.array([1, 8]),
  });
  net.add('rows', ['time'], [5, 2], { kind: 'activation', activation: 'softmax' });
  net.add('flat', ['rows'], [10], { kind: 'reshape' });
  net.add('normal', ['flat'], [10], {
    kind: 'batchNormalization',
    scale: net.array([10]),
    bias: net.array([10]),
  });
  net.add('pooled', [x], [4], { kind: 'globalPooling1d', mode: 'max' });
  net.add('repeated', ['pooled'], [3, 4], { kind: 'repeatVector', count: 3 });
  return net.model('max', 'mean', 'padded', 'slopes', 'normal', 'repeated');
}

/** Recurrent layers of every kind, over one sequence. */
export function recurrentNetwork(): Model {
  const net = new Network(9);
  const x = net.input('x', 5, 3);
  const cell = (gates: number, units = 4) => ({
    ...{ units, goBackwards: false, activation: { function: { activation: 'tanh' } } as const },
    ...{ kernel: net.array([3, gates * units]), recurrentKernel: net.array([units, gates * units]) },
    bias: net.array([gates * units]),
  });
  const sigmoid = { recurrentActivation: { function: { activation: 'sigmoid' } } } as const;
  const hard = {
    recurrentActivation: { function: { activation: 'hardSigmoid', slope: 0.2, shift: 0.5 } },
  } as const;
  net.add('lstm', [x], [4], { kind: 'lstm', ...cell(4), ...sigmoid, returnSequences: false });
  net.add('hard', [x], [5, 4], { kind: 'lstm', ...cell(4), ...hard, returnSequences: true });
  const reset = { resetAfter: true, recurrentBias: net.array([12]) };
  net.add('gru', [x], [5, 4], { kind: 'gru', ...cell(3), ...sigmoid, ...reset, returnSequences: true });
  net.add('simple', [x], [4], { kind: 'simpleRnn', ...cell(1), returnSequences: false });
  const before = { resetAfter: false, recurrentBias: { shape: [12], data: new Float64Array(12) } };
  net.add('before', [x], [5, 4], { kind: 'gru', ...cell(3), ...sigmoid, ...before, returnSequences: true });
  return net.model('lstm', 'hard', 'gru', 'simple', 'before');
}

/** Recurrent layers that read from the end, and pairs that read from both ends, merged in every way. */
export function directionNetwork(): Model {
  const net = new Network(10);
  const x = net.input('x', 4, 3);
  const cell = (gates: number, goBackwards: boolean, units = 3) => ({
    ...{ units, goBackwards },
    activation: { function: { activation: 'tanh' } } as const,
    ...{ kernel: net.array([3, gates * units]), recurrentKernel: net.array([units, gates * units]) },
    bias: net.array([gates * units]),
  });
  const recurrentActivation = { function: { activation: 'sigmoid' } } as const;
  const lstm = (goBackwards: boolean, returnSequences: boolean) =>
    ({ kind: 'lstm', ...cell(4, goBackwards), recurrentActivation, returnSequences }) as const;
  const gru = (goBackwards: boolean, units?: number) => {
    const own = cell(3, goBackwards, units);
    const reset = { resetAfter: true, recurrentBias: net.array([3 * own.units]) };
    return { kind: 'gru', ...own, recurrentActivation, ...reset, returnSequences: true } as const;
  };
  const named = (layer: WithoutBase<RecurrentLayer>): RecurrentLayer => ({
    ...{ name: 'part', inputs: [], outputShape: [], ...layer },
  });
  const both = (forward: WithoutBase<RecurrentLayer>, backward: WithoutBase<RecurrentLayer>) =>
    ({ kind: 'bidirectional', forward: named(forward), backward: named(backward) }) as const;
  net.add('backwards', [x], [4, 3], lstm(true, true));
  net.add('concat', [x], [4, 5], { ...both(gru(false), gru(true, 2)), mergeMode: 'concat' });
  net.add('sum', [x], [3], { ...both(lstm(false, false), lstm(true, false)), mergeMode: 'sum' });
  net.add('ave', [x], [4, 3], { ...both(gru(false), gru(true)), mergeMode: 'ave' });
  net.add('mul', [x], [4, 3], { ...both(lstm(true, true), lstm(false, true)), mergeMode: 'mul' });
  return net.model('backwards', 'concat', 'sum', 'ave', 'mul');
}

/** Products of tensors: Einstein sums with constants and of two tensors, attention, dot products. */
export function productNetwork(): Model {
  const net = new Network(12);
  const x = net.input('x', 4, 3);
  const sum = (name: string, equation: string, kernel: number[], result: number[], bias?: number[]) =>
    net.add(name, [x], result, {
      ...{ kind: 'einsumDense', equation, kernel: net.array(kernel) },
      ...(bias ? { bias: net.array(bias) } : {}),
    });
  sum('query', 'abc,cde->abde', [3, 2, 3], [4, 2, 3], [1, 2, 3]);
  sum('key', 'abc,cde->abde', [3, 2, 3], [4, 2, 3]);
  net.add('scores', ['key', 'query'], [2, 4, 4], { kind: 'einsum', equation: 'aecd,abcd->acbe' });
  net.add('attention', ['scores'], [2, 4, 4], { kind: 'activation', activation: 'softmax' });
  net.add('context', ['attention', 'query'], [4, 2, 3], { kind: 'einsum', equation: 'acbe,aecd->abcd' });
  net.add('output', ['context'], [4, 2], {
    ...{ kind: 'einsumDense', equation: 'abcd,cde->abe' },
    ...{ kernel: net.array([2, 3, 2]), bias: net.array([1, 2]) },
  });
  sum('turned', 'abc,cd->adb', [3, 2], [2, 4], [2, 1]);
  sum('placed', 'abc,bcd->abd', [4, 3, 2], [4, 2], [4, 2]);
  sum('mixed', 'abc,cbd->acd', [3, 4, 2], [3, 2]);
  sum('each', 'abc,cd->abd', [3, 2], [4, 2], [4, 1]);
  sum('eachTurned', 'abc,cd->adb', [3, 2], [2, 4], [1, 4]);
  sum('total', 'abc,d->ad', [3], [3], [3]);
  sum('reduced', 'abc,cde->abd', [3, 2, 2], [4, 2]);
  net.add('square', [x, x], [4, 4], { kind: 'dot', axes: [1, 1], normalize: false });
  net.add('inner', ['total', 'total'], [1], { kind: 'dot', axes: [0, 0], normalize: false });
  net.add('volume', ['query'], [2, 2, 2, 3], { kind: 'reshape' });
  net.add('fc', ['volume'], [2, 2, 2, 2], { kind: 'dense', kernel: net.array([3, 2]), bias: net.array([2]) });
  return net.model(
    ...['scores', 'attention', 'output', 'turned', 'placed', 'mixed', 'each', 'eachTurned', 'reduced'],
    ...['square', 'inner', 'fc'],
  );
}
