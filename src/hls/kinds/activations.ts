import type { ActivationKindName } from '../graph/graph.js';
import { configuredCall, plainLayer, type CallShape, type LayerKind } from './kind.js';
import { softmax } from './softmax.js';

const elementwise = {
  ...plainLayer,
  typeMembers: { table_t: 'table' },
  inputShape: ({ size }) => (size.has('n_in') ? [size('n_in')] : null),
  outputShape: ({ inputs }) => inputs[0] ?? null,
  grouping: 'joins',
} as const satisfies Partial<LayerKind>;

/** Values that pass, some of them clipped or scaled. */
function passing(name: ActivationKindName, word: string = name, more: Partial<LayerKind> = {}): LayerKind {
  return { ...elementwise, name, functions: [`nnet::${word}`], result: 'follows', ...more };
}

/** Values squeezed into a range of their own. */
function squeezing(name: ActivationKindName, word: string = name, more: Partial<LayerKind> = {}): LayerKind {
  return { ...elementwise, name, functions: [`nnet::${word}`], ...more };
}

/** One number beside the values, with a type of its own since hls4ml 1.0. */
function withNumber(name: string): Pick<LayerKind, 'calls' | 'typeMembers'> {
  const order = ['input', `number:${name}`, 'output'] as const;
  const calls: CallShape[] = [
    { templates: ['input', 'type:parameter', 'output', 'config'], arguments: order },
    { templates: ['input', 'output', 'config'], arguments: order },
  ];
  return { calls, typeMembers: { ...elementwise.typeMembers, param_t: 'parameter' } };
}

/** A number for each value; in the type that the library spells apart. */
const withNumbers: Partial<LayerKind> = {
  calls: [
    {
      templates: ['input', 'type:parameter', 'output', 'config'],
      arguments: ['input', 'parameter', 'output'],
    },
    { templates: ['input', 'output', 'config'], arguments: ['input', 'parameter', 'output'] },
  ],
  typeMembers: { ...elementwise.typeMembers, param_t: 'parameter' },
  constants: (size) => ({ parameter: { length: size('n_in'), typedByItself: true } }),
  // Before hls4ml 1.0 they had the type of the values.
  ties: ({ types }) => (types.parameter ? [] : [['input', 'parameter']]),
};

/** A line, clipped: its slope and shift are constants of the config struct with types of their own. */
const withLine: Pick<LayerKind, 'typeMembers'> = { typeMembers: { slope: 'slope', shift: 'shift' } };

export const activations: readonly LayerKind[] = [
  passing('linear'),
  passing('relu'),
  // The number in the name is the largest value that passes; else it is a template argument.
  passing('clippedRelu', 'relu6', {
    functions: ['nnet::relu1', 'nnet::relu6', 'nnet::relu_max'],
    calls: [
      configuredCall(),
      { templates: ['input', 'output', 'number:MAX_INT', 'config'], arguments: ['input', 'output'] },
    ],
  }),
  passing('leakyRelu', 'leaky_relu', withNumber('alpha')),
  passing('thresholdedRelu', 'thresholded_relu', withNumber('theta')),
  passing('prelu', 'prelu', withNumbers),
  passing('elu', 'elu', {
    ...withNumber('alpha'),
    calls: [...withNumber('alpha').calls, configuredCall()],
  }),
  passing('selu'),
  squeezing('sigmoid'),
  // Quartus and oneAPI compute their tanh in two ways.
  squeezing('tanh', 'tanh', { functions: ['nnet::tanh', 'nnet::dense_tanh'] }),
  squeezing('hardSigmoid', 'hard_sigmoid', withLine),
  squeezing('hardTanh', 'hard_tanh', withLine),
  squeezing('softplus'),
  squeezing('softsign'),
  squeezing('binaryTanh', 'binary_tanh', { result: 'fixed', spelledOut: ['output'] }),
  squeezing('ternaryTanh', 'ternary_tanh', { result: 'fixed', spelledOut: ['output'] }),
  softmax,
];
