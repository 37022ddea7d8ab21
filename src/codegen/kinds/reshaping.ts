import type {
  CroppingLayer,
  PermuteLayer,
  RepeatVectorLayer,
  UpSamplingLayer,
  ZeroPaddingLayer,
} from '../../nn/index.js';
import { hull } from '../interval.js';
import type { LayerEmitter } from './kind.js';
import { badLayer, checkRank, checkShapes, sizeOf } from './shapes.js';

export const zeroPadding: LayerEmitter<ZeroPaddingLayer> = {
  name: 'zero padding',

  emits: (layer): layer is ZeroPaddingLayer =>
    layer.kind === 'zeroPadding1d' || layer.kind === 'zeroPadding2d',

  describe(layer, { index, inputs, isStream }) {
    const dimensions = layer.kind === 'zeroPadding1d' ? 1 : 2;
    const shape = inputs[0]?.shape ?? [];
    checkRank(layer, shape, dimensions + 1);
    const grown = layer.padding.map(([before, after], axis) => shape[axis] + before + after);
    checkShapes(layer, inputs, [...grown, shape[dimensions]]);
    return {
      function: `zeropad${dimensions}d_cl`,
      template: `zeropad${dimensions}d-config`,
      config: `config${index}`,
      headers: [`nnet_padding${isStream ? '_stream' : ''}.h`],
      types: {},
      constants: [],
      parameters: {
        ...extents(shape, layer.outputShape, dimensions),
        ...sides('pad', layer.padding),
      },
      result: 'input',
      hasStrategy: false,
    };
  },

  range: (_, [input]) => ({
    result: input.map((interval) => hull([interval, { low: 0, high: 0 }])),
    accumulated: null,
  }),
};

export const cropping: LayerEmitter<CroppingLayer> = {
  name: 'cropping',

  emits: (layer): layer is CroppingLayer => layer.kind === 'cropping1d' || layer.kind === 'cropping2d',

  describe(layer, { index, inputs, isStream }) {
    const dimensions = layer.kind === 'cropping1d' ? 1 : 2;
    const shape = inputs[0]?.shape ?? [];
    checkRank(layer, shape, dimensions + 1);
    const left = layer.cropping.map(([before, after], axis) => shape[axis] - before - after);
    checkShapes(layer, inputs, [...left, shape[dimensions]]);
    return {
      function: `cropping${dimensions}d_cl`,
      template: `cropping${dimensions}d-config`,
      config: `config${index}`,
      headers: [`nnet_cropping${isStream ? '_stream' : ''}.h`],
      types: {},
      constants: [],
      parameters: {
        ...extents(shape, layer.outputShape, dimensions),
        ...sides('crop', layer.cropping),
      },
      result: 'input',
      hasStrategy: false,
    };
  },

  range: (_, [input]) => ({ result: [hull(input)], accumulated: null }),
};

/** Nearest neighbours: a larger image, or a vector repeated along an axis of its own. */
export const upSampling: LayerEmitter<UpSamplingLayer | RepeatVectorLayer> = {
  name: 'up-sampling',

  emits: (layer): layer is UpSamplingLayer | RepeatVectorLayer =>
    layer.kind === 'upSampling1d' || layer.kind === 'upSampling2d' || layer.kind === 'repeatVector',

  describe(layer, { index, inputs, isStream }) {
    const read = inputs[0]?.shape ?? [];
    checkRank(layer, read, layer.kind === 'repeatVector' ? 1 : layer.kind === 'upSampling1d' ? 2 : 3);
    // Of a vector, one place; of a sequence, one line.
    const [height, width, n_chan] = [...new Array<number>(3 - read.length).fill(1), ...read];
    const [rows, columns] =
      layer.kind === 'repeatVector'
        ? [1, layer.count]
        : [...new Array<number>(2 - layer.factors.length).fill(1), ...layer.factors];
    if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0))
      throw badLayer(layer, `it repeats ${rows} by ${columns} times`);
    const image = [height * rows, width * columns, n_chan];
    checkShapes(layer, inputs, image.slice(-layer.outputShape.length));
    return {
      function: 'resize_nearest',
      template: 'resize-config',
      config: `config${index}`,
      headers: [`nnet_image${isStream ? '_stream' : ''}.h`],
      types: {},
      constants: [],
      parameters: { height, width, n_chan, new_height: image[0], new_width: image[1] },
      result: 'inputTypedef',
      hasStrategy: false,
      call: ({ inputs: [input], outputs: [output], config }) => ({
        types: [input.type, config],
        arguments: [input.variable, output.variable],
      }),
    };
  },

  range: (_, [input]) => ({ result: input, accumulated: null }),
};

export const permute: LayerEmitter<PermuteLayer> = {
  name: 'permute',

  emits: (layer): layer is PermuteLayer => layer.kind === 'permute',

  describe(layer, { index, inputs, isStream }) {
    const shape = inputs[0]?.shape ?? [];
    const { axes } = layer;
    const isPermutation = [...axes].sort((a, b) => a - b).join() === [...shape.keys()].join();
    if (!isPermutation) throw badLayer(layer, `its axes are ${axes.join(', ')} of ${shape.length}`);
    checkShapes(
      layer,
      inputs,
      axes.map((axis) => shape[axis]),
    );
    const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    const config = `config${index}`;
    const lists = ['from_shape', 'to_shape', 'perm', 'perm_strides'];
    return {
      function: 'transpose',
      template: 'transpose-config',
      config,
      parts: Object.fromEntries(lists.map((list) => [list, `${config}_${list}`])),
      headers: [`nnet_transpose${isStream ? '_stream' : ''}.h`],
      types: {},
      constants: [],
      parameters: {
        dims: shape.length,
        N: sizeOf(shape),
        from_shape: shape.join(', '),
        to_shape: layer.outputShape.join(', '),
        perm: axes.join(', '),
        perm_strides: axes.map((axis) => strides[axis]).join(', '),
      },
      result: 'input',
      hasStrategy: false,
    };
  },

  range: (_, [input]) => ({ result: [hull(input)], accumulated: null }),
};

function extents(
  shape: readonly number[],
  result: readonly number[],
  dimensions: number,
): Record<string, number> {
  const [n_chan] = shape.slice(-1);
  const widths = { in_width: shape[dimensions - 1], out_width: result[dimensions - 1], n_chan };
  return dimensions === 1 ? widths : { ...widths, in_height: shape[0], out_height: result[0] };
}

function sides(word: string, list: readonly (readonly [number, number])[]): Record<string, number> {
  const [left, right] = list[list.length - 1];
  const [top, bottom] = list.length === 2 ? list[0] : [0, 0];
  return {
    [`${word}_top`]: top,
    [`${word}_bottom`]: bottom,
    [`${word}_left`]: left,
    [`${word}_right`]: right,
  };
}
