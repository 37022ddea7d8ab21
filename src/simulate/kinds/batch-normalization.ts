import { fractionBits } from '../../hls/index.js';
import { problem } from '../../diagnostics/index.js';
import type { ResolvedLayer } from '../network.js';
import { elementwise, type Parameters } from '../pieces/elementwise.js';
import { effectiveWeights, productOf, rawConstants, weightType } from '../products.js';
import { oneKernel, type LayerKind } from './kind.js';

/** `nnet::normalize`: `result = (res_t)(x * scale + bias)`, product and sum exact. */
export const batchNormalization: LayerKind = {
  plan(layer, [input], source) {
    const features = input!.features;
    const [scales, biases] = [layer.constants('weight'), layer.constants('bias')];
    checkChannels(layer, scales.length, biases.length, features);
    const scale = rawConstants(scales, weightType(layer, layer.product()), source);
    const bias = rawConstants(biases, layer.role('bias'), source);
    if (!scale || !bias) return null;
    const product = productOf(layer, layer.product(), layer.input, scale.type);
    const factors = effectiveWeights(scale.raw, scale.type, product, layer.input);
    if (factors?.kind !== 'multiply') return null;
    const parameters = [
      perFeature(factors.raw, factors.fraction, `${scale.key} ${product}`, features),
      perFeature(bias.raw, fractionBits(bias.type), bias.key, features),
    ];
    const piece = elementwise({
      features,
      inputs: [{ signal: input! }],
      parameters,
      formula: (terms, [x], [scale, bias]) =>
        terms.convert(terms.add(terms.multiply(x!, scale!), bias!), layer.output),
    });
    return oneKernel(piece);
  },
};

/** @throws `simulate.weights` unless there is a scale and a bias for each channel. */
export function checkChannels(
  { name }: ResolvedLayer,
  scales: number,
  biases: number,
  features: number,
): void {
  if (scales > 0 && scales === biases && features % scales === 0) return;
  throw problem('simulate.weights', { layer: name, inputs: features, outputs: features });
}

/** Constants of each channel, for each feature. */
export function perFeature(raw: Float64Array, fraction: number, key: string, features: number): Parameters {
  const values = Float64Array.from({ length: features }, (_, at) => raw[at % raw.length]!);
  return { values, fraction, key };
}
