import { affine, vector } from '../affine.js';
import { channelsLast } from '../arrange.js';
import type { Operator } from '../operation.js';

/** What it does once it is trained: x * scale + bias, channel by channel. */
const readBatchNormalization: Operator = (operation) => {
  const { attributes, node, refuse } = operation;
  const x = operation.held(0);
  if (attributes.flag('training_mode')) throw refuse('is in training mode; export the model for inference');
  const rank = x.shape.length;
  if (rank < 2 || x.batch !== 0) throw refuse(`normalises a tensor of shape ${x.shape.join(' x ')}`);
  const value = x.inner ? x : channelsLast(operation, x);
  const ofChannels = (index: number, what: string): Float64Array => {
    const constant = operation.constant(index, what);
    const shape = [...constant.shape, ...new Array<number>(rank - 2).fill(1)];
    return Float64Array.from(vector(operation, value, { ...constant, shape }, what).data);
  };
  const [scale, bias, mean, variance] = ['scale', 'bias', 'mean', 'variance'].map((what, at) =>
    ofChannels(at + 1, what),
  );
  const epsilon = attributes.float('epsilon', 1e-5);
  const factors = scale.map((factor, at) => factor / Math.sqrt(variance[at] + epsilon));
  if (!factors.every(Number.isFinite)) throw refuse('has variances that are not above zero');
  const summands = bias.map((summand, at) => summand - mean[at] * factors[at]);
  const result = affine(operation, value, factors, summands);
  return [rank > 2 ? { ...result, channels: 1 } : result, ...node.outputs.slice(1).map(() => undefined)];
};

export const normalizationOperators = [['BatchNormalization', readBatchNormalization]] as const;
