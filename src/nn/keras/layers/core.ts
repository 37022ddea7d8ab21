import { z } from 'zod';
import type { ModelLayer } from '../../model.js';
import { exactPrecision } from '../quantizers/exact.js';
import { count, options, shapeOf, type LayerReader } from './context.js';
import { biasOf, quantizedWeight, withActivation } from './weighted.js';

const shapes = z.array(count.nullable()).nullish();

const inputOptions = {
  batch_input_shape: shapes,
  batch_shape: shapes,
  batch_size: z.unknown().optional(),
};

const readInput: LayerReader = (layer) => {
  const found = options(layer, inputOptions);
  const [, ...axes] = found.batch_input_shape ?? found.batch_shape ?? [];
  if (axes.length === 0) throw layer.refuse('does not say the shape of its input');
  if (!axes.every((size) => size !== null)) throw layer.refuse('leaves a dimension of its input open');
  return [{ kind: 'input', name: layer.name, inputs: [], outputShape: axes }];
};

const denseOptions = {
  units: count,
  quantization_config: z.unknown().optional(),
  lora_rank: z.unknown().optional(),
};

/** Over the last axis, whatever the others are. */
const readDense: LayerReader = (layer) => {
  const { units, ...rest } = options(layer, denseOptions);
  for (const [name, value] of Object.entries(rest)) {
    if (value !== null && value !== undefined) throw layer.refuse(`uses ${name}`);
  }
  const shape = shapeOf(layer);
  const inner = shape.at(-1)!;
  const kernel = quantizedWeight(layer, layer.weight('kernel', [inner, units]), 'kernel_quantizer', true);
  const bias = biasOf(layer, units);
  return withActivation(
    layer,
    { outputShape: [...shape.slice(0, -1), units], kernel, bias },
    (common, kernel, bias) => ({ kind: 'dense', ...common, kernel, bias }),
  );
};

/**
 * The dense layers of the first binary and ternary networks (Courbariaux et al., 2016): weights of -H and H, or also 0,
 * where H is a number or, as `Glorot`, sqrt(1.5 / (in + out)).
 */
function readSteppedDense(levels: (value: number) => number): LayerReader {
  return (layer) => {
    const { units, H } = options(layer, {
      units: count,
      H: z.union([z.number().positive(), z.literal('Glorot')]).default(1),
    });
    const shape = shapeOf(layer);
    const inner = shape.at(-1)!;
    const height = H === 'Glorot' ? Math.sqrt(1.5 / (inner + units)) : H;
    const { shape: own, data } = layer.weight('kernel', [inner, units]);
    const values = Float64Array.from(data, (value) => height * levels(value / height));
    const kernel = { array: { shape: own, data: values }, precision: exactPrecision(values) };
    const outputShape = [...shape.slice(0, -1), units];
    return withActivation(
      layer,
      { outputShape, kernel, bias: biasOf(layer, units) },
      (common, kernel, bias) => ({
        kind: 'dense',
        ...common,
        kernel,
        bias,
      }),
    );
  };
}

const readEmbedding: LayerReader = (layer) => {
  const { input_dim, output_dim, mask_zero } = options(layer, {
    input_dim: count,
    output_dim: count,
    mask_zero: z.boolean().nullish(),
  });
  if (mask_zero) throw layer.refuse('masks zeros; train without mask_zero');
  const table = layer.weight('embeddings', [input_dim, output_dim]);
  const { name, inputs } = layer;
  return [{ kind: 'embedding', name, inputs, outputShape: [...shapeOf(layer), output_dim], table }];
};

const passOn: LayerReader = (): ModelLayer[] => [];

const passedOn = [
  'ActivityRegularization',
  'AlphaDropout',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'Identity',
  'SpatialDropout1D',
  'SpatialDropout2D',
];

export const coreReaders: Readonly<Record<string, LayerReader>> = {
  InputLayer: readInput,
  Dense: readDense,
  QDense: readDense,
  BinaryDense: readSteppedDense((value) => (value > 0 ? 1 : -1)),
  TernaryDense: readSteppedDense((value) => (value > 0.5 ? 1 : value < -0.5 ? -1 : 0)),
  Embedding: readEmbedding,
  ...Object.fromEntries(passedOn.map((name) => [name, passOn])),
};
