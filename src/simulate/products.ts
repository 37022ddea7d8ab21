import { fractionBits, type FixedType, type TypeRole, type WeightArray } from '../hls/index.js';
import { problem } from '../diagnostics/index.js';
import { checkOperand, multiplierNamed, type Multiplier } from './multipliers/index.js';
import type { ResolvedConfig } from './network.js';
import type { WeightSource } from './pieces/piece.js';
import type { Product } from './pieces/weighted-sum-plan.js';

/** How an input and a weight are multiplied: the classes of `nnet::product`. */
export type ProductName = 'mult' | 'weight_binary' | 'weight_ternary' | 'data_binary' | 'both_binary';

const known: readonly ProductName[] = [
  'mult',
  'weight_binary',
  'weight_ternary',
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

/** Weights as what an input is multiplied by, whatever the product: -1 for the zero of a binary weight. */
export function effectiveWeights(
  raw: Float64Array,
  type: FixedType,
  product: ProductName,
): { raw: Float64Array; fraction: number; kind: Product } {
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
  }
}

/** Constants of a role as raw integers, with their type; null where a double does not hold them. */
export function rawConstants(
  array: WeightArray,
  config: ResolvedConfig,
  role: TypeRole,
  source: WeightSource,
): { raw: Float64Array; type: FixedType; key: string } | null {
  const type = config.role(role);
  const raw = source.raw(array, type);
  return raw && { raw, type, key: source.key(array, type) };
}
