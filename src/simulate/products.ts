import { fixedType, fractionBits, type FixedType, type WeightArray } from '../hls/index.js';
import { problem } from '../diagnostics/index.js';
import { checkOperand, multiplierNamed, type Multiplier } from './multipliers/index.js';
import type { ResolvedConfig } from './network.js';
import type { WeightSource } from './pieces/piece.js';
import type { Product } from './pieces/weighted-sum-plan.js';

/** How an input and a weight are multiplied: the classes of `nnet::product`. */
export type ProductName =
  'mult' | 'weight_binary' | 'weight_ternary' | 'weight_exponential' | 'data_binary' | 'both_binary';

const known: readonly ProductName[] = [
  'mult',
  'weight_binary',
  'weight_ternary',
  'weight_exponential',
  'data_binary',
  'both_binary',
];

/** @throws `simulate.product` for one that is not simulated, and for one-bit operands that have more bits. */
export function productOf(
  layer: ResolvedConfig,
  name: string,
  data: FixedType,
  weight: FixedType,
): ProductName {
  const product = known.find((one) => one === name);
  const wide = product === 'both_binary' && !(isOneBit(data) && isOneBit(weight));
  if (!product || wide) throw problem('simulate.product', { layer: layer.name, product: name, known });
  return product;
}

/**
 * The approximate multiplier of a layer's products; null where they are products of `nnet::product`.
 *
 * @throws `simulate.multiplier`, `simulate.multiplier-width`
 */
export function multiplierOf(
  { name: layer, multiplierTables }: ResolvedConfig,
  product: string,
  data: FixedType,
  weight: FixedType,
): Multiplier | null {
  const multiplier = multiplierNamed(product, multiplierTables, layer);
  for (const operand of multiplier ? [data, weight] : []) checkOperand(multiplier!, operand, layer);
  return multiplier;
}

/** `ap_uint<1>`, for which some functions of the kernel library are specialised. */
export function isOneBit({ isInteger, signed, width }: FixedType): boolean {
  return isInteger && !signed && width === 1;
}

/** The type that weights are held in: for powers of two, whose exponents have the type that is named, all of these. */
export function weightType(config: ResolvedConfig, product: string): FixedType {
  const named = config.role('weight');
  if (product !== 'weight_exponential') return named;
  const most = 2 ** (named.width - 1);
  return fixedType(true, 2 * most + 1, most + 1);
}

/**
 * The type in which `weight_exponential` shifts its input, given the one in which the powers are held: as many bits
 * before the point as behind it, so that long shifts lose some.
 */
export function shiftType(data: FixedType, powers: FixedType): FixedType {
  const half = Math.log2(powers.width - 1) + data.width;
  return fixedType(true, 2 * half, half);
}

/** Weights as what an input is multiplied by, whatever the product: -1 for the zero of a binary weight. */
export interface Factors {
  readonly raw: Float64Array;
  readonly fraction: number;
  readonly kind: Product;
}

/** null where the product loses bits. */
export function effectiveWeights(
  raw: Float64Array,
  type: FixedType,
  product: ProductName,
  data: FixedType,
): Factors | null {
  const fraction = fractionBits(type);
  switch (product) {
    case 'mult':
      return { raw, fraction, kind: 'multiply' };
    case 'data_binary':
      return { raw, fraction, kind: 'signed' };
    case 'both_binary':
      return { raw, fraction, kind: 'equal' };
    case 'weight_binary':
      return { raw: raw.map((w) => (w === 0 ? -1 : 1)), fraction: 0, kind: 'multiply' };
    case 'weight_ternary': {
      const minusOne = -(2 ** fraction);
      const signs = raw.map((w) => (w === 0 ? 0 : w === minusOne ? -1 : 1));
      return { raw: signs, fraction: 0, kind: 'multiply' };
    }
    case 'weight_exponential':
      return powersAsFactors(raw, type, data);
  }
}

/** Powers of two as small integers; null where one shifts bits out. */
function powersAsFactors(raw: Float64Array, type: FixedType, data: FixedType): Factors | null {
  const { integer, width } = shiftType(data, type);
  const exponents = raw.map((power) => Math.log2(Math.abs(power)) - fractionBits(type));
  const [least, most] = exponents.reduce(
    ([low, high], exponent) => [Math.min(low, exponent), Math.max(high, exponent)],
    [0, 0],
  );
  // One bit for the sign of what has none, and one for the negative of the least value.
  const fits = data.integer + most + 2 <= integer && fractionBits(data) - least <= width - integer;
  const factors = exponents.map((exponent, at) => Math.sign(raw[at]!) * 2 ** (exponent - least));
  return fits ? { raw: factors, fraction: -least, kind: 'multiply' } : null;
}

/** Constants as raw integers, with their type; null where a double does not hold them. */
export function rawConstants(
  array: WeightArray,
  type: FixedType,
  source: WeightSource,
): { raw: Float64Array; type: FixedType; key: string } | null {
  const raw = source.raw(array, type);
  return raw && { raw, type, key: source.key(array, type) };
}
