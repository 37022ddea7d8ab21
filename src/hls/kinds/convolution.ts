import type { LayerKindName } from '../graph/graph.js';
import { configuredCall, image, plainLayer, productStrategies, type LayerKind, type Sizes } from './kind.js';

/** Heights and widths of a one- or two-dimensional layer, and the words of its functions. */
interface Dimensions {
  readonly word: '1d' | '2d';
  extents(size: Sizes, prefix: 'in' | 'out' | 'filt', part?: string): number[];
}

const one: Dimensions = {
  word: '1d',
  extents: (size, prefix, part = '') => [size(`${part}${prefix}_width`)],
};
const two: Dimensions = {
  word: '2d',
  extents: (size, prefix, part = '') => [size(`${part}${prefix}_height`), size(`${part}${prefix}_width`)],
};

const area = (extents: readonly number[]): number => extents.reduce((product, extent) => product * extent, 1);

/** Channels last and channels first. */
const formats = (...names: readonly string[]): string[] =>
  names.flatMap((name) => [`nnet::${name}_cl`, `nnet::${name}_cf`]);

const convolving = {
  ...plainLayer,
  strategies: productStrategies,
  typeMembers: { weight_t: 'weight', bias_t: 'bias', accum_t: 'accumulator' },
  grouping: 'opens',
} as const satisfies Partial<LayerKind>;

function shapes({ extents }: Dimensions): Pick<LayerKind, 'inputShape' | 'outputShape'> {
  return {
    inputShape: ({ size, calls }) => image(calls, extents(size, 'in'), size('n_chan')),
    outputShape: ({ size, calls }) => image(calls, extents(size, 'out'), size('n_filt')),
  };
}

function convolution(name: LayerKindName, dimensions: Dimensions): LayerKind {
  return {
    ...convolving,
    ...shapes(dimensions),
    name,
    functions: formats(`conv_${dimensions.word}`, `pointwise_conv_${dimensions.word}`),
    calls: [configuredCall('weight', 'bias')],
    // The implementation of a convolution may widen its kernel (Winograd): `impl_filt_width`.
    constants: (size) => {
      const inputs = area(kernel(dimensions, size)) * size('n_chan');
      return { weight: { length: inputs * size('n_filt'), inputs }, bias: { length: size('n_filt') } };
    },
  };
}

function kernel({ extents }: Dimensions, size: Sizes): number[] {
  const implemented: Sizes = Object.assign((name: string) => size(`impl_${name}`, name), { has: size.has });
  return extents(implemented, 'filt');
}

/** Each channel has a kernel of its own; weights are in the order `[row, column, channel]`. */
function depthwise(name: LayerKindName, dimensions: Dimensions): LayerKind {
  return {
    ...convolving,
    ...shapes(dimensions),
    name,
    functions: formats(`depthwise_conv_${dimensions.word}`),
    calls: [configuredCall('weight', 'bias')],
    constants: (size) => ({
      weight: { length: area(dimensions.extents(size, 'filt')) * size('n_filt') },
      bias: { length: size('n_filt') },
    }),
  };
}

const depthwiseRoles = { weight: 'depthwiseWeight', bias: 'depthwiseBias' } as const;

/** A depthwise convolution, then one by 1x1 kernels; the result between them has a type of its own. */
function separable(name: LayerKindName, dimensions: Dimensions): LayerKind {
  const { extents, word } = dimensions;
  const depth = 'depthwise_config.';
  const point = 'pointwise_config.';
  return {
    ...convolving,
    name,
    partRoles: { depthwise_config: depthwiseRoles, 'depthwise_config.mult_config': depthwiseRoles },
    functions: formats(`separable_conv_${word}`),
    calls: [
      {
        templates: ['input', 'type:intermediate', 'output', 'config'],
        arguments: ['input', 'output', 'depthwiseWeight', 'weight', 'depthwiseBias', 'bias'],
      },
      {
        templates: ['input', 'output', 'config'],
        arguments: ['input', 'output', 'depthwiseWeight', 'weight', 'depthwiseBias', 'bias'],
      },
    ],
    constants: (size) => {
      const channels = size(`${point}n_chan`);
      const filters = size(`${point}n_filt`);
      return {
        depthwiseWeight: {
          length: area(extents(size, 'filt', depth)) * size(`${depth}n_filt`),
          typedByItself: true,
        },
        depthwiseBias: { length: size(`${depth}n_chan`), typedByItself: true },
        weight: { length: channels * filters, inputs: channels, typedByItself: true },
        bias: { length: filters, typedByItself: true },
      };
    },
    inputShape: ({ size, calls }) => image(calls, extents(size, 'in', depth), size(`${depth}n_chan`)),
    outputShape: ({ size, calls }) => image(calls, extents(size, 'out', point), size(`${point}n_filt`)),
  };
}

export const convolutions: readonly LayerKind[] = [
  convolution('convolution1d', one),
  convolution('convolution2d', two),
  depthwise('depthwiseConvolution1d', one),
  depthwise('depthwiseConvolution2d', two),
  separable('separableConvolution1d', one),
  separable('separableConvolution2d', two),
];
