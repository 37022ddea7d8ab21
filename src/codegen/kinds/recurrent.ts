import { fixedType } from '../../hls/index.js';
import type { ActivationFunction, GruLayer, LstmLayer, NdArray, SimpleRnnLayer } from '../../nn/index.js';
import { literal } from '../literal.js';
import { hull, sumOf, unbounded, type Interval } from '../interval.js';
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
    if (layer.kind === 'gru' && !layer.resetAfter && countNonzeros(recurrentKernel.data) > 0)
      throw badLayer(layer, 'its reset gate works before the matrix; the library knows reset_after only');
    const recurrentBias = recurrentBiasOf(layer);
    checkConstants(layer, 'recurrent bias', recurrentBias, [columns]);
    const weight = context.constantType('weight', kernel);
    const recurrentWeight = context.constantType('recurrent_weight', recurrentKernel);
    const biasType = context.constantType('bias', bias);
    const input = matrixProduct(kernel, features, columns, context);
    const state = matrixProduct(recurrentKernel, units, columns, context);
    const config = `config${index}`;
    const names = activationNames(layer);
    return {
      function: cell.function,
      template: 'recurrent-config',
      config,
      parts: {
        mult1: `${config}_1`,
        mult2: `${config}_2`,
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
        { prefix: 'b', typeKey: 'bias', array: bias },
        { prefix: 'br', typeKey: 'recurrent_bias', array: recurrentBias },
      ],
      parameters: {
        ...{ n_in: features, n_state: units, n_sequence: steps, n_sequence_out: returnSequences ? steps : 1 },
        ...{ columns, n_recurrent: cell.recurrent * units },
        ...{ kernel: input.kernel, reuse: input.reuseFactor, strategy: input.strategy },
        ...{ recurrentKernel: state.kernel, recurrentReuse: state.reuseFactor },
        n_zeros: kernel.data.length - countNonzeros(kernel.data),
        recurrentZeros: recurrentKernel.data.length - countNonzeros(recurrentKernel.data),
        product: productOfTypes(weight, kernel),
        recurrentProduct: productOfTypes(recurrentWeight, recurrentKernel),
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
    const shown = activations[layer.activation.function.activation]?.range;
    // A state whose activation has no bounds may grow with every step.
    if (!shown) return { result: [unbounded], accumulated: [unbounded], hasHiddenState: true };
    const fromInput = rangeOfSums(
      layer.kernel,
      layer.bias,
      columns,
      byChannel(input, layer.kernel.shape[0]),
      {
        ...{ weight: types.weight, bias: types.bias },
      },
    );
    // Every sequence starts at 0.
    const h = [hull([shown, { low: 0, high: 0 }])];
    const fromState = rangeOfSums(layer.recurrentKernel, recurrentBiasOf(layer), columns, h, {
      ...{ weight: types.recurrent_weight, bias: types.recurrent_bias },
    });
    const sums = combined(fromInput, fromState, sumOf);
    // The cell state of an LSTM, which is stored in the type of the result, adds one candidate a step.
    const most = layer.kind === 'lstm' ? steps : 1;
    const result = [{ low: h[0].low * most, high: h[0].high * most }];
    const accumulated = [...fromInput, ...fromState, ...sums];
    return { result, accumulated, hasHiddenState: layer.kind === 'lstm' };
  },
};

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
