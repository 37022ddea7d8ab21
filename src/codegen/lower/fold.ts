import type {
  BatchNormalizationLayer,
  ConvolutionLayer,
  DenseLayer,
  DepthwiseConvolutionLayer,
  Model,
  ModelLayer,
  NdArray,
} from '../../nn/index.js';

type Foldable = DenseLayer | ConvolutionLayer | DepthwiseConvolutionLayer;

/**
 * Batch normalisation behind a layer with weights becomes part of the weights: (x k + b) s + t is
 * x (k s) + (b s + t), channel by channel. Where another layer reads what comes before it, or the model's file
 * fixes the weights' type, it stays.
 */
export function foldBatchNormalization(model: Model): Model {
  const uses = new Map<string, number>();
  for (const name of [...model.layers.flatMap(({ inputs }) => inputs), ...model.outputs])
    uses.set(name, (uses.get(name) ?? 0) + 1);
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const folded = new Map<string, Foldable>();
  const replaced = new Map<string, string>();
  for (const layer of model.layers) {
    if (layer.kind !== 'batchNormalization') continue;
    const name = replaced.get(layer.inputs[0]) ?? layer.inputs[0];
    const before = folded.get(name) ?? byName.get(name);
    if (!before || !isFoldable(before) || uses.get(layer.inputs[0]) !== 1) continue;
    folded.set(name, foldInto(before, layer));
    replaced.set(layer.name, name);
  }
  const nameOf = (name: string): string => replaced.get(name) ?? name;
  return {
    ...model,
    outputs: model.outputs.map(nameOf),
    layers: model.layers
      .filter(({ name }) => !replaced.has(name))
      .map((layer): ModelLayer => {
        const now = folded.get(layer.name) ?? layer;
        return { ...now, inputs: now.inputs.map(nameOf) };
      }),
  };
}

function isFoldable(layer: ModelLayer): layer is Foldable {
  const hasFilters = ['dense', 'conv1d', 'conv2d', 'depthwiseConv1d', 'depthwiseConv2d'].includes(layer.kind);
  return hasFilters && layer.precisions === undefined;
}

/** The filters lie along the last axis of a kernel; those of a depthwise one are its last two axes. */
function foldInto(layer: Foldable, { scale, bias }: BatchNormalizationLayer): Foldable {
  const filters = layer.bias.data.length;
  const scaled = (array: NdArray): NdArray => ({
    shape: array.shape,
    data: Float64Array.from(array.data, (value, i) => value * scale.data[i % filters]),
  });
  const summands = scaled(layer.bias).data.map((value, i) => value + bias.data[i]);
  return { ...layer, kernel: scaled(layer.kernel), bias: { shape: [filters], data: summands } };
}
