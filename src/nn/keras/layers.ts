import { z } from 'zod';
import type { ModelLayer, NdArray } from '../model.js';

/** What a reader of one Keras layer class is given. */
export interface LayerContext {
  /** As the file spells it. */
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The layers that it reads, after dropped ones were skipped. */
  readonly inputs: readonly string[];
  /** The shapes of their results, without the batch axis. */
  readonly inputShapes: readonly (readonly number[])[];
  /** A weight that must have this shape. */
  weight(name: string, shape: readonly number[]): NdArray;
  /** The error for an option that is not supported; the caller throws it. */
  refuse(reason: string): Error;
}

/** Turns a Keras layer into layers of ours; none when inference passes its input on unchanged. */
export type LayerReader = (layer: LayerContext) => ModelLayer[];

const activations = ['linear', 'relu', 'softmax'] as const;

/** The Keras classes that can be read. To support one more, add its reader here. */
export const layerReaders: ReadonlyMap<string, LayerReader> = new Map([
  ['InputLayer', readInput],
  ['Dense', readDense],
  ['BatchNormalization', readBatchNormalization],
  ['Activation', readActivation],
  ['ReLU', readRelu],
  ['Softmax', readSoftmax],
  ['Flatten', readFlatten],
  ...['ActivityRegularization', 'AlphaDropout', 'Dropout', 'GaussianDropout', 'GaussianNoise'].map(
    (name): [string, LayerReader] => [name, passOn],
  ),
]);

function readInput(layer: LayerContext): ModelLayer[] {
  const shape = options(layer, { batch_input_shape: axes, batch_shape: axes });
  const [, ...axis] = shape.batch_input_shape ?? shape.batch_shape ?? [];
  if (axis.length === 0) throw layer.refuse('does not say the shape of its input');
  if (!axis.every((size) => size !== null)) throw layer.refuse('leaves a dimension of its input open');
  return [{ kind: 'input', name: layer.name, inputs: [], outputShape: axis }];
}

const axes = z
  .array(
    z
      .number()
      .int()
      .positive()
      .max(2 ** 24)
      .nullable(),
  )
  .nullish();

function readDense(layer: LayerContext): ModelLayer[] {
  const { units, activation, use_bias, ...rest } = options(layer, {
    units: z
      .number()
      .int()
      .positive()
      .max(2 ** 24),
    activation: z.unknown().optional(),
    use_bias: z.boolean().default(true),
    quantization_config: z.unknown().optional(),
    lora_rank: z.unknown().optional(),
  });
  const [input] = layer.inputShapes;
  if (input.length !== 1)
    throw layer.refuse(`reads a tensor of ${input.length} axes; only vectors are supported`);
  for (const [name, value] of Object.entries(rest)) {
    if (value !== null && value !== undefined) throw layer.refuse(`uses ${name}`);
  }
  const kernel = layer.weight('kernel', [input[0], units]);
  const bias = use_bias ? layer.weight('bias', [units]) : { shape: [units], data: new Float32Array(units) };
  const { name, inputs } = layer;
  return [
    { kind: 'dense', name, inputs, outputShape: [units], kernel, bias },
    ...activate(layer, activation, `${name}_`, name, [units]),
  ];
}

/** Folds the four weights into one factor and one summand for each channel. */
function readBatchNormalization(layer: LayerContext): ModelLayer[] {
  const [shape] = layer.inputShapes;
  const { axis, epsilon, scale, center } = options(layer, {
    axis: z.union([z.number(), z.array(z.number()).length(1)]).default(-1),
    epsilon: z.number().nonnegative().default(1e-3),
    scale: z.boolean().default(true),
    center: z.boolean().default(true),
  });
  const [number] = [axis].flat();
  if (number !== -1 && number !== shape.length) throw layer.refuse(`works on axis ${number}, not the last`);
  const channels = [shape[shape.length - 1]];
  const ones = new Float32Array(channels[0]).fill(1);
  // In the order in which Keras makes them.
  const gamma = scale ? layer.weight('gamma', channels).data : ones;
  const beta = center ? layer.weight('beta', channels).data : new Float32Array(channels[0]);
  const mean = layer.weight('moving_mean', channels).data;
  const variance = layer.weight('moving_variance', channels).data;
  if (variance.some((value) => value + epsilon <= 0))
    throw layer.refuse('has a variance that is not positive');
  const factor = Float64Array.from(gamma, (value, index) => value / Math.sqrt(variance[index] + epsilon));
  const summand = factor.map((value, index) => beta[index] - mean[index] * value);
  const { name, inputs } = layer;
  return [
    {
      ...{ kind: 'batchNormalization', name, inputs, outputShape: shape },
      scale: { shape: channels, data: factor },
      bias: { shape: channels, data: summand },
    },
  ];
}

function readActivation(layer: LayerContext): ModelLayer[] {
  return activate(layer, layer.config.activation, '', layer.inputs[0], layer.inputShapes[0]);
}

/** The activation as a layer of its own; a `prefix` means that it is named after the layer that it was part of. */
function activate(
  layer: LayerContext,
  value: unknown,
  prefix: string,
  input: string,
  outputShape: readonly number[],
): ModelLayer[] {
  const activation = activations.find((known) => known === (value ?? 'linear'));
  if (!activation) {
    const known = activations.join(', ');
    throw layer.refuse(`has activation ${describe(value)}; known are ${known}`);
  }
  if (activation === 'linear') return [];
  const name = prefix ? `${prefix}${activation}` : layer.name;
  return [{ kind: 'activation', name, inputs: [input], outputShape, activation }];
}

function readRelu(layer: LayerContext): ModelLayer[] {
  const zero = z.union([z.number(), z.array(z.number())]).nullish();
  const { max_value, ...slopes } = options(layer, {
    max_value: z.number().nullish(),
    negative_slope: zero,
    threshold: zero,
  });
  if (max_value !== null && max_value !== undefined) throw layer.refuse('has a max_value');
  for (const [name, value] of Object.entries(slopes)) {
    if ([value ?? 0].flat().some((number) => number !== 0)) throw layer.refuse(`has a ${name}`);
  }
  return activate(layer, 'relu', '', layer.inputs[0], layer.inputShapes[0]);
}

function readSoftmax(layer: LayerContext): ModelLayer[] {
  const [shape] = layer.inputShapes;
  const axis = layer.config.axis ?? -1;
  if (axis !== -1 && axis !== shape.length)
    throw layer.refuse(`works on axis ${describe(axis)}, not the last`);
  return activate(layer, 'softmax', '', layer.inputs[0], shape);
}

function readFlatten(layer: LayerContext): ModelLayer[] {
  const [shape] = layer.inputShapes;
  if (shape.length === 1) return [];
  throw layer.refuse(`flattens ${shape.length} axes; only vectors are supported`);
}

function passOn(): ModelLayer[] {
  return [];
}

function options<S extends z.ZodRawShape>(layer: LayerContext, shape: S): z.infer<z.ZodObject<S>> {
  const result = z.object(shape).safeParse(layer.config);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw layer.refuse(`has a wrong ${issue.path.join('.')} (${issue.message})`);
}

/** Keras writes a custom activation as an object with its class. */
function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'class_name' in value) return String(value.class_name);
  return JSON.stringify(value);
}
