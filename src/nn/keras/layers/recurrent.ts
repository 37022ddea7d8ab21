import { z } from 'zod';
import type { InnerActivation, LayerPrecisions, ModelLayer, NdArray, RecurrentLayer } from '../../model.js';
import { exactPrecision } from '../quantizers/exact.js';
import { parseQuantizer } from '../quantizers/parse.js';
import { quantizedActivation } from '../quantizers/activations.js';
import type { QuantizedWeights } from '../quantizers/weights.js';
import type { Part } from '../weights.js';
import { activationOf } from './activation.js';
import { count, describe, options, shapeOf, zeros, type LayerContext, type LayerReader } from './context.js';
import { biasOf, quantizedWeight } from './weighted.js';

const cell: Part = { group: 'cell' };
const flag = z.boolean().nullish();

/** A recurrent layer as one of ours; also one inside a Bidirectional. */
export function recurrentLayer(layer: LayerContext, part: Part = cell): RecurrentLayer {
  const shape = shapeOf(layer, 2);
  const kind = kinds[layer.className];
  const found = options(layer, {
    units: count,
    return_sequences: flag,
    return_state: flag,
    go_backwards: flag,
    stateful: flag,
    reset_after: flag,
    time_major: flag,
  });
  if (found.stateful) throw layer.refuse('is stateful; states are zero at the start of each sample');
  if (found.time_major) throw layer.refuse('is time_major');
  const { units } = found;
  const [steps, features] = shape;
  const columns = gates[kind] * units;
  const kernel = taken(layer, layer.weight('kernel', [features, columns], part), 'kernel_quantizer');
  const recurrentKernel = taken(
    layer,
    layer.weight('recurrent_kernel', [units, columns], part),
    'recurrent_quantizer',
  );
  const resetAfter = kind === 'gru' && found.reset_after === true;
  const biases = biasesOf(layer, columns, resetAfter, part);
  const precisions = precisionsOf({
    weight: kernel.precision,
    recurrent_weight: recurrentKernel.precision,
    bias: biases.precision,
    ...(resetAfter ? { recurrent_bias: biases.precision } : {}),
    state: stateOf(layer),
  });
  const returnSequences = found.return_sequences === true;
  const common = {
    name: layer.name,
    inputs: layer.inputs,
    outputShape: returnSequences ? [steps, units] : [units],
    ...(precisions ? { precisions } : {}),
    kernel: kernel.array,
    recurrentKernel: recurrentKernel.array,
    bias: biases.input,
    units,
    returnSequences,
    goBackwards: found.go_backwards === true,
    activation: inner(layer, 'activation', 'tanh'),
  };
  if (kind === 'simpleRnn') return { kind, ...common };
  const recurrentActivation = inner(layer, 'recurrent_activation', 'sigmoid');
  if (kind === 'lstm') return { kind, ...common, recurrentActivation };
  return { kind, ...common, recurrentActivation, resetAfter, recurrentBias: biases.recurrent };
}

const kinds: Readonly<Record<string, RecurrentLayer['kind']>> = {
  SimpleRNN: 'simpleRnn',
  QSimpleRNN: 'simpleRnn',
  LSTM: 'lstm',
  QLSTM: 'lstm',
  GRU: 'gru',
  QGRU: 'gru',
};

const gates = { simpleRnn: 1, lstm: 4, gru: 3 } as const;

/** Quantised, with scales taken in: the sums of both kernels meet in each gate, so no factor can come behind. */
function taken(layer: LayerContext, array: NdArray, option: string): QuantizedWeights {
  const found = quantizedWeight(layer, array, option, true);
  const { scale } = found;
  if (!scale) return found;
  const data = Float64Array.from(found.array.data, (value, at) => value * scale[at % scale.length]);
  return { array: { shape: array.shape, data }, precision: exactPrecision(data) };
}

function biasesOf(
  layer: LayerContext,
  columns: number,
  resetAfter: boolean,
  part: Part,
): { input: NdArray; recurrent: NdArray; precision: LayerPrecisions['bias'] } {
  const none = zeros(columns);
  if (!resetAfter || layer.config.use_bias === false) {
    const { array, precision } = biasOf(layer, columns, part);
    return { input: array, recurrent: none, precision };
  }
  const both = taken(layer, layer.weight('bias', [2, columns], part), 'bias_quantizer');
  const row = (index: number): NdArray => ({
    shape: [columns],
    data: both.array.data.slice(index * columns, (index + 1) * columns),
  });
  return { input: row(0), recurrent: row(1), precision: both.precision };
}

function inner(layer: LayerContext, option: string, usual: string): InnerActivation {
  const { function: wanted, precision } = activationOf(layer, layer.config[option] ?? usual);
  return { function: wanted, ...(precision ? { precision } : {}) };
}

/** What a QKeras layer rounds its state to. */
function stateOf(layer: LayerContext): LayerPrecisions['state'] {
  const value = layer.config.state_quantizer;
  if (value === undefined || value === null) return undefined;
  const quantizer = parseQuantizer(value);
  const found = quantizer ? quantizedActivation(quantizer) : 'is not supported';
  if (typeof found !== 'string' && found.function.activation === 'linear') return found.precision;
  const reason = typeof found === 'string' ? found : 'is no plain rounding';
  throw layer.refuse(`has the state_quantizer ${describe(value)}, which ${reason}`);
}

function precisionsOf(all: { readonly [Key in keyof LayerPrecisions]: LayerPrecisions[Key] }):
  LayerPrecisions | undefined {
  const fixed = Object.entries(all).filter(([, precision]) => precision);
  return fixed.length > 0 ? Object.fromEntries(fixed) : undefined;
}

const read: LayerReader = (layer): ModelLayer[] => [recurrentLayer(layer)];

export function isRecurrent(className: string): boolean {
  return Object.hasOwn(kinds, className);
}

/** The last state, of the result of a recurrent layer: its last step where it is a sequence. */
export function lastStateOf(name: string, { name: result, outputShape }: ModelLayer): ModelLayer[] {
  const [units] = outputShape.slice(-1);
  const state = (input: string): ModelLayer => ({
    ...{ kind: 'reshape', name, inputs: [input], outputShape: [units] },
  });
  if (outputShape.length === 1) return [state(result)];
  const last = `${name}_step`;
  return [
    {
      ...{ kind: 'cropping1d', name: last, inputs: [result], outputShape: [1, units] },
      cropping: [[outputShape[0] - 1, 0]],
    },
    state(last),
  ];
}

export const recurrentReaders: Readonly<Record<string, LayerReader>> = Object.fromEntries(
  Object.keys(kinds).map((className) => [className, read]),
);
