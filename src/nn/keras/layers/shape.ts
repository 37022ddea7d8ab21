import { z } from 'zod';
import { sizeOf } from '../../predict/tensor.js';
import { channelsLast, hasChannelsFirst } from './channels.js';
import {
  count,
  countOrZero,
  describe,
  options,
  perAxis,
  shapeOf,
  type LayerContext,
  type LayerReader,
} from './context.js';

type Axes = 1 | 2;

const readFlatten: LayerReader = (layer) => {
  const shape = shapeOf(layer);
  const { name, inputs } = layer;
  if (shape.length === 1) return [];
  const flat = { kind: 'reshape', outputShape: [sizeOf(shape)] } as const;
  if (!hasChannelsFirst(layer)) return [{ ...flat, name, inputs }];
  // Keras moves the channels to the end before it flattens.
  const axes = [...shape.keys()].map((axis) => (axis + 1) % shape.length);
  const before = `${name}_channels_last`;
  return [
    { kind: 'permute', name: before, inputs, outputShape: axes.map((axis) => shape[axis]), axes },
    { ...flat, name, inputs: [before] },
  ];
};

const readReshape: LayerReader = (layer) => {
  const size = sizeOf(shapeOf(layer));
  const { target_shape } = options(layer, {
    target_shape: z.union([count.transform((value) => [value]), z.array(count.or(z.literal(-1))).min(1)]),
  });
  const known = target_shape.filter((length) => length !== -1);
  const rest = size / sizeOf(known);
  const isOpen = known.length === target_shape.length - 1;
  if (isOpen ? !Number.isInteger(rest) : known.length < target_shape.length || rest !== 1) {
    throw layer.refuse(`makes ${describe(target_shape)} of ${size} values`);
  }
  const outputShape = target_shape.map((length) => (length === -1 ? rest : length));
  const { name, inputs } = layer;
  return [{ kind: 'reshape', name, inputs, outputShape }];
};

const readPermute: LayerReader = (layer) => {
  const shape = shapeOf(layer);
  const { dims } = options(layer, { dims: z.array(count) });
  const axes = dims.map((axis) => axis - 1);
  if (axes.toSorted((a, b) => a - b).some((axis, at) => axis !== at) || axes.length !== shape.length) {
    throw layer.refuse(`has the order ${describe(dims)} for ${shape.length} axes`);
  }
  const { name, inputs } = layer;
  return [{ kind: 'permute', name, inputs, outputShape: axes.map((axis) => shape[axis]), axes }];
};

/** One number for all ends, one for each axis, or two for each axis. */
function ends(axes: Axes) {
  const pair = z.tuple([countOrZero, countOrZero]);
  const each = z.union([countOrZero.transform((value): [number, number] => [value, value]), pair]);
  return axes === 1
    ? each.transform((value) => [value])
    : z.union([
        countOrZero.transform((value): [number, number][] => [
          [value, value],
          [value, value],
        ]),
        z.array(each).length(2),
      ]);
}

function readZeroPadding(axes: Axes): LayerReader {
  const read: LayerReader = (layer) => {
    const shape = shapeOf(layer, axes + 1);
    const { padding } = options(layer, { padding: ends(axes) });
    const outputShape = shape.map(
      (length, axis) => length + (padding[axis] ?? []).reduce((a, b) => a + b, 0),
    );
    const { name, inputs } = layer;
    return [{ kind: axes === 1 ? 'zeroPadding1d' : 'zeroPadding2d', name, inputs, outputShape, padding }];
  };
  return eitherOrder(read);
}

function readCropping(axes: Axes): LayerReader {
  const read: LayerReader = (layer) => {
    const shape = shapeOf(layer, axes + 1);
    const { cropping } = options(layer, { cropping: ends(axes) });
    const outputShape = shape.map(
      (length, axis) => length - (cropping[axis] ?? []).reduce((a, b) => a + b, 0),
    );
    if (outputShape.some((length) => length < 1)) throw layer.refuse('crops all of its input');
    const { name, inputs } = layer;
    return [{ kind: axes === 1 ? 'cropping1d' : 'cropping2d', name, inputs, outputShape, cropping }];
  };
  return eitherOrder(read);
}

function readUpSampling(axes: Axes): LayerReader {
  const read: LayerReader = (layer) => {
    const shape = shapeOf(layer, axes + 1);
    const { size, interpolation } = options(layer, {
      size: perAxis(axes).default(new Array<number>(axes).fill(2)),
      interpolation: z.string().default('nearest'),
    });
    if (interpolation !== 'nearest') {
      throw layer.refuse(`interpolates ${describe(interpolation)}; only nearest is supported`);
    }
    const outputShape = shape.map((length, axis) => length * (size[axis] ?? 1));
    const { name, inputs } = layer;
    return [{ kind: axes === 1 ? 'upSampling1d' : 'upSampling2d', name, inputs, outputShape, factors: size }];
  };
  return eitherOrder(read);
}

const readRepeatVector: LayerReader = (layer) => {
  const shape = shapeOf(layer, 1);
  const { n } = options(layer, { n: count });
  const { name, inputs } = layer;
  return [{ kind: 'repeatVector', name, inputs, outputShape: [n, ...shape], count: n }];
};

function eitherOrder(read: LayerReader): LayerReader {
  return (layer: LayerContext) => (hasChannelsFirst(layer) ? channelsLast(layer, read) : read(layer));
}

export const shapeReaders: Readonly<Record<string, LayerReader>> = {
  Flatten: readFlatten,
  Reshape: readReshape,
  Permute: readPermute,
  ZeroPadding1D: readZeroPadding(1),
  ZeroPadding2D: readZeroPadding(2),
  Cropping1D: readCropping(1),
  Cropping2D: readCropping(2),
  UpSampling1D: readUpSampling(1),
  UpSampling2D: readUpSampling(2),
  RepeatVector: readRepeatVector,
};
