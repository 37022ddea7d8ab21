import { z } from 'zod';
import type { ModelLayer, PoolingLayer } from '../../model.js';
import { channelsLast, hasChannelsFirst } from './channels.js';
import { describe, options, perAxis, shapeOf, type LayerContext, type LayerReader } from './context.js';
import { padding, resolve } from './window.js';

type Axes = 1 | 2;

function readPooling(axes: Axes, mode: PoolingLayer['mode']): LayerReader {
  const read = (layer: LayerContext): ModelLayer[] => {
    const shape = shapeOf(layer, axes + 1);
    const twos = new Array<number>(axes).fill(2);
    const found = options(layer, {
      // Keras 1 and 2.0 called it pool_length, with stride.
      pool_size: perAxis(axes).default(twos),
      strides: perAxis(axes).nullish(),
      padding: padding.default('valid'),
    });
    const size = found.pool_size;
    const strides = found.strides ?? size;
    const dilation = size.map(() => 1);
    const lengths = shape.slice(0, -1);
    const resolved = resolve(layer, lengths, { size, strides, dilation, padding: found.padding });
    return [
      {
        kind: axes === 1 ? 'pooling1d' : 'pooling2d',
        ...{ name: layer.name, inputs: layer.inputs, outputShape: [...resolved.places, shape[axes]] },
        ...{ mode, size, strides, padding: resolved.padding },
      },
    ];
  };
  return (layer) => (hasChannelsFirst(layer) ? channelsLast(layer, read) : read(layer));
}

/** The mean or the largest of each channel; with `keepdims` the spatial axes stay, of length 1. */
function readGlobalPooling(axes: Axes, mode: PoolingLayer['mode']): LayerReader {
  return (layer) => {
    const shape = shapeOf(layer, axes + 1);
    const { keepdims } = options(layer, { keepdims: z.boolean().nullish() });
    if (hasChannelsFirst(layer)) {
      if (keepdims) throw layer.refuse('has channels first and keepdims');
      const name = `${layer.name}_channels_last`;
      const toLast = [...shape.keys()].map((axis) => (axis + 1) % shape.length);
      const outputShape = toLast.map((axis) => shape[axis]);
      return [
        { kind: 'permute', name, inputs: layer.inputs, outputShape, axes: toLast },
        pooling({ ...layer, inputs: [name] }, [shape[0]]),
      ];
    }
    const channels = shape[axes];
    return [pooling(layer, keepdims ? [...new Array<number>(axes).fill(1), channels] : [channels])];
  };

  function pooling({ name, inputs }: LayerContext, outputShape: number[]): ModelLayer {
    return { kind: axes === 1 ? 'globalPooling1d' : 'globalPooling2d', name, inputs, outputShape, mode };
  }
}

/** QKeras' mean: a sum, times the quantised reciprocal of the window's size. */
const readQuantizedPooling =
  (read: LayerReader): LayerReader =>
  (layer) => {
    for (const option of ['average_quantizer', 'activation']) {
      const value = layer.config[option];
      if (value !== null && value !== undefined) throw layer.refuse(`has the ${option} ${describe(value)}`);
    }
    return read(layer);
  };

export const poolingReaders: Readonly<Record<string, LayerReader>> = {
  MaxPooling1D: readPooling(1, 'max'),
  MaxPooling2D: readPooling(2, 'max'),
  AveragePooling1D: readPooling(1, 'average'),
  AveragePooling2D: readPooling(2, 'average'),
  QAveragePooling2D: readQuantizedPooling(readPooling(2, 'average')),
  GlobalMaxPooling1D: readGlobalPooling(1, 'max'),
  GlobalMaxPooling2D: readGlobalPooling(2, 'max'),
  GlobalAveragePooling1D: readGlobalPooling(1, 'average'),
  GlobalAveragePooling2D: readGlobalPooling(2, 'average'),
  QGlobalAveragePooling2D: readQuantizedPooling(readGlobalPooling(2, 'average')),
};
