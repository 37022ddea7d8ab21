import {
  fixedArithmetic,
  fromDouble,
  type FixedType,
  type FixedValue,
  type WeightArray,
} from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';

/** A layer ready to be asked for one sample after the other: the raw values of each input to raw outputs. */
export type ExactLayer = (inputs: readonly (readonly bigint[])[]) => bigint[];

/** Makes a layer ready. */
export type ExactKind = (layer: ResolvedLayer) => ExactLayer;

/** `a += b` on values of one type. */
export function accumulate(a: FixedValue, b: FixedValue): FixedValue {
  return fixedArithmetic.convert(fixedArithmetic.add(a, b), a.type);
}

/** Constants as the source writes them, in a type. */
export function rawValues(array: WeightArray, type: FixedType): bigint[] {
  return Array.from(array.values(), (value) => fromDouble(value, type));
}

/** A layer that computes each value by itself. */
export function eachValue(
  layer: ResolvedLayer,
  result: (x: FixedValue, index: number) => FixedValue,
): ExactLayer {
  return ([inputs]) =>
    inputs!.map(
      (raw, index) => fixedArithmetic.convert(result({ raw, type: layer.input }, index), layer.output).raw,
    );
}

/** A C integer in a fixed-point type: `x = 1`. */
export function integer(value: bigint | number): FixedValue {
  return { raw: BigInt(value), type: cInteger };
}

const cInteger: FixedType = {
  family: 'ap',
  isInteger: true,
  signed: true,
  width: 32,
  integer: 32,
  quantization: 'TRN',
  overflow: 'WRAP',
  saturationBits: 0,
};
