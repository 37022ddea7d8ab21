import type { PoolingLayer } from '../../model.js';
import { arrange, channelsLast } from '../arrange.js';
import type { Operation, Operator } from '../operation.js';
import { axesOf, type Held } from '../values.js';
import { movesOf, resultShape, spatialAxes } from './window.js';

function readPooling(mode: PoolingLayer['mode']): Operator {
  return (operation) => {
    const { attributes, node, refuse } = operation;
    const x = operation.held(0);
    const axes = spatialAxes(operation, x);
    const channels = x.shape[1];
    const moves = movesOf(operation, x.shape.slice(2));
    if (moves.dilation.some((step) => step !== 1))
      throw refuse('has dilations, which pooling does not have here');
    if ((node.outputs.at(1) ?? '') !== '') throw refuse('gives indices too; only values are supported');
    let { layer, order } = channelsLast(operation, x);
    let { padding } = moves;
    const counts = mode === 'average' && attributes.flag('count_include_pad');
    if (counts && padding.some((ends) => ends.some((end) => end > 0))) {
      // Zeros that count are values like others.
      const lengths = x.shape.slice(2).map((length, axis) => length + padding[axis][0] + padding[axis][1]);
      layer = operation.add(
        {
          kind: axes === 1 ? 'zeroPadding1d' : 'zeroPadding2d',
          ...{ inputs: [layer], outputShape: [...lengths, channels], padding },
        },
        '_padding',
      );
      padding = padding.map(() => [0, 0] as const);
    }
    const { size, strides, places, beyond } = moves;
    layer = operation.add({
      ...{ kind: axes === 1 ? 'pooling1d' : 'pooling2d', mode, inputs: [layer] },
      ...{ outputShape: [...places, channels], size, strides },
      padding: padding.map(([before, after], axis) => [before, after + beyond[axis]] as const),
    });
    order = [...order];
    return {
      layer,
      shape: resultShape(x.shape, channels, places),
      batch: 0,
      order,
      channels: 1,
      isShared: false,
    };
  };
}

function readGlobalPooling(mode: PoolingLayer['mode']): Operator {
  return (operation) => {
    const x = operation.held(0);
    const axes = spatialAxes(operation, x);
    return overAxes(operation, x, mode, axes === 1 ? [2] : [2, 3], true);
  };
}

/** The mean or the largest along axes of a tensor. */
function overAxes(
  operation: Operation,
  x: Held,
  mode: PoolingLayer['mode'],
  axes: readonly number[],
  keepsAxes: boolean,
): Held {
  const kept = axesOf(x).filter((axis) => !axes.includes(axis));
  const long = kept.filter((axis) => x.shape[axis] !== 1);
  if (axes.length > 2 || long.length > 1) {
    throw operation.refuse(
      `works on ${axes.length} axes of ${axesOf(x).length}; at most 2 of 3 are supported`,
    );
  }
  const channel = long.at(0) ?? kept.at(-1);
  const { layer: input } = arrange(operation, x, [...axes, ...(channel === undefined ? [] : [channel])]);
  let layer = input;
  if (channel === undefined) {
    const shape = axes.map((axis) => x.shape[axis]);
    layer = operation.add({ kind: 'reshape', inputs: [layer], outputShape: [...shape, 1] }, '_axes');
  }
  const outputShape = [channel === undefined ? 1 : x.shape[channel]];
  const kind = axes.length === 1 ? 'globalPooling1d' : 'globalPooling2d';
  layer = operation.add({ kind, mode, inputs: [layer], outputShape });
  const result = { layer, batch: x.batch, order: [channel ?? -1], isShared: false };
  const shape = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  if (keepsAxes) return { ...result, shape };
  const left = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  return {
    ...result,
    shape: left.map((axis) => x.shape[axis]),
    batch: x.batch === undefined ? undefined : left.indexOf(x.batch),
    order: [channel === undefined ? -1 : left.indexOf(channel)],
  };
}

function readReduction(mode: PoolingLayer['mode']): Operator {
  return (operation) => {
    const x = operation.held(0);
    const { attributes } = operation;
    const stated = attributes.ints('axes') ?? [...(operation.option(1, 'axes')?.data ?? [])];
    const keepsAxes = attributes.flag('keepdims', true);
    if (stated.length === 0) throw operation.refuse('works on all axes, also that of samples');
    const axes = stated.map((axis) => operation.ownAxis(axis, x)).sort((a, b) => a - b);
    return overAxes(operation, x, mode, [...new Set(axes)], keepsAxes);
  };
}

export const poolingOperators: readonly (readonly [string, Operator])[] = [
  ['MaxPool', readPooling('max')],
  ['AveragePool', readPooling('average')],
  ['GlobalMaxPool', readGlobalPooling('max')],
  ['GlobalAveragePool', readGlobalPooling('average')],
  ['ReduceMax', readReduction('max')],
  ['ReduceMean', readReduction('average')],
];
