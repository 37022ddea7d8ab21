import { fixedArithmetic } from '../../hls/index.js';
import { checkChannels } from '../kinds/batch-normalization.js';
import { productOf, weightType } from '../products.js';
import { rawValues, type ExactKind } from './exact.js';
import { products } from './products.js';

/** nnet::normalize: an exact product and an exact sum, then one conversion. */
export const batchNormalization: ExactKind = (layer) => {
  const [scaleType, biasType] = [weightType(layer, layer.product()), layer.role('bias')];
  const scale = rawValues(layer.constants('weight'), scaleType);
  const bias = rawValues(layer.constants('bias'), biasType);
  const product = productOf(layer, layer.product(), layer.input, scaleType);
  return ([inputs]) => {
    checkChannels(layer, scale.length, bias.length, inputs!.length);
    return inputs!.map((raw, i) => {
      const factor = { raw: scale[i % scale.length]!, type: scaleType };
      const scaled = products[product]({ raw, type: layer.input }, factor);
      const sum = fixedArithmetic.add(scaled, { raw: bias[i % scale.length]!, type: biasType });
      return fixedArithmetic.convert(sum, layer.output).raw;
    });
  };
};
