import { z } from 'zod';
import type { MergeLayer } from '../../model.js';
import { axisOf, options, type LayerContext, type LayerReader } from './context.js';

const show = (shapes: readonly (readonly number[])[]): string =>
  shapes.map((shape) => JSON.stringify(shape)).join(' and ');

/** The shape of which all are, axes of length 1 repeated. */
function broadcast(layer: LayerContext): number[] {
  const shapes = layer.inputShapes;
  const axes = Math.max(...shapes.map((shape) => shape.length));
  // A tensor of fewer axes would be broadcast along the batch in Keras.
  if (shapes.some((shape) => shape.length !== axes)) throw layer.refuse(`merges shapes ${show(shapes)}`);
  return Array.from({ length: axes }, (_, axis) => {
    const lengths = new Set(shapes.map((shape) => shape[axis]).filter((length) => length !== 1));
    if (lengths.size > 1) throw layer.refuse(`merges shapes ${show(shapes)}`);
    return [...lengths][0] ?? 1;
  });
}

function readMerge(kind: MergeLayer['kind']): LayerReader {
  return (layer) => {
    const { name, inputs } = layer;
    if (kind === 'subtract' && inputs.length !== 2) throw layer.refuse(`reads ${inputs.length} layers`);
    return [{ kind, name, inputs, outputShape: broadcast(layer) }];
  };
}

const readConcatenate: LayerReader = (layer) => {
  const { axis } = options(layer, { axis: z.number().default(-1) });
  const [first, ...others] = layer.inputShapes;
  const counted = axisOf(layer, axis, first);
  const fits = (shape: readonly number[]): boolean =>
    shape.length === first.length && shape.every((length, at) => at === counted || length === first[at]);
  if (!others.every(fits)) throw layer.refuse(`joins shapes ${show(layer.inputShapes)} along axis ${axis}`);
  const { name, inputs } = layer;
  const whole = layer.inputShapes.reduce((sum, shape) => sum + shape[counted], 0);
  const outputShape = first.map((length, at) => (at === counted ? whole : length));
  return [{ kind: 'concatenate', name, inputs, outputShape, axis: counted }];
};

const readDot: LayerReader = (layer) => {
  const { axes, normalize } = options(layer, {
    axes: z.union([z.number().transform((axis) => [axis, axis]), z.array(z.number()).length(2)]),
    normalize: z.boolean().default(false),
  });
  const [left, right, ...more] = layer.inputShapes;
  if (!right || more.length > 0) throw layer.refuse(`reads ${layer.inputs.length} layers`);
  const counted = [axisOf(layer, axes[0], left), axisOf(layer, axes[1], right)] as const;
  if (left[counted[0]] !== right[counted[1]]) throw layer.refuse(`multiplies shapes ${show([left, right])}`);
  const rest = [
    ...left.filter((_, axis) => axis !== counted[0]),
    ...right.filter((_, axis) => axis !== counted[1]),
  ];
  const { name, inputs } = layer;
  const outputShape = rest.length > 0 ? rest : [1];
  return [{ kind: 'dot', name, inputs, outputShape, axes: counted, normalize }];
};

/** They read two layers or more; all others one. */
export const mergeReaders: Readonly<Record<string, LayerReader>> = {
  Add: readMerge('add'),
  Subtract: readMerge('subtract'),
  Multiply: readMerge('multiply'),
  Average: readMerge('average'),
  Maximum: readMerge('maximum'),
  Minimum: readMerge('minimum'),
  Concatenate: readConcatenate,
  Dot: readDot,
};
