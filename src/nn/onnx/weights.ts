import { exactPrecision } from '../keras/quantizers/exact.js';
import type { LayerBase, ModelLayer, NdArray, Precision } from '../model.js';
import { broadcastIndices, gatherIndices, sizeOf, stridesOf } from '../predict/tensor.js';
import type { Operation } from './operation.js';
import type { Constant } from './values.js';

/** A layer's weights as it computes with them: `data` times `scale`. */
export interface Weights {
  /** In the shape of the constant that they come from. */
  readonly data: Float64Array;
  /** Holds each value exactly; undefined where the file fixes no type. */
  readonly precision: Precision | undefined;
  /** For each channel of the result; absent where it is 1. */
  readonly scale?: Float64Array;
}

/**
 * Weights with their type where the file has quantised them. A scale that is one power of two for all is part of the
 * type; other scales are to be multiplied behind the layer, which then computes with integers.
 * @param channels the axis of the constant that counts channels of the result
 */
export function weightsOf({ shape, data, quantized }: Constant, channels: number): Weights {
  if (!quantized) return { data, precision: undefined };
  const { codes, scale } = quantized;
  const [first] = scale.data;
  if (scale.data.every((factor) => factor === first) && first > 0 && Number.isInteger(Math.log2(first))) {
    return { data, precision: { ...codes, integer: codes.integer + Math.log2(first) } };
  }
  const isByChannel = scale.shape.every((length, axis) => length === 1 || axis === channels);
  if (!isByChannel || scale.data.some((factor) => !(Math.abs(factor) > 0))) {
    return { data, precision: exactPrecision(data) };
  }
  const indices = broadcastIndices(shape, scale.shape);
  const step = 2 ** (codes.integer - codes.width);
  // The products were rounded: the codes are the nearest.
  const own = data.map((value, at) => Math.round(value / scale.data[indices[at]] / step) * step);
  const factors = new Float64Array(shape[channels]).map((_, at) => scale.data[at % scale.data.length]);
  return { data: own, precision: codes, scale: factors };
}

/** Biases, with their type where a common scale is a power of two. */
export function biasOf(bias: Constant | undefined, length: number, operation: Operation): Weights {
  if (!bias) return { data: new Float64Array(length), precision: undefined };
  const isScalar = bias.data.length === 1;
  if (!isScalar && bias.data.length !== length) {
    throw operation.refuse(`has a bias of shape ${bias.shape.join(' x ')} for ${length} channels`);
  }
  const data = isScalar ? new Float64Array(length).fill(bias.data[0]) : bias.data;
  return { data, precision: bias.quantized ? exactPrecision(data) : undefined };
}

/** Values with their axes in another order. */
export function transposed(data: Float64Array, shape: readonly number[], axes: readonly number[]): NdArray {
  const strides = stridesOf(shape);
  const outputShape = axes.map((axis) => shape[axis]);
  const places = gatherIndices(
    outputShape,
    axes.map((axis) => strides[axis]),
    0,
  );
  return { shape: outputShape, data: Float64Array.from(places, (place) => data[place]) };
}

/** The layer, and behind it the scale of its weights: then it has no bias, which is added there. */
export function withScale(
  operation: Operation,
  { inputs, outputShape }: Pick<LayerBase, 'inputs' | 'outputShape'>,
  weights: Weights,
  bias: Weights,
  make: (common: Omit<LayerBase, 'name'>, bias: NdArray) => Parameters<Operation['add']>[0],
): string {
  const common = (precisions: Record<string, Precision | undefined>): Omit<LayerBase, 'name'> => {
    const fixed = Object.fromEntries(Object.entries(precisions).filter(([, precision]) => precision));
    return { inputs, outputShape, ...(Object.keys(fixed).length > 0 ? { precisions: fixed } : {}) };
  };
  const shape = [sizeOf(outputShape.slice(-1))];
  const biases: NdArray = { shape, data: bias.data };
  const { scale } = weights;
  if (!scale) return operation.add(make(common({ weight: weights.precision, bias: bias.precision }), biases));
  const none: NdArray = { shape, data: new Float64Array(shape[0]) };
  const main = operation.add(make(common({ weight: weights.precision }), none));
  const scaling: Omit<ModelLayer & { kind: 'batchNormalization' }, 'name'> = {
    kind: 'batchNormalization',
    inputs: [main],
    outputShape,
    ...(bias.precision ? { precisions: { bias: bias.precision } } : {}),
    scale: { shape, data: scale },
    bias: biases,
  };
  return operation.add(scaling, '_scale');
}
