import { problem } from '../../diagnostics/index.js';
import type { ConcatenateLayer, DenseLayer, MergeLayer, Model, ModelLayer, NdArray } from '../../nn/index.js';
import { denseKernel, denseOfDepthwise } from './kernels.js';
import type { LoweredLayer, LoweredModel } from './layers.js';
import { FreshNames } from './names.js';
import { bothDirections, inReadingOrder } from './sequences.js';

/** Layers that the library computes in several steps, or under another name, one after the other. */
export function splitLayers(model: Model): LoweredModel {
  const names = new FreshNames(model.layers);
  const shapes = new Map<string, readonly number[]>();
  const layers = model.layers.flatMap((layer) => {
    shapes.set(layer.name, layer.outputShape);
    const read = layer.inputs.map((name) => shapes.get(name) ?? []);
    const parts = split(layer, read, names);
    for (const part of parts) shapes.set(part.name, part.outputShape);
    return parts;
  });
  return { ...model, layers };
}

function split(
  layer: ModelLayer,
  inputs: readonly (readonly number[])[],
  names: FreshNames,
): readonly LoweredLayer[] {
  switch (layer.kind) {
    case 'dense':
      return [inputs[0]?.length > 1 ? pointwise(layer, inputs[0]) : layer];
    case 'conv1d':
    case 'conv2d':
      return [denseKernel(layer)];
    case 'depthwiseConv1d':
    case 'depthwiseConv2d':
      return [denseOfDepthwise(layer)];
    case 'add':
    case 'multiply':
    case 'maximum':
    case 'minimum':
      return chain(layer, names, (name, pair, at) => ({
        ...layer,
        name,
        inputs: pair,
        outputShape: at === layer.inputs.length - 2 ? layer.outputShape : broadcast(inputs.slice(0, at + 2)),
      }));
    case 'average':
      return layer.inputs.length > 2 ? average(layer, inputs, names) : [layer];
    case 'simpleRnn':
    case 'lstm':
    case 'gru':
      return inReadingOrder(layer, inputs[0], names);
    case 'bidirectional':
      return bothDirections(layer, inputs[0], names);
    case 'concatenate':
      return chain(layer, names, (name, pair, at) => joined(layer, name, pair, inputs.slice(0, at + 2)));
    default:
      return [layer];
  }
}

/** The library merges two at a time: ((a, b), c), ... The last step has the layer's own name. */
function chain<L extends ModelLayer>(
  layer: L,
  names: FreshNames,
  step: (name: string, pair: readonly [string, string], at: number) => L,
): readonly L[] {
  const [first, ...others] = layer.inputs;
  if (others.length < 2) return [layer];
  let last = first;
  return others.map((name, at) => {
    const own = at === others.length - 1 ? layer.name : names.fresh(`${layer.name}_${at + 1}`);
    const part = step(own, [last, name], at);
    last = own;
    return part;
  });
}

function joined(
  layer: ConcatenateLayer,
  name: string,
  inputs: readonly [string, string],
  shapes: readonly (readonly number[])[],
): ConcatenateLayer {
  const along = shapes.reduce((sum, shape) => sum + shape[layer.axis], 0);
  const outputShape = layer.outputShape.map((size, axis) => (axis === layer.axis ? along : size));
  return { ...layer, name, inputs, outputShape };
}

/** A sum, divided by the number of its terms in a scale for each channel. */
function average(
  layer: MergeLayer,
  inputs: readonly (readonly number[])[],
  names: FreshNames,
): LoweredLayer[] {
  const sum: MergeLayer = { ...layer, kind: 'add', name: names.fresh(`${layer.name}_sum`) };
  const channels = layer.outputShape.at(-1) ?? 1;
  const constant = (value: number): NdArray => ({
    shape: [channels],
    data: new Float64Array(channels).fill(value),
  });
  return [
    ...split(sum, inputs, names),
    {
      kind: 'batchNormalization',
      name: layer.name,
      inputs: [sum.name],
      outputShape: layer.outputShape,
      scale: constant(1 / layer.inputs.length),
      bias: constant(0),
    },
  ];
}

function broadcast(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => Math.max(...shapes.map((shape) => shape[axis] ?? 1)));
}

/** On a sequence or an image a dense layer is a convolution with a window of one place. */
function pointwise(layer: DenseLayer, shape: readonly number[]): ModelLayer {
  const { name, inputs, outputShape, kernel, bias, precisions } = layer;
  if (shape.length > 3) {
    const reason = `its input has ${shape.length} axes, and at most three can be written`;
    throw problem('codegen.bad-layer', { layer: name, reason });
  }
  const ones = shape.slice(0, -1).map(() => 1);
  return {
    kind: shape.length === 2 ? 'conv1d' : 'conv2d',
    ...{ name, inputs, outputShape, bias, precisions },
    kernel: { shape: [...ones, ...kernel.shape], data: kernel.data },
    strides: ones,
    dilation: ones,
    padding: ones.map(() => [0, 0] as const),
    groups: 1,
  };
}
