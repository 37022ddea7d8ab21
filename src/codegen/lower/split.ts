import type {
  ConcatenateLayer,
  DotLayer,
  EinsumLayer,
  MergeLayer,
  Model,
  ModelLayer,
  NdArray,
} from '../../nn/index.js';
import { denseKernel, denseOfDepthwise } from './kernels.js';
import type { LoweredLayer, LoweredModel } from './layers.js';
import { denseOverPlaces, einsumAsDense } from './matrix-products.js';
import { FreshNames } from './names.js';
import { bothDirections, inReadingOrder } from './sequences.js';

/** Layers that the library computes in several steps, or under another name, one after the other. */
export function splitLayers(model: Model, isStream: boolean): LoweredModel {
  const names = new FreshNames(model.layers);
  const shapes = new Map<string, readonly number[]>();
  /** Of a layer whose result has another shape behind the step with the layer's own name: that result. */
  const results = new Map<string, string>();
  const resultOf = (name: string): string => results.get(name) ?? name;
  const layers = model.layers.flatMap((layer) => {
    const inputs = layer.inputs.map(resultOf);
    const read = inputs.map((name) => shapes.get(name) ?? []);
    const parts = split({ ...layer, inputs }, read, names, isStream);
    for (const part of parts) shapes.set(part.name, part.outputShape);
    results.set(layer.name, (parts.at(-1) ?? layer).name);
    return parts;
  });
  return { ...model, layers, outputs: model.outputs.map(resultOf) };
}

function split(
  layer: ModelLayer,
  inputs: readonly (readonly number[])[],
  names: FreshNames,
  isStream: boolean,
): readonly LoweredLayer[] {
  switch (layer.kind) {
    case 'dense':
      return denseOverPlaces(layer, inputs[0], names);
    case 'einsumDense':
      return einsumAsDense(layer, inputs[0], names);
    case 'dot':
      return [isStream || inputs.some((shape) => shape.length > 1) ? dotAsEinsum(layer, inputs) : layer];
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
    ...split(sum, inputs, names, false),
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

/** A product along an axis of each input; of vectors, and of stacks of vectors. Lengths cannot be divided by. */
function dotAsEinsum(layer: DotLayer, [left, right]: readonly (readonly number[])[]): DotLayer | EinsumLayer {
  const { name, inputs, outputShape, precisions, axes, normalize } = layer;
  if (normalize) return layer;
  const letter = (index: number): string => String.fromCharCode('b'.charCodeAt(0) + index);
  const first = left.map((_, axis) => (axis === axes[0] ? 'z' : letter(axis)));
  const second = right.map((_, axis) => (axis === axes[1] ? 'z' : letter(left.length + axis)));
  const kept = [...first, ...second].filter((one) => one !== 'z');
  const equation = `a${first.join('')},a${second.join('')}->a${kept.join('')}`;
  return { kind: 'einsum', name, inputs, outputShape, precisions, equation };
}
