import type { Layer, LayerKindName } from '../graph/graph.js';
import {
  plainLayer,
  productStrategies,
  type ArgumentWord,
  type CallShape,
  type ConstantShape,
  type LayerKind,
  type Sizes,
  type TypeTie,
} from './kind.js';

/** A cell run over a sequence; `gates` matrices of inputs and of states stand side by side in its weights. */
interface Cell {
  readonly name: LayerKindName;
  readonly words: readonly string[];
  readonly gates: number;
  /** Inputs beside the sequence when the caller passes initial states. */
  readonly states: number;
}

const states = (size: Sizes): number => size('n_state', 'n_units', 'n_out');
const steps = (size: Sizes): number => size('n_sequence', 'n_timesteps');
const returnsSequences = (size: Sizes): boolean =>
  size.has('return_sequences') ? size('return_sequences') !== 0 : size('n_sequence_out') > 1;

/** `f<in, out, config>(in, out, ...)`, and with initial states between the sequence and the result. */
function stateful(cell: Cell, constants: readonly ArgumentWord[]): CallShape[] {
  const initial = Array.from({ length: cell.states }, () => 'input' as const);
  return [[], initial].map((extra) => ({
    templates: ['input', ...extra, 'output', 'config'],
    arguments: ['input', ...extra, 'output', ...constants],
  }));
}

/** Which of their types a config struct names differs from backend to backend; each array is declared with its own. */
const vector = (length: number): ConstantShape => ({ length, typedByItself: true });
const matrix = (inputs: number, outputs: number): ConstantShape => ({ ...vector(inputs * outputs), inputs });

const four = <T>(word: T): T[] => [word, word, word, word];

/** The matrix product of the states: its weights are the layer's recurrent weights. */
const recurrentProduct = { weight: 'recurrentWeight', bias: 'recurrentBias' } as const;

/**
 * Where the config struct names one type of weights, the arrays of both kinds have it; so with biases. Of the Vivado
 * and Vitis libraries, those that do so (before hls4ml 1.0) also have their activations answer in the weights' type.
 */
function sharedTypes({ types, calls }: Layer): TypeTie[] {
  return [
    ...(types.recurrentWeight || !calls.endsWith('_stack') ? [] : [['weight', 'accumulator'] as const]),
    ...(types.recurrentWeight ? [] : [['weight', 'recurrentWeight'] as const]),
    ...(types.recurrentBias ? [] : [['bias', 'recurrentBias'] as const]),
  ];
}

const recurrent = {
  ...plainLayer,
  strategies: productStrategies,
  typeMembers: {
    weight_t: 'weight',
    bias_t: 'bias',
    recurrent_weight_t: 'recurrentWeight',
    recurrent_bias_t: 'recurrentBias',
    accum_t: 'accumulator',
    table_t: 'table',
    // Of a hard sigmoid's line.
    slope: 'slope',
    shift: 'shift',
  },
  partRoles: {
    mult_config2: recurrentProduct,
    mult_config_h: recurrentProduct,
    mult_config3: { weight: 'candidateWeight', bias: 'candidateBias' },
  },
  ties: sharedTypes,
  grouping: 'opens',
} as const satisfies Partial<LayerKind>;

function overTime(cell: Cell, more: Partial<LayerKind> = {}): LayerKind {
  return {
    ...recurrent,
    name: cell.name,
    functions: cell.words.map((word) => `nnet::${word}`),
    calls: [
      ...stateful(cell, ['weight', 'recurrentWeight', 'bias', 'recurrentBias']),
      ...stateful(cell, ['weight', 'recurrentWeight', 'bias']),
      // A GRU of our converter: the recurrent kernel of the gates, that of the candidate, and their biases.
      ...stateful(cell, [
        ...(['weight', 'recurrentWeight', 'candidateWeight'] as const),
        ...(['bias', 'recurrentBias', 'candidateBias'] as const),
      ]),
      // A kernel, a recurrent kernel and a bias for each gate.
      ...stateful(cell, [
        ...four('weight' as const),
        ...four('recurrentWeight' as const),
        ...four('bias' as const),
      ]),
    ],
    constants: (size) => {
      const outputs = states(size) * cell.gates;
      const hasCandidate = size.has('mult_config3.n_out');
      const recurrent = hasCandidate ? size('mult_config2.n_out') : outputs;
      return {
        weight: matrix(size('n_in'), outputs),
        recurrentWeight: matrix(states(size), recurrent),
        bias: vector(outputs),
        recurrentBias: vector(recurrent),
        candidateWeight: matrix(states(size), states(size)),
        candidateBias: vector(states(size)),
      };
    },
    inputShape: ({ size }) => [steps(size), size('n_in')],
    outputShape: ({ size }) => (returnsSequences(size) ? [steps(size), states(size)] : [states(size)]),
    ...more,
  };
}

/** A cell run forwards and one run backwards; each has its own weights, and their results stand side by side. */
const bidirectional: LayerKind = {
  ...recurrent,
  name: 'bidirectional',
  functions: ['nnet::bidirectional_stack'],
  calls: [
    {
      templates: ['input', 'output', 'config'],
      arguments: [
        ...(['input', 'output', 'weight', 'recurrentWeight', 'bias', 'recurrentBias'] as const),
        ...(['backwardWeight', 'backwardRecurrentWeight', 'backwardBias', 'backwardRecurrentBias'] as const),
      ],
    },
  ],
  constants: (size) => {
    const oneWay = (part: string): [number, number] => [
      size(`${part}.n_state`) * size(`${part}.n_mult`),
      size(`${part}.n_state`),
    ];
    const [forward, forwardStates] = oneWay('FORWARD_CONFIG');
    const [backward, backwardStates] = oneWay('BACKWARD_CONFIG');
    const inputs = size('n_in');
    return {
      weight: matrix(inputs, forward),
      recurrentWeight: matrix(forwardStates, forward),
      bias: vector(forward),
      recurrentBias: vector(forward),
      backwardWeight: matrix(inputs, backward),
      backwardRecurrentWeight: matrix(backwardStates, backward),
      backwardBias: vector(backward),
      backwardRecurrentBias: vector(backward),
    };
  },
  partRoles: {
    'FORWARD_CONFIG.mult_config2': recurrentProduct,
    BACKWARD_CONFIG: {
      weight: 'backwardWeight',
      bias: 'backwardBias',
      recurrentWeight: 'backwardRecurrentWeight',
      recurrentBias: 'backwardRecurrentBias',
    },
    'BACKWARD_CONFIG.mult_config1': { weight: 'backwardWeight', bias: 'backwardBias' },
    'BACKWARD_CONFIG.mult_config2': { weight: 'backwardRecurrentWeight', bias: 'backwardRecurrentBias' },
  },
  inputShape: ({ size }) => [steps(size), size('n_in')],
  outputShape: ({ size }) =>
    size('n_sequence_out') > 1 ? [size('n_sequence_out'), size('n_out')] : [size('n_out')],
};

export const recurrences: readonly LayerKind[] = [
  overTime(
    { name: 'lstm', words: ['lstm', 'lstm_stack', 'lstm_init_state'], gates: 4, states: 2 },
    { ties: (layer) => [...sharedTypes(layer), ['output', 'accumulator', 'input']] },
  ),
  overTime({
    name: 'gru',
    words: ['gru', 'gru_stack', 'gru_init_state', 'gru_reset_before'],
    gates: 3,
    states: 1,
  }),
  overTime(
    {
      name: 'simpleRnn',
      words: ['simple_rnn', 'simple_rnn_pytorch', 'simple_rnn_pytorch_init_state'],
      gates: 1,
      states: 1,
    },
    { ties: (layer) => [...sharedTypes(layer), ['output', 'input']] },
  ),
  bidirectional,
];
