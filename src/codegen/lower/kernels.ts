import type { ConvolutionLayer, DepthwiseConvolutionLayer, NdArray } from '../../nn/index.js';

/**
 * The same convolution with one group and no dilation: every filter reads every channel of every place, by a
 * weight of 0 where it did not. A constant 0 costs no multiplier under the latency strategy.
 */
export function denseKernel(layer: ConvolutionLayer): ConvolutionLayer {
  const isDense = layer.groups === 1 && layer.dilation.every((step) => step === 1);
  if (isDense) return layer;
  const { groups, dilation } = layer;
  const space = layer.kernel.shape.slice(0, -2);
  const [each, filters] = layer.kernel.shape.slice(-2);
  const kernel = spread(layer.kernel, space, dilation, each * filters, each * groups * filters, (at) => {
    const filter = at % filters;
    const group = Math.floor((filter * groups) / filters);
    return (group * each + Math.floor(at / filters)) * filters + filter;
  });
  const shape = [...dilated(space, dilation), each * groups, filters];
  return { ...layer, kernel: { shape, data: kernel }, groups: 1, dilation: dilation.map(() => 1) };
}

/** The same without dilation; with several filters for a channel, a convolution of all channels. */
export function denseOfDepthwise(
  layer: DepthwiseConvolutionLayer,
): DepthwiseConvolutionLayer | ConvolutionLayer {
  const { dilation } = layer;
  const space = layer.kernel.shape.slice(0, -2);
  const [channels, multiplier] = layer.kernel.shape.slice(-2);
  const one = channels * multiplier;
  const places = dilated(space, dilation);
  const undilated = dilation.map(() => 1);
  if (multiplier === 1) {
    if (dilation.every((step) => step === 1)) return layer;
    const data = spread(layer.kernel, space, dilation, one, one, (at) => at);
    return { ...layer, kernel: { shape: [...places, channels, 1], data }, dilation: undilated };
  }
  // Filter c * multiplier + m reads channel c only.
  const data = spread(
    layer.kernel,
    space,
    dilation,
    one,
    channels * one,
    (at) => Math.floor(at / multiplier) * one + at,
  );
  return {
    ...layer,
    kind: layer.kind === 'depthwiseConv1d' ? 'conv1d' : 'conv2d',
    kernel: { shape: [...places, channels, one], data },
    dilation: undilated,
    groups: 1,
  };
}

function dilated(space: readonly number[], dilation: readonly number[]): number[] {
  return space.map((size, axis) => (size - 1) * dilation[axis] + 1);
}

/** Puts the `from` values of each place among `to` zeros, and the places `dilation` apart. */
function spread(
  kernel: NdArray,
  space: readonly number[],
  dilation: readonly number[],
  from: number,
  to: number,
  where: (at: number) => number,
): Float64Array {
  const wide = dilated(space, dilation);
  const data = new Float64Array(wide.reduce((a, b) => a * b, 1) * to);
  const [columns] = space.slice(-1);
  for (let place = 0; place * from < kernel.data.length; place++) {
    const row = space.length === 1 ? 0 : Math.floor(place / columns) * dilation[0];
    const column = (place % columns) * dilation[dilation.length - 1];
    const start = (row * wide[wide.length - 1] + column) * to;
    for (let at = 0; at < from; at++) data[start + where(at)] = kernel.data[place * from + at];
  }
  return data;
}
