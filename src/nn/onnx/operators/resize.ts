import { channelsLast } from '../arrange.js';
import type { Operation, Operator } from '../operation.js';
import { resultShape, spatialAxes } from './window.js';

/** How places of the result are found in the input; nearest ones, by whole factors. */
function repeatsEach(operation: Operation, factors: readonly number[]): boolean {
  const { node, attributes } = operation;
  if (node.operator === 'Upsample' || node.opset < 11) return true;
  const rounding = attributes.text('nearest_mode', 'round_prefer_floor');
  switch (attributes.text('coordinate_transformation_mode', 'half_pixel')) {
    case 'asymmetric':
      // Place k of the input reaches to k + (factor - 1) / factor.
      return (
        rounding === 'floor' || (rounding === 'round_prefer_floor' && factors.every((factor) => factor <= 2))
      );
    case 'half_pixel':
    case 'half_pixel_symmetric':
    case 'pytorch_half_pixel':
      return rounding.startsWith('round_prefer');
    case 'tf_half_pixel_for_nn':
      return rounding === 'floor';
    default:
      return false;
  }
}

/** Each place of an image several times. */
const readResize: Operator = (operation) => {
  const { attributes, node, refuse } = operation;
  const x = operation.held(0);
  const mode = attributes.text('mode', 'nearest');
  if (mode !== 'nearest')
    throw refuse(`interpolates ${JSON.stringify(mode.slice(0, 40))}; only nearest is supported`);
  // Upsample and the first Resize have the scales as their second input, then there is a region before them.
  const at = node.operator === 'Resize' && node.opset >= 11 ? 2 : 1;
  const scales = attributes.floats('scales') ?? operation.option(at, 'scales')?.data;
  const sizes = at === 2 ? operation.option(3, 'sizes')?.data : undefined;
  const rank = x.shape.length;
  const axes = attributes.ints('axes')?.map((axis) => operation.axis(axis, rank)) ?? [...x.shape.keys()];
  const stated =
    scales && scales.length > 0 ? scales : sizes?.map((size, index) => size / x.shape[axes[index]]);
  const isStretched = attributes.text('keep_aspect_ratio_policy', 'stretch') === 'stretch';
  if (stated?.length !== axes.length || !isStretched) throw refuse('has no scale for each axis');
  const all = new Array<number>(rank).fill(1);
  for (const [index, axis] of axes.entries()) all[axis] = stated[index];
  // Which axes are spatial shows in the factors: an exporter may put channels last around this node.
  const isLast = rank >= 3 && all[1] !== 1 && all[rank - 1] === 1;
  const channels = isLast ? rank - 1 : 1;
  const count = spatialAxes(operation, x);
  const spatial = [...x.shape.keys()].filter((axis) => axis > 0 && axis !== channels);
  const factors = spatial.map((axis) => all[axis]);
  const fits = factors.every((factor) => Number.isInteger(factor) && factor >= 1 && factor < 2 ** 16);
  if (!fits || all[0] !== 1 || all[channels] !== 1)
    throw refuse(`has the scales ${all.join(', ')}; only whole ones of places are supported`);
  if (!repeatsEach(operation, factors))
    throw refuse('takes places other than the nearest, each equally often');
  const value = channelsLast(operation, x, channels);
  const places = spatial.map((axis, index) => x.shape[axis] * factors[index]);
  const depth = x.shape[channels];
  const outputShape = [...places, depth];
  const kind = count === 1 ? 'upSampling1d' : 'upSampling2d';
  const layer = operation.add({ kind, inputs: [value.layer], outputShape, factors });
  const shape = isLast ? [x.shape[0], ...places, depth] : resultShape(x.shape, depth, places);
  return { layer, shape, batch: 0, order: value.order, channels, isShared: false };
};

export const resizeOperators: readonly (readonly [string, Operator])[] = [
  ['Resize', readResize],
  ['Upsample', readResize],
];
