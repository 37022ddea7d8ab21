import { fixedType } from '../../hls/index.js';
import type { ActivationFunction, GruLayer, LstmLayer, NdArray, SimpleRnnLayer } from '../../nn/index.js';
import { literal } from '../literal.js';
import { hull, productOf, sumOf, unbounded, type Interval } from '../interval.js';
import type { LayerContext, LayerDescription, LayerEmitter } from './kind.js';
import {
  byChannel,
  combined,
  exactFraction,
  matrixProduct,
  productOfTypes,
  rangeOfSums,
} from './products.js';
import { badLayer, checkConstants, checkRank, checkShapes, countNonzeros } from './shapes.js';

type Recurrent = SimpleRnnLayer | LstmLayer | GruLayer;

const cells = {
  simpleRnn: { function: 'simple_rnn', gates: 1, recurrent: 0, member: '' },
  lstm: { function: 'lstm_stack', gates: 4, recurrent: 3, member: 'ACT_CONFIG_LSTM' },
  gru: { function: 'gru_stack', gates: 3, recurrent: 2, member: 'ACT_CONFIG_GRU' },
} as const;

/** The library's activations inside a recurrent layer, and where their results lie. */
const activations: Readonly<Record<string, { name: string; range: Interval | null }>> = {
  hardSigmoid: { name: 'hard_sigmoid', range: { low: 0, high: 1 } },
  linear: { name: 'linear', range: null },
  relu: { name: 'relu', range: null },
  sigmoid: { name: 'sigmoid', range: { low: 0, high: 1 } },
  softplus: { name: 'softplus', range: null },
  softsign: { name: 'softsign', range: { low: -1, high: 1 } },
  tanh: { name: 'tanh', range: { low: -1, high: 1 } },
};

export const recurrent: LayerEmitter<Recurrent> = {
  name: 'recurrent',

  emits: (layer): layer is Recurrent => layer.kind in cells,

  describe(layer, context) {
    const { index, inputs } = context;
    const cell = cells[layer.kind];
    const { kernel, recurrentKernel, bias, units, returnSequences } = layer;
    const shape = inputs[0]?.shape ?? [];
    checkRank(layer, shape, 2);
    const [steps, features] = shape;
    const columns = cell.gates * units;
    checkShapes(layer, inputs, returnSequences ? [steps, units] : [units]);
    checkConstants(layer, 'kernel', kernel, [features, columns]);
    checkConstants(layer, 'recurrent kernel', recurrentKernel, [units, columns]);
    checkConstants(layer, 'bias', bias, [columns]);
    const recurrentBias = recurrentBiasOf(layer);
    checkConstants(layer, 'recurrent bias', recurrentBias, [columns]);
    const weight = context.constantType('weight', kernel);
    const recurrentWeight = context.constantType('recurrent_weight', recurrentKernel);
    const biasType = context.constantType('bias', bias);
    const input = matrixProduct(kernel, features, columns, context);
    const { gates, candidate } = stateMatrices(layer);
    const [gateColumns] = gates.shape.slice(-1);
    const state = matrixProduct(gates, units, gateColumns, context);
    const third = candidate && matrixProduct(candidate, units, units, context);
    const ofGates = (all: NdArray): NdArray => columnsOf(all, 0, gateColumns);
    const config = `config${index}`;
    const names = activationNames(layer);
    return {
      function: candidate ? 'gru_reset_before' : cell.function,
      template: 'recurrent-config',
      config,
      parts: {
        mult1: `${config}_1`,
        mult2: `${config}_2`,
        ...(third && { mult3: `${config}_3` }),
        activation: `${names.activation}_${config}`,
        recurrent: `${names.recurrent}_${config}_recr`,
      },
      headers: ['nnet_recurrent.h'],
      types: {
        weight,
        recurrent_weight: recurrentWeight,
        bias: biasType,
        recurrent_bias: context.constantType('recurrent_bias', recurrentBias),
        accum: context.accumulatorType(),
        table: context.type('table', fixedType(true, 18, 8)),
        ...hardTypes(layer, context),
      },
      exactFraction: exactFraction(inputs[0].type, weight, biasType),
      constants: [
        { prefix: 'w', typeKey: 'weight', array: input.stored },
        { prefix: 'wr', typeKey: 'recurrent_weight', array: state.stored },
        ...(third ? [{ prefix: 'wc', typeKey: 'recurrent_weight', array: third.stored }] : []),
        { prefix: 'b', typeKey: 'bias', array: bias },
        { prefix: 'br', typeKey: 'recurrent_bias', array: ofGates(recurrentBias) },
        ...(third
          ? [{ prefix: 'bc', typeKey: 'recurrent_bias', array: columnsOf(recurrentBias, gateColumns, units) }]
          : []),
      ],
      parameters: {
        ...{ n_in: features, n_state: units, n_sequence: steps, n_sequence_out: returnSequences ? steps : 1 },
        ...{ columns, recurrentColumns: gateColumns, n_recurrent: cell.recurrent * units },
        ...{ kernel: input.kernel, reuse: input.reuseFactor, strategy: input.strategy },
        ...{ recurrentKernel: state.kernel, recurrentReuse: state.reuseFactor },
        n_zeros: kernel.data.length - countNonzeros(kernel.data),
        recurrentZeros: gates.data.length - countNonzeros(gates.data),
        product: productOfTypes(weight, kernel),
        recurrentProduct: productOfTypes(recurrentWeight, gates),
        ...(third && {
          ...{ candidateKernel: third.kernel, candidateReuse: third.reuseFactor },
          candidateZeros: candidate.data.length - countNonzeros(candidate.data),
          candidateProduct: productOfTypes(recurrentWeight, candidate),
        }),
        table_size: context.tableSize ?? 1024,
        base: `${cell.function.replace(/_stack$/, '')}_config`,
        member: cell.member,
        activation: names.activation,
        recurrentActivation: names.recurrent,
        ...hardNumbers(layer),
      },
      hasStrategy: true,
      reuseFactor: input.reuseFactor,
    } satisfies LayerDescription;
  },

  range(layer, [input], types, [[steps]]) {
    const columns = cells[layer.kind].gates * layer.units;
    const candidate = activations[layer.activation.function.activation]?.range;
    const gate = gateRange(layer);
    // A state whose activation has no bounds may grow with every step.
    if (!candidate || !gate) return { result: [unbounded], accumulated: [unbounded], hasHiddenState: true };
    // Every sequence starts at 0.
    const shown = hull([productOf(candidate, gate), { low: 0, high: 0 }]);
    const fromInput = rangeOfSums(
      layer.kernel,
      layer.bias,
      columns,
      byChannel(input, layer.kernel.shape[0]),
      {
        ...{ weight: types.weight, bias: types.bias },
      },
    );
    const h = [shown];
    const fromState = rangeOfSums(layer.recurrentKernel, recurrentBiasOf(layer), columns, h, {
      ...{ weight: types.recurrent_weight, bias: types.recurrent_bias },
    });
    const sums = combined(fromInput, fromState, sumOf);
    // The cell state of an LSTM, which is stored in the type of the result, adds one candidate a step.
    const most = layer.kind === 'lstm' ? steps : 1;
    const result = [{ low: shown.low * most, high: shown.high * most }];
    const accumulated = [...fromInput, ...fromState, ...sums];
    return { result, accumulated, hasHiddenState: layer.kind === 'lstm' };
  },
};

/** Where the gates lie, as far as states stay bounded by it; null where they do not. A simple cell has none, which is 1. */
function gateRange(layer: Recurrent): Interval | null {
  if (layer.kind === 'simpleRnn') return { low: 1, high: 1 };
  const range = activations[layer.recurrentActivation.function.activation]?.range ?? null;
  // The update gate of a GRU mixes the old state and the new one only where it lies between 0 and 1.
  return layer.kind === 'gru' && range && range.low < 0 ? null : range;
}

/** What the state is multiplied with; the candidate's columns apart where the reset gate works before the matrix. */
function stateMatrices(layer: Recurrent): { gates: NdArray; candidate: NdArray | null } {
  const { recurrentKernel, units } = layer;
  if (layer.kind !== 'gru' || layer.resetAfter) return { gates: recurrentKernel, candidate: null };
  return {
    gates: columnsOf(recurrentKernel, 0, 2 * units),
    candidate: columnsOf(recurrentKernel, 2 * units, units),
  };
}

/** Some columns of a matrix, or of a vector as its only row. */
function columnsOf({ shape, data }: NdArray, first: number, count: number): NdArray {
  const [columns] = shape.slice(-1);
  if (count === columns) return { shape, data };
  const rows = data.length / columns;
  const part = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const start = row * columns + first;
    part.set(data.subarray(start, start + count), row * count);
  }
  return { shape: [...shape.slice(0, -1), count], data: part };
}

function recurrentBiasOf(layer: Recurrent): NdArray {
  if (layer.kind === 'gru') return layer.recurrentBias;
  return { shape: layer.bias.shape, data: new Float64Array(layer.bias.data.length) };
}

function activationNames(layer: Recurrent): { activation: string; recurrent: string } {
  const named = (fn: ActivationFunction): string => {
    const known = activations[fn.activation];
    const isPlain = fn.activation !== 'relu' || Object.keys(fn).length === 1;
    if (!known || !isPlain)
      throw badLayer(layer, `its activation ${fn.activation} has no form inside a recurrent layer`);
    return known.name;
  };
  const activation = named(layer.activation.function);
  return {
    activation,
    recurrent: layer.kind === 'simpleRnn' ? activation : named(layer.recurrentActivation.function),
  };
}

function hardOf(layer: Recurrent): { slope: number; shift: number } | null {
  const functions = [layer.activation, ...(layer.kind === 'simpleRnn' ? [] : [layer.recurrentActivation])];
  for (const { function: fn } of functions) if (fn.activation === 'hardSigmoid') return fn;
  return null;
}

function hardTypes(layer: Recurrent, context: LayerContext): LayerDescription['types'] {
  if (!hardOf(layer)) return {};
  return {
    slope: context.type('slope', fixedType(false, 17, 1)),
    shift: context.type('shift', fixedType(false, 3, 1)),
  };
}

function hardNumbers(layer: Recurrent): LayerDescription['parameters'] {
  const hard = hardOf(layer);
  return { isHard: hard !== null, slope: literal(hard?.slope ?? 0), shift: literal(hard?.shift ?? 0) };
}
