import type { NdArray } from '../model.js';
import { broadcastIndices, sizeOf } from '../predict/tensor.js';
import { placesOf } from './arrange.js';
import type { Operation } from './operation.js';
import type { Constant, Held } from './values.js';

/**
 * A constant, broadcast to a tensor, as our layer has that tensor.
 * @returns one number for each place along the layer's last axis where that is enough, else one for each value;
 *   undefined where the constant would make the tensor larger
 */
export function spread(operation: Operation, value: Held, constant: Constant): Float64Array | undefined {
  const layerShape = operation.shapeOf(value);
  const channels = layerShape.at(-1)!;
  if (constant.data.length === 1) return new Float64Array(channels).fill(constant.data[0]);
  const missing = value.shape.length - constant.shape.length;
  if (missing < 0) return undefined;
  const fits = constant.shape.every(
    (length, axis) =>
      length === 1 || (axis + missing !== value.batch && length === value.shape[axis + missing]),
  );
  if (!fits) return undefined;
  const long = constant.shape.flatMap((length, axis) => (length === 1 ? [] : [axis + missing]));
  if (!value.inner && long.length === 1 && long[0] === value.order.at(-1)) return constant.data;
  const own = value.shape.filter((_, axis) => axis !== value.batch);
  const from = constant.shape.filter((_, axis) => axis + missing !== value.batch);
  const indices = broadcastIndices(own, from);
  const all = Float64Array.from(placesOf(value, layerShape), (place) => constant.data[indices[place]]);
  return all.every((number, at) => number === all[at % channels]) ? all.slice(0, channels) : all;
}

/** As `spread`, of a constant with one value for each channel. */
export function vector(operation: Operation, value: Held, constant: Constant, what: string): NdArray {
  const data = spread(operation, value, constant);
  if (data && data.length === operation.shapeOf(value).at(-1)) return { shape: [data.length], data };
  throw operation.refuse(
    `has a ${what} of shape ${constant.shape.join(' x ')} for ${value.shape.join(' x ')} values`,
  );
}

/**
 * x * scale + bias, with numbers as `spread` gives them: as part of the layer before where that is one of weights that
 * nothing else reads.
 */
export function affine(
  operation: Operation,
  value: Held,
  scale: Float64Array,
  bias: Float64Array,
  suffix = '',
): Held {
  const shape = operation.shapeOf(value);
  const isLong = scale.length !== bias.length || scale.length !== shape.at(-1);
  if (!isLong) {
    const merged = intoLayerBefore(operation, value, scale, bias);
    if (merged) return merged;
    const layer = operation.add(
      {
        ...{ kind: 'batchNormalization', inputs: [value.layer], outputShape: shape },
        ...{ scale: { shape: [scale.length], data: scale }, bias: { shape: [bias.length], data: bias } },
      },
      suffix,
    );
    return { ...value, layer, isShared: false };
  }
  // Numbers of their own for each value: as channels of a tensor with one axis.
  const size = sizeOf(shape);
  const each = (numbers: Float64Array): NdArray => ({
    shape: [size],
    data: Float64Array.from({ length: size }, (_, at) => numbers[at % numbers.length]),
  });
  const flat = { outputShape: [size] };
  const before = operation.add({ kind: 'reshape', inputs: [value.layer], ...flat }, `${suffix}_flat`);
  const main = operation.add(
    { kind: 'batchNormalization', inputs: [before], ...flat, scale: each(scale), bias: each(bias) },
    suffix,
  );
  const layer = operation.add({ kind: 'reshape', inputs: [main], outputShape: shape }, `${suffix}_axes`);
  return { ...value, layer, isShared: false };
}

function intoLayerBefore(
  { layers }: Operation,
  value: Held,
  scale: Float64Array,
  bias: Float64Array,
): Held | undefined {
  const before = layers.get(value.layer);
  if (value.isShared || before.precisions?.result || before.precisions?.bias) return undefined;
  const moved = (old: NdArray): NdArray => ({
    shape: old.shape,
    data: Float64Array.from(old.data, (number, at) => number * scale[at] + bias[at]),
  });
  switch (before.kind) {
    case 'batchNormalization': {
      if (before.bias.data.length !== bias.length) return undefined;
      const factors = Float64Array.from(before.scale.data, (number, at) => number * scale[at]);
      layers.replace({
        ...before,
        scale: { shape: before.scale.shape, data: factors },
        bias: moved(before.bias),
      });
      return value;
    }
    case 'dense':
    case 'conv1d':
    case 'conv2d':
    case 'depthwiseConv1d':
    case 'depthwiseConv2d':
      if (!scale.every((factor) => factor === 1)) return undefined;
      layers.replace({ ...before, bias: moved(before.bias) });
      return value;
    default:
      return undefined;
  }
}
