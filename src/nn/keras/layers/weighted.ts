import type { LayerBase, ModelLayer, NdArray, Precision } from '../../model.js';
import { parseQuantizer } from '../quantizers/parse.js';
import { quantizeWeights, type QuantizedWeights } from '../quantizers/weights.js';
import type { Part } from '../weights.js';
import { fused } from './activation.js';
import { describe, zeros, type LayerContext } from './context.js';

/**
 * A weight as the layer computes with it: quantised where a QKeras layer says how.
 * @param option of the layer's configuration that may hold a quantizer: `kernel_quantizer`
 */
export function quantizedWeight(
  layer: LayerContext,
  array: NdArray,
  option: string,
  isKernel: boolean,
): QuantizedWeights {
  const value = layer.config[option];
  if (value === undefined || value === null) return { array, precision: undefined };
  const quantizer = parseQuantizer(value);
  const found = quantizer ? quantizeWeights(quantizer, array, isKernel) : 'is not supported';
  if (typeof found !== 'string') return found;
  throw layer.refuse(`has the ${option} ${describe(value)}, which ${found}`);
}

/** The bias, or zeros where the layer has none. */
export function biasOf(layer: LayerContext, length: number, part?: Part): QuantizedWeights {
  if (layer.config.use_bias === false) return { array: zeros(length), precision: undefined };
  return quantizedWeight(layer, layer.weight('bias', [length], part), 'bias_quantizer', false);
}

/** What a layer is made of before its weights' scale is dealt with. */
export interface Weighted {
  readonly outputShape: readonly number[];
  readonly kernel: QuantizedWeights;
  readonly bias: QuantizedWeights;
}

/**
 * The layer, behind it its activation, and between them a factor for each channel where the quantizer of its kernel
 * has a scale that is no power of two common to all: then the layer itself has no bias (`NAME_scale` adds it).
 */
export function withActivation(
  layer: LayerContext,
  { outputShape, kernel, bias }: Weighted,
  make: (common: LayerBase, kernel: NdArray, bias: NdArray) => ModelLayer,
): ModelLayer[] {
  const { name, inputs } = layer;
  const common = (precisions: {
    weight?: Precision | undefined;
    bias?: Precision | undefined;
  }): LayerBase => {
    const fixed = Object.fromEntries(Object.entries(precisions).filter(([, precision]) => precision));
    return { name, inputs, outputShape, ...(Object.keys(fixed).length > 0 ? { precisions: fixed } : {}) };
  };
  const { scale } = kernel;
  if (!scale) {
    const whole = make(common({ weight: kernel.precision, bias: bias.precision }), kernel.array, bias.array);
    return [whole, ...fused(layer, layer.config.activation, whole)];
  }
  const channels = outputShape.at(-1)!;
  const main = make(common({ weight: kernel.precision }), kernel.array, zeros(channels));
  const factors = Float64Array.from({ length: channels }, (_, channel) => scale[channel % scale.length]);
  const scaling: ModelLayer = {
    kind: 'batchNormalization',
    name: `${name}_scale`,
    inputs: [name],
    outputShape,
    ...(bias.precision ? { precisions: { bias: bias.precision } } : {}),
    scale: { shape: [channels], data: factors },
    bias: bias.array,
  };
  return [main, scaling, ...fused(layer, layer.config.activation, scaling)];
}
