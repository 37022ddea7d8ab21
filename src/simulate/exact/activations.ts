import { fixedArithmetic } from '../../hls/index.js';
import { reluMaximum } from '../kinds/elementwise.js';
import { eachValue, integer, type ExactKind } from './exact.js';

const { compare } = fixedArithmetic;

/** nnet::linear. */
export const linear: ExactKind = (layer) => eachValue(layer, (x) => x);

/** nnet::relu and nnet::relu_max. */
export const relu: ExactKind = (layer) => {
  const most = reluMaximum(layer);
  return eachValue(layer, (x) => {
    if (x.raw <= 0n) return integer(0);
    return most !== null && compare(x, integer(most)) > 0 ? integer(most) : x;
  });
};
