import { problem } from '../../diagnostics/index.js';
import type { ConvolutionLayer, DepthwiseConvolutionLayer } from '../../nn/index.js';
import type { BroadcastLayer, CloneLayer, LoweredLayer, LoweredModel } from './layers.js';
import { FreshNames } from './names.js';

/**
 * What streams need besides: a stream is read once and from its first word on, a word holds the last axis, and the
 * windows of a convolution cannot reach over the edge.
 *
 * @throws codegen.bad-layer
 */
export function forStreams(model: LoweredModel): LoweredModel {
  const names = new FreshNames(model.layers);
  const readers = readersOf(model);
  const shapes = new Map(model.layers.map(({ name, outputShape }) => [name, outputShape]));
  const layers = model.layers.flatMap((layer): LoweredLayer[] => {
    if (isConvolution(layer)) return padded(layer, shapes, names);
    if (layer.kind === 'reshape')
      return [isGathered(layer, model, readers) ? layer : { ...layer, kind: 'repack' }];
    return broadcasted(layer, shapes, names);
  });
  return withCopies({ ...model, layers }, names);
}

function readersOf({ layers }: LoweredModel): Map<string, LoweredLayer[]> {
  const readers = new Map<string, LoweredLayer[]>(layers.map(({ name }) => [name, []]));
  for (const layer of layers) for (const name of layer.inputs) readers.get(name)?.push(layer);
  return readers;
}

/** A dense layer gathers a sample from words of any size, so that what it reads need not be flattened. */
function isGathered(
  layer: LoweredLayer,
  { outputs }: LoweredModel,
  readers: ReadonlyMap<string, readonly LoweredLayer[]>,
): boolean {
  const read = readers.get(layer.name) ?? [];
  return (
    layer.outputShape.length === 1 &&
    !outputs.includes(layer.name) &&
    read.length > 0 &&
    read.every(({ kind }) => kind === 'dense')
  );
}

type WindowLayer = ConvolutionLayer | DepthwiseConvolutionLayer;

function isConvolution(layer: LoweredLayer): layer is WindowLayer {
  return ['conv1d', 'conv2d', 'depthwiseConv1d', 'depthwiseConv2d'].includes(layer.kind);
}

/** Puts the zeros around a convolution's input into a layer before it. */
function padded(
  layer: WindowLayer,
  shapes: ReadonlyMap<string, readonly number[]>,
  names: FreshNames,
): LoweredLayer[] {
  const { padding, inputs } = layer;
  if (padding.every(([before, after]) => before === 0 && after === 0)) return [layer];
  const dimensions = padding.length;
  const shape = shapes.get(inputs[0]) ?? [];
  const name = names.fresh(`zp${dimensions}d_${layer.name}`);
  const outputShape = shape.map((size, axis) => size + (padding[axis]?.[0] ?? 0) + (padding[axis]?.[1] ?? 0));
  return [
    { kind: dimensions === 1 ? 'zeroPadding1d' : 'zeroPadding2d', name, inputs, outputShape, padding },
    { ...layer, inputs: [name], padding: padding.map(() => [0, 0] as const) },
  ];
}

const merges = new Set(['add', 'subtract', 'multiply', 'average', 'maximum', 'minimum']);

function broadcasted(
  layer: LoweredLayer,
  shapes: ReadonlyMap<string, readonly number[]>,
  names: FreshNames,
): LoweredLayer[] {
  if (!merges.has(layer.kind)) return [layer];
  const added: BroadcastLayer[] = [];
  const inputs = layer.inputs.map((input) => {
    const shape = shapes.get(input) ?? [];
    if (shape.join() === layer.outputShape.join()) return input;
    const [channels, channelsOut] = [shape.at(-1), layer.outputShape.at(-1)];
    const isPixel = shape.slice(0, -1).every((size) => size === 1) && channels === channelsOut;
    const isPlane = channels === 1 && shape.slice(0, -1).join() === layer.outputShape.slice(0, -1).join();
    if (shape.length !== 3 || !(isPixel || isPlane)) {
      const reason = `a stream of shape ${shape.join('x')} cannot be repeated to ${layer.outputShape.join('x')}`;
      throw problem('codegen.bad-layer', { layer: layer.name, reason });
    }
    const name = names.fresh(`broadcast_${input}`);
    added.push({ kind: 'broadcast', name, inputs: [input], outputShape: layer.outputShape });
    return name;
  });
  return [...added, { ...layer, inputs }];
}

/** Gives each reader of a stream that has several its own copy; a result of the model is one of them. */
function withCopies(model: LoweredModel, names: FreshNames): LoweredModel {
  const copies = new Map<string, string[]>();
  const aliases = new Map(
    model.layers.filter(({ kind }) => kind === 'reshape').map(({ name, inputs }) => [name, inputs[0]]),
  );
  const readers = readersOf(model);
  const layers = model.layers.flatMap((layer): LoweredLayer[] => {
    const reads = { ...layer, inputs: layer.inputs.map((input) => copies.get(input)?.shift() ?? input) };
    if (aliases.has(layer.name) && (readers.get(layer.name)?.length ?? 0) > 1) {
      // Another name of the same stream: the copies must be of what it names.
      return [{ ...reads, kind: 'repack' } as LoweredLayer, ...copyLayers(layer)];
    }
    return [reads, ...copyLayers(layer)];
  });
  const outputs = model.outputs.map((name) => copies.get(name)?.shift() ?? name);
  return { ...model, layers, outputs };

  function copyLayers({ name, outputShape }: LoweredLayer): CloneLayer[] {
    const count = (readers.get(name)?.length ?? 0) + (model.outputs.includes(name) ? 1 : 0);
    if (count < 2) return [];
    const own = Array.from({ length: count }, (_, at) => names.fresh(`${name}_cpy${at + 1}`));
    copies.set(name, own);
    return [
      { kind: 'clone', name: names.fresh(`clone_${name}`), inputs: [name], outputShape, copies: [...own] },
    ];
  }
}
