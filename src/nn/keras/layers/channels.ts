import type { ModelLayer } from '../../model.js';
import { describe, shapeOf, type LayerContext } from './context.js';

/**
 * A layer of a model with channels first: transposed before (`NAME_channels_last`) and after (`NAME`), since all
 * layers here have them last.
 * @param read the layers for an input with channels last; the last is called `NAME_core`, or after it
 */
export function channelsLast(
  layer: LayerContext,
  read: (inner: LayerContext) => readonly ModelLayer[],
): ModelLayer[] {
  const shape = shapeOf(layer);
  const axes = shape.map((_, axis) => axis);
  const toLast = [...axes.slice(1), 0];
  const toFirst = [axes.length - 1, ...axes.slice(0, -1)];
  const before: ModelLayer = {
    kind: 'permute',
    name: `${layer.name}_channels_last`,
    inputs: layer.inputs,
    outputShape: toLast.map((axis) => shape[axis]),
    axes: toLast,
  };
  const inner = read({
    ...layer,
    name: `${layer.name}_core`,
    inputs: [before.name],
    inputShapes: [before.outputShape],
    config: { ...layer.config, data_format: 'channels_last' },
  });
  const last = inner.at(-1)!;
  const after: ModelLayer = {
    kind: 'permute',
    name: layer.name,
    inputs: [last.name],
    outputShape: toFirst.map((axis) => last.outputShape[axis]),
    axes: toFirst,
  };
  return [before, ...inner, after];
}

/** Whether the layer's option says that channels come first. */
export function hasChannelsFirst(layer: LayerContext): boolean {
  const { data_format: format } = layer.config;
  if (format === undefined || format === null || format === 'channels_last') return false;
  if (format === 'channels_first') return true;
  throw layer.refuse(`has the data_format ${describe(format)}`);
}
