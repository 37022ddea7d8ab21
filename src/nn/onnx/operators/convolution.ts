import { channelsLast } from '../arrange.js';
import type { Operator } from '../operation.js';
import { biasOf, transposed, weightsOf, withScale } from '../weights.js';
import { movesOf, resultShape, spatialAxes } from './window.js';

const readConvolution: Operator = (operation) => {
  const { refuse } = operation;
  const x = operation.held(0);
  const axes = spatialAxes(operation, x);
  const constant = operation.constant(1, 'weights');
  const [filters, depth, ...size] = constant.shape;
  const channels = x.shape[1];
  const groups = operation.attributes.int('group', 1);
  const fits = size.length === axes && depth * groups === channels && filters % groups === 0;
  if (!fits || ![depth, filters, ...size].every((length) => length > 0)) {
    const shape = constant.shape.join(' x ');
    throw refuse(`has weights of shape ${shape} for ${channels} channels in ${groups} groups`);
  }
  const stated = operation.attributes.ints('kernel_shape');
  if (stated && stated.join() !== size.join()) throw refuse(`has a kernel_shape that its weights have not`);
  const value = channelsLast(operation, x);
  const { strides, dilation, padding, places } = movesOf(operation, x.shape.slice(2), size);
  const weights = weightsOf(constant, 0);
  const bias = biasOf(operation.option(2, 'bias'), filters, operation);
  const outputShape = [...places, filters];
  const spatial = size.map((_, axis) => axis + 2);
  const isDepthwise = depth === 1 && groups > 1;
  const layer = withScale(
    operation,
    { inputs: [value.layer], outputShape },
    weights,
    bias,
    (common, biases) => {
      const shared = { ...common, bias: biases, strides, padding, dilation };
      if (!isDepthwise) {
        const kernel = transposed(weights.data, constant.shape, [...spatial, 1, 0]);
        return { kind: axes === 1 ? 'conv1d' : 'conv2d', ...shared, kernel, groups };
      }
      const { data } = transposed(weights.data, constant.shape, [...spatial, 1, 0]);
      const kernel = { shape: [...size, channels, filters / channels], data };
      return { kind: axes === 1 ? 'depthwiseConv1d' : 'depthwiseConv2d', ...shared, kernel };
    },
  );
  const shape = resultShape(x.shape, filters, places);
  return { layer, shape, batch: 0, order: value.order, channels: 1, isShared: false };
};

export const convolutionOperators: readonly (readonly [string, Operator])[] = [['Conv', readConvolution]];
