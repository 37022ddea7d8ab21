import { gatherIndices, sizeOf, stridesOf } from '../predict/tensor.js';
import type { Operation } from './operation.js';
import { axesOf, isPlain, longAxes, sameOrder, type Held } from './values.js';

/**
 * The tensor in a layer whose axes are these of the tensor: by a permutation, or a reshape where axes of length 1 make
 * all the difference.
 * @param wanted all of its axes that are longer than 1, and others that the layer should have
 */
export function arrange(operation: Operation, value: Held, wanted: readonly number[]): Held {
  const plain = value.inner ? plainly(operation, value) : value;
  if (sameOrder(plain.order, wanted)) return plain;
  const { layers } = operation;
  const key = JSON.stringify([plain.layer, wanted]);
  const known = layers.arranged.get(key);
  if (known !== undefined) return { ...plain, layer: known, order: wanted };
  const outputShape = wanted.map((axis) => plain.shape[axis]);
  let { layer, order } = plain;
  if (!sameOrder(longAxes(plain, order), longAxes(plain, wanted))) {
    const rest = wanted.filter((axis) => !order.includes(axis));
    if (rest.length > 0 || order.includes(-1)) {
      order = [...longAxes(plain, order), ...wanted.filter((axis) => plain.shape[axis] === 1)];
      const shape = order.map((axis) => plain.shape[axis]);
      layer = operation.add({ kind: 'reshape', inputs: [layer], outputShape: shape }, '_axes');
    }
    const axes = wanted.map((axis) => order.indexOf(axis));
    layer = operation.add({ kind: 'permute', inputs: [layer], outputShape, axes }, '_order');
  } else {
    const shape = outputShape.length > 0 ? outputShape : [1];
    layer = operation.add({ kind: 'reshape', inputs: [layer], outputShape: shape }, '_axes');
  }
  layers.arranged.set(key, layer);
  return { ...plain, layer, order: wanted };
}

/** The tensor in a layer where its values lie as in the tensor itself. */
export function plainly(operation: Operation, value: Held): Held {
  if (isPlain(value)) return value;
  if (!value.inner) return arrange(operation, value, axesOf(value));
  const { layers } = operation;
  const key = JSON.stringify([value.layer]);
  const { shape, order } = value.inner;
  let layer = layers.arranged.get(key);
  if (layer === undefined) {
    const held = order.map((axis) => shape[axis]);
    layer = operation.add({ kind: 'reshape', inputs: [value.layer], outputShape: held }, '_axes');
    const axes = shape.map((_, axis) => order.indexOf(axis));
    layer = operation.add({ kind: 'permute', inputs: [layer], outputShape: shape, axes }, '_order');
    layer = operation.add({ kind: 'reshape', inputs: [layer], outputShape: [sizeOf(shape)] }, '_flat');
    layers.arranged.set(key, layer);
  }
  return { ...value, layer, inner: undefined };
}

/**
 * Channels last: the spatial axes, then that of channels.
 * @param channels counted as the tensor's axes are
 */
export function channelsLast(operation: Operation, value: Held, channels = 1): Held {
  return arrange(operation, value, [...axesOf(value).filter((axis) => axis !== channels), channels]);
}

/** For each value as our layer has it, its place in the tensor, in row-major order without the axis of samples. */
export function placesOf(value: Held, layerShape: readonly number[]): Int32Array {
  if (value.inner) {
    const { shape, order } = value.inner;
    const strides = stridesOf(shape);
    return gatherIndices(
      order.map((axis) => shape[axis]),
      order.map((axis) => strides[axis]),
      0,
    );
  }
  const own = axesOf(value);
  const strides = stridesOf(own.map((axis) => value.shape[axis]));
  return gatherIndices(
    layerShape,
    value.order.map((axis) => (axis < 0 ? 0 : strides[own.indexOf(axis)])),
    0,
  );
}
