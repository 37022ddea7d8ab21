import type { ConvolutionLayer, DepthwiseConvolutionLayer } from '../../nn/index.js';
import { hull, type Interval } from '../interval.js';
import type { LoweredLayer } from '../lower/layers.js';
import type { LayerContext, LayerDescription, LayerEmitter, TensorRange } from './kind.js';
import {
  byChannel,
  exactFraction,
  matrixProduct,
  productOfTypes,
  rangeOfSums,
  type MatrixProduct,
} from './products.js';
import { badLayer, checkConstants, checkRank, checkShapes, countNonzeros, sizeOf } from './shapes.js';

type WindowLayer = ConvolutionLayer | DepthwiseConvolutionLayer;

/** Where a window of sums starts and what a configuration names along each axis. */
const words = [
  { size: 'in_height', filter: 'filt_height', stride: 'stride_height', out: 'out_height' },
  { size: 'in_width', filter: 'filt_width', stride: 'stride_width', out: 'out_width' },
] as const;
const edges = [
  ['pad_top', 'pad_bottom'],
  ['pad_left', 'pad_right'],
] as const;

/** Cross-correlation, channels last; a window of one place is the library's pointwise convolution. */
export const convolution: LayerEmitter<ConvolutionLayer> = {
  name: 'convolution',
  hasMatrix: true,

  emits: (layer): layer is ConvolutionLayer => layer.kind === 'conv1d' || layer.kind === 'conv2d',

  describe(layer, context) {
    const window = windowOf(layer, context);
    const { kernel } = layer;
    const [channels, filters] = kernel.shape.slice(-2);
    if (channels !== window.channels)
      throw badLayer(layer, `its kernel takes ${channels} channels, and ${window.channels} arrive`);
    const taps = sizeOf(kernel.shape.slice(0, -1));
    const product = matrixProduct(kernel, taps, filters, context);
    const isPointwise = sizeOf(kernel.shape.slice(0, -2)) === 1;
    const name = `conv_${window.dimensions}d_cl`;
    return {
      ...described(layer, context, window, taps, filters, product),
      matrix: kernel,
      function: isPointwise ? `pointwise_${name}` : name,
      headers: [`nnet_conv${window.dimensions}d${context.isStream ? '_stream' : ''}.h`, ...product.headers],
      constants: [
        { prefix: 'w', typeKey: 'weight', array: product.stored },
        { prefix: 'b', typeKey: 'bias', array: layer.bias },
      ],
    };
  },

  range(layer, [input], { weight, bias }) {
    const filters = layer.bias.data.length;
    const channels = withPadding(layer, byChannel(input, layer.kernel.shape.at(-2) ?? 1));
    const sums = rangeOfSums(layer.kernel, layer.bias, filters, channels, { weight, bias });
    return { result: sums, accumulated: sums };
  },
};

/** Each channel by itself. The library shares no multipliers here, whatever the strategy. */
export const depthwiseConvolution: LayerEmitter<DepthwiseConvolutionLayer> = {
  name: 'depthwise convolution',

  emits: (layer): layer is DepthwiseConvolutionLayer =>
    layer.kind === 'depthwiseConv1d' || layer.kind === 'depthwiseConv2d',

  describe(layer, context) {
    const window = windowOf(layer, context);
    const { kernel, bias } = layer;
    const [channels, multiplier] = kernel.shape.slice(-2);
    if (multiplier !== 1) throw badLayer(layer, `it has ${multiplier} filters for each channel`);
    if (channels !== window.channels)
      throw badLayer(layer, `its kernel takes ${channels} channels, and ${window.channels} arrive`);
    const product = {
      ...{ kernel: 'DepthwiseDenseLatency', strategy: 'latency', reuseFactor: context.reuseFactor },
      ...{ hasAdders: false, parts: {} },
    };
    return {
      ...described(layer, context, window, sizeOf(kernel.shape), channels, product),
      function: `depthwise_conv_${window.dimensions}d_cl`,
      headers: [`nnet_sepconv${window.dimensions}d${context.isStream ? '_stream' : ''}.h`],
      constants: [
        { prefix: 'w', typeKey: 'weight', array: kernel },
        { prefix: 'b', typeKey: 'bias', array: bias },
      ],
      hasStrategy: false,
    };
  },

  range(layer, [input], { weight, bias }) {
    const channels = layer.bias.data.length;
    const read = withPadding(layer, byChannel(input, channels));
    const sums = Array.from({ length: channels }, (_, c): Interval => {
      const taps = layer.kernel.data.filter((_, at) => at % channels === c);
      const matrix = { shape: [taps.length, 1], data: Float64Array.from(taps) };
      const one = { shape: [1], data: Float64Array.of(layer.bias.data[c]) };
      return rangeOfSums(matrix, one, 1, [read[c % read.length]], { weight, bias })[0];
    });
    return { result: sums, accumulated: sums };
  },
};

interface WindowFacts {
  readonly dimensions: number;
  readonly channels: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** Checks the sizes of a window's axes against each other, and names them. */
function windowOf(layer: WindowLayer, { inputs }: LayerContext): WindowFacts {
  const dimensions = layer.kind.endsWith('1d') ? 1 : 2;
  const { kernel, strides, padding, outputShape } = layer;
  if (kernel.shape.length !== dimensions + 2)
    throw badLayer(layer, `its kernel has shape ${kernel.shape.join('x')}`);
  const shape = inputs[0]?.shape ?? [];
  checkRank(layer, shape, dimensions + 1);
  const names = words.slice(-dimensions);
  const places = names.map((_, axis) => {
    const [before, after] = padding[axis];
    return Math.floor((shape[axis] + before + after - kernel.shape[axis]) / strides[axis]) + 1;
  });
  const filters = layer.bias.data.length;
  checkShapes(layer, inputs, [...places, filters]);
  checkConstants(layer, 'kernel', kernel, kernel.shape);
  checkConstants(layer, 'bias', layer.bias, [filters]);
  const parameters = Object.fromEntries(
    names.flatMap(({ size, filter, stride, out }, axis) => [
      [size, shape[axis]],
      [filter, kernel.shape[axis]],
      [stride, strides[axis]],
      [out, outputShape[axis]],
      ...edges[axis + 2 - dimensions].map((edge, side) => [edge, padding[axis][side]]),
    ]),
  ) as Record<string, number>;
  return { dimensions, channels: shape[dimensions], parameters };
}

function described(
  layer: WindowLayer,
  context: LayerContext,
  { dimensions, channels, parameters }: WindowFacts,
  taps: number,
  filters: number,
  product: Omit<MatrixProduct, 'stored' | 'headers'>,
): Omit<LayerDescription, 'function' | 'headers' | 'constants'> {
  const { index } = context;
  const weight = context.constantType('weight', layer.kernel);
  const bias = context.constantType('bias', layer.bias);
  const places = sizeOf(layer.outputShape.slice(0, -1));
  return {
    template: `conv${dimensions}d-config`,
    config: `config${index}`,
    parts: { mult: `config${index}_mult`, ...product.parts },
    types: { weight, bias, accum: context.accumulatorType() },
    exactFraction: exactFraction(context.inputs[0].type, weight, bias),
    parameters: {
      ...parameters,
      n_chan: channels,
      n_filt: filters,
      taps,
      n_zeros: layer.kernel.data.length - countNonzeros(layer.kernel.data),
      n_partitions: places / nearestDivisor(places, context.parallelizationFactor),
      kernel: product.kernel,
      convKernel: product.strategy === 'resource' ? 'Conv1DResource' : 'Conv1DLatency',
      strategy: product.strategy,
      hasAdders: product.hasAdders,
      product: productOfTypes(weight, layer.kernel),
    },
    hasStrategy: true,
    reuseFactor: product.reuseFactor,
  };
}

/** What a window reads where it reaches over the edge is 0. */
function withPadding({ padding }: WindowLayer, range: TensorRange): Interval[] {
  const isPadded = padding.some(([before, after]) => before > 0 || after > 0);
  return range.map((interval) => (isPadded ? hull([interval, { low: 0, high: 0 }]) : interval));
}

function nearestDivisor(count: number, wanted: number): number {
  let best = 1;
  for (let divisor = 1; divisor <= count; divisor++) {
    if (count % divisor === 0 && Math.abs(divisor - wanted) < Math.abs(best - wanted)) best = divisor;
  }
  return best;
}

/** Whether a layer makes every later layer wait for whole images: such a project is a dataflow. */
export function isWindowed({ kind }: LoweredLayer): boolean {
  return /^(depthwise)?conv[12]d$/i.test(kind);
}
