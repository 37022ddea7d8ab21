import { fixedType, fractionBits, type FixedType } from '../../hls/index.js';
import type { GlobalPoolingLayer, PoolingLayer } from '../../nn/index.js';
import { hull, type Interval } from '../interval.js';
import type { InputTensor, LayerContext, LayerEmitter } from './kind.js';
import { checkRank, checkShapes, sizeOf } from './shapes.js';

const operations = { max: 'Max', average: 'Average' } as const;

/** The largest or the mean value of each window; what lies beyond the edge counts for neither. */
export const pooling: LayerEmitter<PoolingLayer> = {
  name: 'pooling',

  emits: (layer): layer is PoolingLayer => layer.kind === 'pooling1d' || layer.kind === 'pooling2d',

  describe(layer, context) {
    const { index, inputs, isStream } = context;
    const dimensions = layer.kind === 'pooling1d' ? 1 : 2;
    const shape = inputs[0]?.shape ?? [];
    checkRank(layer, shape, dimensions + 1);
    const { size, strides, padding, mode } = layer;
    const places = size.map((length, axis) => {
      const [before, after] = padding[axis];
      return Math.floor((shape[axis] + before + after - length) / strides[axis]) + 1;
    });
    const channels = shape[dimensions];
    checkShapes(layer, inputs, [...places, channels]);
    const [pool_height, pool_width] = dimensions === 1 ? [1, size[0]] : size;
    const [stride_height, stride_width] = dimensions === 1 ? [1, strides[0]] : strides;
    const [rows, columns] = dimensions === 1 ? [[0, 0], padding[0]] : padding;
    const lengths: Record<string, number> =
      dimensions === 1
        ? { n_in: shape[0], n_out: places[0] }
        : { in_height: shape[0], in_width: shape[1], out_height: places[0], out_width: places[1] };
    return {
      function: `pooling${dimensions}d_cl`,
      template: `pooling${dimensions}d-config`,
      config: `config${index}`,
      headers: [`nnet_pooling${isStream ? '_stream' : ''}.h`],
      types: { accum: accumulator(context, inputs[0], mode, sizeOf(size)) },
      constants: [],
      parameters: {
        ...lengths,
        n_filt: channels,
        ...{ pool_height, pool_width, stride_height, stride_width },
        ...{ pad_top: rows[0], pad_bottom: rows[1], pad_left: columns[0], pad_right: columns[1] },
        pool_op: operations[mode],
      },
      result: 'input',
      hasStrategy: false,
    };
  },

  range: ({ mode, size }, [input]) => pooled(input, mode, sizeOf(size)),
};

export const globalPooling: LayerEmitter<GlobalPoolingLayer> = {
  name: 'global pooling',

  emits: (layer): layer is GlobalPoolingLayer =>
    layer.kind === 'globalPooling1d' || layer.kind === 'globalPooling2d',

  describe(layer, context) {
    const { index, inputs, isStream } = context;
    const dimensions = layer.kind === 'globalPooling1d' ? 1 : 2;
    const shape = inputs[0]?.shape ?? [];
    checkRank(layer, shape, dimensions + 1);
    const channels = shape[dimensions];
    const keeps = layer.outputShape.length > 1;
    checkShapes(layer, inputs, keeps ? [...shape.slice(0, -1).map(() => 1), channels] : [channels]);
    const places = sizeOf(shape.slice(0, -1));
    return {
      function: `global_pooling${dimensions}d_cl`,
      template: `global-pooling${dimensions}d-config`,
      config: `config${index}`,
      headers: [`nnet_pooling${isStream ? '_stream' : ''}.h`],
      types: { accum: accumulator(context, inputs[0], layer.mode, places) },
      constants: [],
      parameters: {
        ...(dimensions === 1 ? { n_in: shape[0] } : { in_height: shape[0], in_width: shape[1] }),
        n_filt: channels,
        pool_op: operations[layer.mode],
      },
      result: 'input',
      hasStrategy: false,
    };
  },

  range: ({ mode }, [input]) => pooled(input, mode, 2),
};

/** Of a sum of `count` values, with as many bits below their last for the quotient. */
function accumulator(
  context: LayerContext,
  { type }: InputTensor,
  mode: 'max' | 'average',
  count: number,
): FixedType {
  const growth = mode === 'max' ? 0 : Math.ceil(Math.log2(count));
  const integer = type.integer + growth;
  const width = integer + fractionBits(type) + growth;
  return context.type('accum', mode === 'max' ? type : fixedType(type.signed, width, integer));
}

function pooled(input: readonly Interval[], mode: 'max' | 'average', count: number) {
  const range = [hull(input)];
  // The accumulator's type follows from the number of values.
  return { result: mode === 'max' || count === 1 ? input.map(() => range[0]) : range, accumulated: null };
}
