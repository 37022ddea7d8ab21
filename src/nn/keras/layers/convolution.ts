import { z } from 'zod';
import { channelsLast, hasChannelsFirst } from './channels.js';
import { count, options, perAxis, shapeOf, zeros, type LayerContext, type LayerReader } from './context.js';
import { foldedWeights } from './normalization.js';
import { biasOf, quantizedWeight, withActivation } from './weighted.js';
import { padding, resolve } from './window.js';

type Axes = 1 | 2;

interface Common {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  /** Resolved. */
  readonly padding: (readonly [number, number])[];
  readonly places: readonly number[];
  readonly channels: number;
}

function commonOf(layer: LayerContext, axes: Axes): Common {
  const shape = shapeOf(layer, axes + 1);
  const found = options(layer, {
    kernel_size: perAxis(axes),
    strides: perAxis(axes).default(new Array<number>(axes).fill(1)),
    dilation_rate: perAxis(axes).default(new Array<number>(axes).fill(1)),
    padding: padding.default('valid'),
  });
  const size = found.kernel_size;
  const moving = { size, strides: found.strides, dilation: found.dilation_rate, padding: found.padding };
  const lengths = shape.slice(0, -1);
  return { ...moving, ...resolve(layer, lengths, moving), channels: shape[axes] };
}

/** Reads channels-first layers through transpositions. */
const eitherOrder =
  (read: LayerReader): LayerReader =>
  (layer) =>
    hasChannelsFirst(layer) ? channelsLast(layer, read) : read(layer);

function readConvolution(axes: Axes): LayerReader {
  return eitherOrder((layer) => {
    const { size, strides, dilation, padding, places, channels } = commonOf(layer, axes);
    const { filters, groups } = options(layer, { filters: count, groups: count.default(1) });
    if (channels % groups !== 0 || filters % groups !== 0) {
      throw layer.refuse(`has ${groups} groups for ${channels} channels and ${filters} filters`);
    }
    const own = layer.weight('kernel', [...size, channels / groups, filters]);
    const kernel = quantizedWeight(layer, own, 'kernel_quantizer', true);
    const bias = biasOf(layer, filters);
    return withActivation(
      layer,
      { outputShape: [...places, filters], kernel, bias },
      (common, kernel, bias) => ({
        kind: axes === 1 ? 'conv1d' : 'conv2d',
        ...common,
        ...{ kernel, bias, strides, padding, dilation, groups },
      }),
    );
  });
}

function readDepthwise(axes: Axes): LayerReader {
  return eitherOrder((layer) => {
    const { size, strides, dilation, padding, places, channels } = commonOf(layer, axes);
    const { depth_multiplier } = options(layer, { depth_multiplier: count.default(1) });
    // Keras 3 calls the array `kernel`, Keras 2 `depthwise_kernel`.
    const shape = [...size, channels, depth_multiplier];
    const own = layer.weight(['depthwise_kernel', 'kernel'], shape);
    const kernel = quantizedWeight(layer, own, 'depthwise_quantizer', true);
    const filters = channels * depth_multiplier;
    const bias = biasOf(layer, filters);
    return withActivation(
      layer,
      { outputShape: [...places, filters], kernel, bias },
      (common, kernel, bias) => ({
        kind: axes === 1 ? 'depthwiseConv1d' : 'depthwiseConv2d',
        ...common,
        ...{ kernel, bias, strides, padding, dilation },
      }),
    );
  });
}

/** A depthwise convolution without bias, `NAME_depthwise`, and one with a window of 1 behind it. */
function readSeparable(axes: Axes): LayerReader {
  return eitherOrder((layer) => {
    const { size, strides, dilation, padding, places, channels } = commonOf(layer, axes);
    const { filters, depth_multiplier } = options(layer, {
      filters: count,
      depth_multiplier: count.default(1),
    });
    const between = channels * depth_multiplier;
    const depthwiseName = `${layer.name}_depthwise`;
    const own = layer.weight('depthwise_kernel', [...size, channels, depth_multiplier]);
    const depthwise = withActivation(
      { ...layer, name: depthwiseName, config: {} },
      {
        outputShape: [...places, between],
        kernel: quantizedWeight(layer, own, 'depthwise_quantizer', true),
        bias: { array: zeros(between), precision: undefined },
      },
      (common, kernel, bias) => ({
        kind: axes === 1 ? 'depthwiseConv1d' : 'depthwiseConv2d',
        ...common,
        ...{ kernel, bias, strides, padding, dilation },
      }),
    );
    const ones = size.map(() => 1);
    const pointwise = layer.weight('pointwise_kernel', [...ones, between, filters]);
    const kernel = quantizedWeight(layer, pointwise, 'pointwise_quantizer', true);
    const inner = { ...layer, inputs: [depthwise.at(-1)!.name] };
    const bias = biasOf(layer, filters);
    return [
      ...depthwise,
      ...withActivation(
        inner,
        { outputShape: [...places, filters], kernel, bias },
        (common, kernel, bias) => ({
          kind: axes === 1 ? 'conv1d' : 'conv2d',
          ...common,
          ...{
            kernel,
            bias,
            strides: ones,
            dilation: ones,
            padding: ones.map(() => [0, 0] as const),
            groups: 1,
          },
        }),
      ),
    ];
  });
}

/** With a batch normalisation inside. */
const readFoldedConvolution: LayerReader = eitherOrder((layer) => {
  const { size, strides, dilation, padding, places, channels } = commonOf(layer, 2);
  const { filters, groups } = options(layer, { filters: count, groups: count.default(1) });
  if (groups !== 1) throw layer.refuse('has groups');
  const own = layer.weight('kernel', [...size, channels, filters]);
  const weights = foldedWeights(layer, own, filters, 'kernel_quantizer');
  return withActivation(layer, { outputShape: [...places, filters], ...weights }, (common, kernel, bias) => ({
    kind: 'conv2d',
    ...common,
    ...{ kernel, bias, strides, padding, dilation, groups },
  }));
});

const readFoldedDepthwise: LayerReader = eitherOrder((layer) => {
  const { size, strides, dilation, padding, places, channels } = commonOf(layer, 2);
  options(layer, { depth_multiplier: z.literal(1).default(1) });
  const own = layer.weight('depthwise_kernel', [...size, channels, 1]);
  const weights = foldedWeights(layer, own, channels, 'depthwise_quantizer');
  return withActivation(
    layer,
    { outputShape: [...places, channels], ...weights },
    (common, kernel, bias) => ({
      kind: 'depthwiseConv2d',
      ...common,
      ...{ kernel, bias, strides, padding, dilation },
    }),
  );
});

export const convolutionReaders: Readonly<Record<string, LayerReader>> = {
  Conv1D: readConvolution(1),
  Conv2D: readConvolution(2),
  QConv1D: readConvolution(1),
  QConv2D: readConvolution(2),
  DepthwiseConv1D: readDepthwise(1),
  DepthwiseConv2D: readDepthwise(2),
  QDepthwiseConv2D: readDepthwise(2),
  SeparableConv1D: readSeparable(1),
  SeparableConv2D: readSeparable(2),
  QSeparableConv1D: readSeparable(1),
  QSeparableConv2D: readSeparable(2),
  QConv2DBatchnorm: readFoldedConvolution,
  QDepthwiseConv2DBatchnorm: readFoldedDepthwise,
};
