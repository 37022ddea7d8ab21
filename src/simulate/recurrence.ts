import { problem } from '../diagnostics/index.js';
import type { TypeRole } from '../hls/index.js';
import type { ResolvedConfig, ResolvedLayer } from './network.js';

/** A matrix product inside of a recurrent cell. */
export interface CellMatrix {
  readonly config: ResolvedConfig;
  readonly product: string;
  readonly weight: TypeRole;
  readonly bias: TypeRole;
}

/** By their last names in `nnet::activation`. hls4ml has relu, sigmoid and tanh; our converter's library has them all. */
const activationNames = [
  'hard_sigmoid',
  'linear',
  'relu',
  'sigmoid',
  'softplus',
  'softsign',
  'tanh',
] as const;

export type CellActivationName = (typeof activationNames)[number];

export interface CellActivation {
  readonly name: CellActivationName;
  readonly config: ResolvedConfig;
}

/** One recurrent cell and how it goes over the sequence. */
export interface Cell {
  readonly kind: 'lstm' | 'gru' | 'simpleRnn';
  readonly config: ResolvedConfig;
  readonly inputs: number;
  readonly states: number;
  /** Of the step's input, and of the state before it. */
  readonly input: CellMatrix;
  readonly recurrent: CellMatrix;
  /** Of the state that the reset gate has left, where a GRU's gate works before the matrix: `recurrent` is the gates'. */
  readonly candidate: CellMatrix | null;
  /** null where it has none. */
  readonly gates: CellActivation | null;
  readonly activation: CellActivation;
  /** Whether the gates of a GRU are in PyTorch's order: reset before update. */
  readonly resetFirst: boolean;
  /** Which step of the sequence the cell reads in its n-th turn. */
  readonly stepAt: (turn: number) => number;
  /** Where in the layer's result the state after its n-th turn is. */
  readonly resultAt: (turn: number) => number;
}

export interface Recurrence {
  readonly steps: number;
  readonly cells: readonly Cell[];
  /** Whether the caller passes the states to begin with, as inputs after the sequence. */
  readonly startsFromInputs: boolean;
}

/** @throws `simulate.activation`, `simulate.cell`, `simulate.part-missing`, `simulate.size-missing` */
export function recurrenceOf(layer: ResolvedLayer): Recurrence {
  const steps = layer.size('n_sequence');
  const sequences = layer.parameter('n_sequence_out', 1) > 1;
  const startsFromInputs = layer.inputs.length > 1;
  const { kind } = layer.layer;
  if (kind === 'lstm' || kind === 'gru' || kind === 'simpleRnn') {
    const states = layer.size('n_state');
    const resultAt = (turn: number): number => (sequences ? turn * states : 0);
    const cell = cellOf(layer, kind, '', layer, forwardRoles, { stepAt: (turn) => turn, resultAt });
    return { steps, cells: [cell], startsFromInputs };
  }
  const ways = [
    { part: 'FORWARD_CONFIG', cell: 'RNNfunc_forward', roles: forwardRoles },
    { part: 'BACKWARD_CONFIG', cell: 'RNNfunc_backward', roles: backwardRoles },
  ];
  const [forward, backward] = ways.map(({ part }) => layer.part(part).size('n_state'));
  const width = forward! + backward!;
  const cells = ways.map(({ part, cell, roles }, index) => {
    const stepAt = (turn: number): number => (index === 0 ? turn : steps - 1 - turn);
    const resultAt = (turn: number): number =>
      (sequences ? stepAt(turn) * width : 0) + (index === 0 ? 0 : forward!);
    return cellOf(layer, wordOf(layer, cell), `${part}.`, layer.part(part), roles, { stepAt, resultAt });
  });
  return { steps, cells, startsFromInputs };
}

interface Roles {
  readonly weight: TypeRole;
  readonly bias: TypeRole;
  readonly recurrentWeight: TypeRole;
  readonly recurrentBias: TypeRole;
}

const forwardRoles: Roles = {
  weight: 'weight',
  bias: 'bias',
  recurrentWeight: 'recurrentWeight',
  recurrentBias: 'recurrentBias',
};
const backwardRoles: Roles = {
  weight: 'backwardWeight',
  bias: 'backwardBias',
  recurrentWeight: 'backwardRecurrentWeight',
  recurrentBias: 'backwardRecurrentBias',
};

function cellOf(
  layer: ResolvedLayer,
  kind: Cell['kind'],
  path: string,
  config: ResolvedConfig,
  roles: Roles,
  way: Pick<Cell, 'stepAt' | 'resultAt'>,
): Cell {
  const matrix = (member: string, weight: TypeRole, bias: TypeRole): CellMatrix => ({
    config: layer.part(`${path}${member}`),
    product: layer.product(`${path}${member}`),
    weight,
    bias,
  });
  return {
    kind,
    config,
    inputs: config.size('n_in'),
    states: config.size('n_state'),
    input: matrix('mult_config1', roles.weight, roles.bias),
    recurrent: matrix('mult_config2', roles.recurrentWeight, roles.recurrentBias),
    candidate: layer.layer.constants.candidateWeight
      ? matrix('mult_config3', 'candidateWeight', 'candidateBias')
      : null,
    gates:
      kind === 'simpleRnn'
        ? null
        : activationOf(layer, path, 'activation_recr', `ACT_CONFIG_${kind.toUpperCase()}`),
    activation: activationOf(layer, path, 'activation', 'ACT_CONFIG_T'),
    resetFirst: config.parameter('pytorch_order', 0) !== 0,
    ...way,
  };
}

function activationOf(layer: ResolvedLayer, path: string, member: string, part: string): CellActivation {
  const name = layer.layer.functions[`${path}${member}`] ?? '';
  const found = activationNames.find((one) => one === name);
  if (!found) {
    throw problem('simulate.activation', { layer: layer.name, activation: name, known: activationNames });
  }
  return { name: found, config: layer.part(`${path}${part}`) };
}

/** `lstm_class_static` and the like. */
function wordOf(layer: ResolvedLayer, member: string): 'lstm' | 'gru' {
  const cell = layer.layer.functions[member] ?? '';
  const kind = /^(lstm|gru)_class/.exec(cell)?.[1];
  if (kind !== 'lstm' && kind !== 'gru') throw problem('simulate.cell', { layer: layer.name, cell });
  return kind;
}
