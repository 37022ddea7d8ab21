import { fixedArithmetic } from '../../hls/index.js';
import { eachValue, integer, type ExactKind } from './exact.js';

/** nnet::quantize_each: to a type of its own, then to the result's. */
export const quantizer: ExactKind = (layer) => {
  const types = layer.layer.elementTypes ?? [];
  return eachValue(layer, (x, index) => {
    const type = types[index];
    return type ? fixedArithmetic.convert(x, type) : integer(0);
  });
};
