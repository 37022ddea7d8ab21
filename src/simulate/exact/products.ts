import {
  fixedArithmetic,
  fixedType,
  fractionBits,
  type FixedType,
  type FixedValue,
} from '../../hls/index.js';
import { matchesType } from '../kinds/matrix.js';
import type { ResolvedConfig } from '../network.js';
import { isOneBit, multiplierOf, productOf, shiftType, weightType, type ProductName } from '../products.js';
import { orderTells, reuseOrder, reuseOrderOf } from '../reuse-order.js';
import { accumulate, integer } from './exact.js';

const { add, convert, multiply, negate, subtract } = fixedArithmetic;

/** The classes of `nnet::product`. */
export const products: Readonly<Record<ProductName, (a: FixedValue, w: FixedValue) => FixedValue>> = {
  mult: multiply,
  weight_binary: (a, w) => (w.raw === 0n ? negate(a) : a),
  data_binary: (a, w) => (a.raw === 0n ? negate(w) : w),
  weight_ternary(a, w) {
    if (w.raw === 0n) return { raw: 0n, type: a.type };
    return fixedArithmetic.compare(w, integer(-1)) === 0 ? negate(a) : a;
  },
  /** Shifts by the exponent, in a type that loses what it shifts out. */
  weight_exponential(a, w) {
    const type = shiftType(a.type, w.type);
    const power = w.raw < 0n ? -w.raw : w.raw;
    const exponent = power.toString(2).length - 1 - fractionBits(w.type);
    const { raw } = convert(a, type);
    const shifted = exponent < 0 ? raw >> BigInt(-exponent) : raw << BigInt(exponent);
    const y = { raw: BigInt.asIntN(type.width, shifted), type };
    return w.raw > 0n ? y : convert(negate(y), type);
  },
  both_binary: (a, w) => ({ raw: a.raw === w.raw ? 1n : 0n, type: a.type }),
};

/** How a layer multiplies: a class of `nnet::product`, or an approximate multiplier. */
export function productFunction(
  config: ResolvedConfig,
  name: string,
  data: FixedType,
  weight: FixedType,
): (a: FixedValue, w: FixedValue) => FixedValue {
  const multiplier = multiplierOf(config, name, data, weight);
  if (!multiplier) return products[productOf(config, name, data, weight)];
  const type = fixedType(true, 64, 64 - fractionBits(data) - fractionBits(weight));
  return (a, w) => ({ raw: BigInt(multiplier.product(Number(a.raw), Number(w.raw))), type });
}

/** `acc = bias; acc += (accum_t)product(x, w)` for some x and w, in the order given. */
export function sumOfProducts(
  terms: readonly (readonly [FixedValue, FixedValue])[],
  bias: FixedValue,
  product: (a: FixedValue, w: FixedValue) => FixedValue,
  accumulator: FixedType,
): FixedValue {
  let sum = convert(bias, accumulator);
  for (const [x, w] of terms) sum = accumulate(sum, convert(product(x, w), accumulator));
  return sum;
}

/** `nnet::dense` of any strategy: inputs to results, raw, with the types of its config struct. */
export function denseOf(
  config: ResolvedConfig,
  { product: name, data, result }: { product: string; data: FixedType; result: FixedType },
  weights: readonly bigint[],
  bias: readonly bigint[],
): (inputs: readonly bigint[]) => bigint[] {
  const [type, biasType] = [weightType(config, name), config.role('bias')];
  const accumulator = config.role('accumulator');
  const product = productFunction(config, name, data, type);
  const outputs = bias.length;
  return (inputs) => {
    const order = reuseOrder(config, inputs.length, outputs, accumulator);
    return bias.map((raw, j) => {
      const mine =
        order === 'by output' ? reuseOrderOf(j, inputs.length, config.size('reuse_factor')) : order;
      const terms = Array.from(mine ?? inputs.keys(), (i) => {
        const w = { raw: weights[i * outputs + j]!, type };
        return [{ raw: inputs[i]!, type: data }, w] as const;
      });
      const sum = sumOfProducts(terms, { raw, type: biasType }, product, accumulator);
      return convert(cast(sum, config, data, inputs.length), result).raw;
    });
  };
}

/** `nnet::cast`: matches of one-bit products become the sum of plus and minus ones. */
export function cast(sum: FixedValue, config: ResolvedConfig, data: FixedType, inputs: number): FixedValue {
  if (!isOneBit(data) || !isOneBit(config.role('weight'))) return sum;
  const balance = subtract(add(sum, sum), integer(inputs));
  return convert(balance, matchesType(inputs));
}

/**
 * The order in which `nnet::depthwise_product_resource_*` adds the taps of a channel: all products are visited by the
 * remainder of their number.
 */
export function depthwiseOrder(
  config: ResolvedConfig,
  channel: number,
  taps: number,
  channels: number,
  accumulator: FixedType,
): number[] {
  const order = Array.from({ length: taps }, (_, tap) => tap);
  if (!orderTells(config, accumulator)) return order;
  const reuse = Math.min(config.size('reuse_factor'), taps * channels);
  const turn = (tap: number): number => (tap * channels + channel) % reuse;
  return order.sort((a, b) => turn(a) - turn(b));
}
