import { exactPrecision } from '../../keras/quantizers/exact.js';
import type {
  ActivationFunction,
  BidirectionalLayer,
  InnerActivation,
  LayerPrecisions,
  NdArray,
  Precision,
  RecurrentLayer,
} from '../../model.js';
import { arrange } from '../arrange.js';
import type { Operation, Operator } from '../operation.js';
import type { Constant, Held } from '../values.js';
import { transposed } from '../weights.js';

interface Kind {
  readonly kind: RecurrentLayer['kind'];
  /** For each gate of ours, in our order, the one of the standard. */
  readonly gates: readonly number[];
  /** Names of activations: of the gates, of what they let through, of the result. */
  readonly activations: readonly string[];
}

const kinds: Readonly<Record<string, Kind>> = {
  RNN: { kind: 'simpleRnn', gates: [0], activations: ['Tanh'] },
  // The standard has i, o, f, c.
  LSTM: { kind: 'lstm', gates: [0, 2, 3, 1], activations: ['Sigmoid', 'Tanh', 'Tanh'] },
  GRU: { kind: 'gru', gates: [0, 1, 2], activations: ['Sigmoid', 'Tanh'] },
};

const functions: Readonly<Record<string, ActivationFunction>> = {
  relu: { activation: 'relu' },
  tanh: { activation: 'tanh' },
  sigmoid: { activation: 'sigmoid' },
  hardsigmoid: { activation: 'hardSigmoid', slope: 0.2, shift: 0.5 },
  softsign: { activation: 'softsign' },
  softplus: { activation: 'softplus' },
  elu: { activation: 'elu', alpha: 1 },
  leakyrelu: { activation: 'leakyRelu', negativeSlope: 0.01 },
};

/** Rows of one direction, gate by gate in our order, as columns. */
function kernelOf(constant: Constant, direction: number, gates: readonly number[]): NdArray {
  const [, rows, columns] = constant.shape;
  const size = rows * columns;
  const units = rows / gates.length;
  const part = constant.data.subarray(direction * size, (direction + 1) * size);
  const ordered = new Float64Array(size);
  for (const [to, from] of gates.entries()) {
    ordered.set(part.subarray(from * units * columns, (from + 1) * units * columns), to * units * columns);
  }
  return transposed(ordered, [rows, columns], [1, 0]);
}

const readRecurrent: Operator = (operation) => {
  const { attributes, node, refuse } = operation;
  const { kind, gates, activations } = kinds[node.operator];
  const isBatchFirst = attributes.flag('layout');
  const [steps, samples] = isBatchFirst ? [1, 0] : [0, 1];
  const x = operation.held(0);
  if (x.shape.length !== 3 || x.batch !== samples) {
    throw refuse(
      `reads a tensor of shape ${x.shape.join(' x ')} whose axis ${samples} does not count samples`,
    );
  }
  const direction = attributes.text('direction', 'forward');
  if (!['forward', 'reverse', 'bidirectional'].includes(direction)) {
    throw refuse(`has the direction ${JSON.stringify(direction.slice(0, 40))}`);
  }
  const directions = direction === 'bidirectional' ? 2 : 1;
  const length = x.shape[steps];
  const features = x.shape[2];
  const kernel = operation.constant(1, 'weights');
  const recurrentKernel = operation.constant(2, 'recurrent weights');
  const units = recurrentKernel.shape.at(2) ?? 0;
  const columns = gates.length * units;
  const asked = [
    [kernel, [directions, columns, features], 'weights'],
    [recurrentKernel, [directions, columns, units], 'recurrent weights'],
    [operation.option(3, 'bias'), [directions, 2 * columns], 'bias'],
  ] as const;
  for (const [constant, shape, what] of asked) {
    if (!constant || constant.shape.join() === shape.join()) continue;
    throw refuse(`has a ${what} of shape ${constant.shape.join(' x ')} where ${shape.join(' x ')} is needed`);
  }
  if (units < 1) throw refuse('has no units');
  checkOptions(operation, length);
  const inputs = [arrange(operation, x, [steps, 2]).layer];

  const layerOf = (at: number, returnSequences: boolean): Omit<RecurrentLayer, 'name'> & RecurrentLayer => {
    const [input, recurrent] = biasesOf(operation.option(3, 'bias'), at, gates, units);
    const resetAfter = kind === 'gru' && attributes.flag('linear_before_reset');
    const named = activationsOf(operation, at, activations);
    const weights = kernelOf(kernel, at, gates);
    const recurrentWeights = kernelOf(recurrentKernel, at, gates);
    const precisions = precisionsOf({
      weight: kernel.quantized && exactPrecision(Float64Array.from(weights.data)),
      recurrent_weight: recurrentKernel.quantized && exactPrecision(Float64Array.from(recurrentWeights.data)),
    });
    const sum = resetAfter ? input : input.map((value, index) => value + recurrent[index]);
    const common = {
      ...{ name: node.name, inputs, units, returnSequences },
      outputShape: returnSequences ? [length, units] : [units],
      ...(precisions ? { precisions } : {}),
      ...{ kernel: weights, recurrentKernel: recurrentWeights, bias: { shape: [columns], data: sum } },
      goBackwards: direction === 'reverse' || at === 1,
      activation: named.at(kind === 'simpleRnn' ? 0 : 1)!,
    };
    if (kind === 'simpleRnn') return { kind, ...common };
    const [recurrentActivation] = named;
    if (kind === 'lstm') return { kind, ...common, recurrentActivation };
    const recurrentBias = { shape: [columns], data: resetAfter ? recurrent : new Float64Array(columns) };
    return { kind, ...common, recurrentActivation, resetAfter, recurrentBias };
  };

  const layer = (returnSequences: boolean, suffix: string): string => {
    if (directions === 1) {
      if (returnSequences && direction === 'reverse') {
        throw refuse(
          'returns a whole sequence in reverse; only its last state, or bidirectional, is supported',
        );
      }
      return operation.add(layerOf(0, returnSequences), suffix);
    }
    const [forward, backward] = [0, 1].map((at) => layerOf(at, returnSequences));
    const both: Omit<BidirectionalLayer, 'name'> = {
      ...{ kind: 'bidirectional', inputs, mergeMode: 'concat' },
      outputShape: returnSequences ? [length, 2 * units] : [2 * units],
      forward: { ...forward, name: `${node.name}_forward` },
      backward: { ...backward, name: `${node.name}_backward` },
    };
    const outputShape = returnSequences ? [length, 2, units] : [2, units];
    return operation.add(
      { kind: 'reshape', inputs: [operation.add(both, suffix)], outputShape },
      `${suffix}_axes`,
    );
  };

  if (operation.isUsed(2)) throw refuse('gives its cell state; only its results are supported');
  const count = x.shape[samples];
  const axes = directions === 1 ? [] : [-2];
  /** -1 stands for steps, -2 for directions, -3 for units. */
  const held = (name: string, form: readonly number[], wanted: readonly number[]): Held => ({
    layer: name,
    shape: form.map((axis) => (axis === 0 ? count : [length, directions, units][-axis - 1])),
    batch: form.indexOf(0),
    order: wanted.map((axis) => form.indexOf(axis)),
    isShared: false,
  });
  const usesSequence = operation.isUsed(0);
  return [
    usesSequence
      ? held(layer(true, ''), isBatchFirst ? [0, -1, -2, -3] : [-1, -2, 0, -3], [-1, ...axes, -3])
      : undefined,
    operation.isUsed(1)
      ? held(layer(false, usesSequence ? '_last' : ''), isBatchFirst ? [0, -2, -3] : [-2, 0, -3], [
          ...axes,
          -3,
        ])
      : undefined,
  ];
};

/** States other than zero, masks and the like. */
function checkOptions(operation: Operation, length: number): void {
  const { attributes, refuse } = operation;
  const lengths = operation.option(4, 'sequence lengths');
  if (lengths?.data.some((value) => value !== length)) throw refuse('reads sequences of several lengths');
  for (const index of [5, 6]) {
    if (operation.option(index, 'first state')?.data.some((value) => value !== 0)) {
      throw refuse('starts with states other than zero');
    }
  }
  if (operation.option(7, 'peepholes')?.data.some((value) => value !== 0)) throw refuse('has peepholes');
  if (attributes.has('clip')) throw refuse('clips');
  if (attributes.flag('input_forget')) throw refuse('couples its input and forget gates');
}

/** Those for the input, and those for the state: zeros where there are none. */
function biasesOf(
  bias: Constant | undefined,
  direction: number,
  gates: readonly number[],
  units: number,
): readonly [Float64Array, Float64Array] {
  const columns = gates.length * units;
  const part = (which: number): Float64Array => {
    const result = new Float64Array(columns);
    const start = (2 * direction + which) * columns;
    for (const [to, from] of gates.entries()) {
      if (bias) result.set(bias.data.subarray(start + from * units, start + (from + 1) * units), to * units);
    }
    return result;
  };
  return [part(0), part(1)];
}

function activationsOf(operation: Operation, direction: number, usual: readonly string[]): InnerActivation[] {
  const { attributes, refuse } = operation;
  const stated = attributes.texts('activations');
  const count = usual.length;
  const names = stated.length === 0 ? usual : stated.slice(direction * count, (direction + 1) * count);
  if (names.length !== count) throw refuse(`has ${stated.length} activations`);
  const isChanged = ['activation_alpha', 'activation_beta'].some(
    (name) => (attributes.floats(name) ?? []).length > 0,
  );
  if (isChanged) throw refuse('has activations with constants of their own');
  const last = names.at(-1)?.toLowerCase();
  if (count === 3 && names[1].toLowerCase() !== last)
    throw refuse('has two kinds of activation for its cell');
  return names.map((name) => {
    const known = name.toLowerCase();
    if (Object.hasOwn(functions, known)) return { function: functions[known] };
    throw refuse(`has the activation ${JSON.stringify(name.slice(0, 40))}`);
  });
}

function precisionsOf(all: Readonly<Record<string, Precision | undefined>>): LayerPrecisions | undefined {
  const fixed = Object.entries(all).filter(([, precision]) => precision);
  return fixed.length > 0 ? Object.fromEntries(fixed) : undefined;
}

export const recurrentOperators: readonly (readonly [string, Operator])[] = Object.keys(kinds).map(
  (name) => [name, readRecurrent] as const,
);
