import { z } from 'zod';
import type { ActivationFunction, InnerActivation, ModelLayer } from '../../model.js';
import { quantizedActivation } from '../quantizers/activations.js';
import { parseQuantizer } from '../quantizers/parse.js';
import { axisOf, describe, options, shapeOf, type LayerContext, type LayerReader } from './context.js';

/** Keras' names of functions without parameters, and those of the first binary and ternary networks. */
function named(name: string, version: number): ActivationFunction | undefined {
  switch (name) {
    case 'linear':
    case 'relu':
    case 'softmax':
    case 'selu':
    case 'sigmoid':
    case 'tanh':
    case 'softplus':
    case 'softsign':
      return { activation: name };
    case 'hard_sigmoid':
      return { activation: 'hardSigmoid', slope: version >= 3 ? 1 / 6 : 0.2, shift: 0.5 };
    case 'hard_tanh':
      return { activation: 'hardTanh' };
    case 'elu':
      return { activation: 'elu', alpha: 1 };
    case 'leaky_relu':
      return { activation: 'leakyRelu', negativeSlope: 0.2 };
    case 'relu6':
      return { activation: 'relu', maxValue: 6 };
    case 'relu1':
      return { activation: 'relu', maxValue: 1 };
    case 'binary_tanh':
      return { activation: 'binaryTanh' };
    case 'ternary_tanh':
      return { activation: 'ternaryTanh', threshold: 0.5 };
    default:
      return undefined;
  }
}

const known =
  'linear, relu, relu6, leaky_relu, elu, selu, sigmoid, hard_sigmoid, tanh, hard_tanh, softplus, softsign, softmax';

const builtin = z.object({ class_name: z.string(), config: z.string() });

/** The activation that an option of a layer names; with the name, for a layer of its own. */
export function activationOf(
  layer: LayerContext,
  value: unknown,
): InnerActivation & { readonly name: string } {
  const serialized = typeof value === 'string' ? undefined : builtin.safeParse(value).data;
  const plain = serialized?.config ?? value ?? 'linear';
  if (typeof plain === 'string') {
    const found = named(plain, layer.version);
    if (found) return { name: plain, function: found };
  }
  const quantizer = parseQuantizer(plain);
  if (!quantizer) throw layer.refuse(`has activation ${describe(value)}; known are ${known}`);
  const found = quantizedActivation(quantizer);
  if (typeof found === 'string') throw layer.refuse(`has activation ${describe(value)}, which ${found}`);
  return { name: quantizer.name, ...found };
}

/** The activation inside another layer as a layer of its own, `NAME_relu`; none where it is linear. */
export function fused(layer: LayerContext, value: unknown, { name, outputShape }: ModelLayer): ModelLayer[] {
  const found = activationOf(layer, value);
  return make(layer, found, `${layer.name}_${found.name}`, name, outputShape);
}

function make(
  layer: LayerContext,
  { function: wanted, precision }: InnerActivation,
  name: string,
  input: string,
  outputShape: readonly number[],
): ModelLayer[] {
  if (wanted.activation === 'linear' && !precision) return [];
  if (outputShape.length === 0) throw layer.refuse('works on single numbers');
  const precisions = precision && { result: precision };
  return [
    {
      kind: 'activation',
      name,
      inputs: [input],
      outputShape,
      ...(precisions ? { precisions } : {}),
      ...wanted,
    },
  ];
}

/** A layer that is an activation itself. */
function own(layer: LayerContext, wanted: ActivationFunction): ModelLayer[] {
  return make(layer, { function: wanted }, layer.name, layer.inputs[0], shapeOf(layer));
}

const readActivation: LayerReader = (layer) =>
  make(layer, activationOf(layer, layer.config.activation), layer.name, layer.inputs[0], shapeOf(layer));

/** A number, also as the array of one that Keras wrote for a while. */
const number = z.union([
  z.number(),
  z
    .array(z.number())
    .length(1)
    .transform(([value]) => value),
]);
const scalar = z.union([number, z.object({ value: number }).transform(({ value }) => value)]);

const readRelu: LayerReader = (layer) => {
  const found = options(layer, {
    max_value: scalar.nullish(),
    negative_slope: scalar.nullish(),
    threshold: scalar.nullish(),
  });
  const maxValue = found.max_value ?? Infinity;
  const negativeSlope = found.negative_slope ?? 0;
  const threshold = found.threshold ?? 0;
  if (maxValue === Infinity && threshold !== 0 && negativeSlope === 0) {
    return own(layer, { activation: 'thresholdedRelu', threshold });
  }
  if (maxValue === Infinity && threshold === 0 && negativeSlope !== 0) {
    return own(layer, { activation: 'leakyRelu', negativeSlope });
  }
  return own(layer, {
    activation: 'relu',
    ...(maxValue === Infinity ? {} : { maxValue }),
    ...(threshold === 0 ? {} : { threshold }),
    ...(negativeSlope === 0 ? {} : { negativeSlope }),
  });
};

const readLeakyRelu: LayerReader = (layer) => {
  const found = options(layer, { alpha: scalar.nullish(), negative_slope: scalar.nullish() });
  return own(layer, { activation: 'leakyRelu', negativeSlope: found.negative_slope ?? found.alpha ?? 0.3 });
};

const readElu: LayerReader = (layer) => {
  const { alpha } = options(layer, { alpha: scalar.default(1) });
  return own(layer, { activation: 'elu', alpha });
};

const readThresholdedRelu: LayerReader = (layer) => {
  const { theta } = options(layer, { theta: scalar.default(1) });
  return own(layer, { activation: 'thresholdedRelu', threshold: theta });
};

const readPrelu: LayerReader = (layer) => {
  const shape = shapeOf(layer);
  const { shared_axes } = options(layer, { shared_axes: z.array(z.number()).nullish() });
  const shared = (shared_axes ?? []).map((axis) => axisOf(layer, axis, shape));
  const alpha = layer.weight(
    'alpha',
    shape.map((length, axis) => (shared.includes(axis) ? 1 : length)),
  );
  return own(layer, { activation: 'prelu', alpha });
};

const readSoftmax: LayerReader = (layer) => {
  const { axis } = options(layer, { axis: z.union([z.number(), z.array(z.number()).length(1)]).default(-1) });
  const shape = shapeOf(layer);
  const counted = axisOf(layer, [axis].flat()[0], shape);
  return own(layer, { activation: 'softmax', ...(counted === shape.length - 1 ? {} : { axis: counted }) });
};

export const activationReaders: Readonly<Record<string, LayerReader>> = {
  Activation: readActivation,
  QActivation: readActivation,
  ReLU: readRelu,
  LeakyReLU: readLeakyRelu,
  ELU: readElu,
  ThresholdedReLU: readThresholdedRelu,
  PReLU: readPrelu,
  Softmax: readSoftmax,
};
