import { isBuiltinInteger, type Assumptions, type CallNode, type TypeRef } from 'hlsmith/cpp';
import { parseFixedType } from 'hlsmith/hls';

/** The option of every metaprogram here that changes the order of iterations. */
export const assumeIndependent = {
  type: 'boolean',
  description: 'take what is not proved for independent, as a DEPENDENCE false pragma does',
} as const;

/** What is known of HLS types and calls when the order of iterations is to change. */
export const assumptions = (independent: boolean): Assumptions => ({
  assumeIndependent: independent,
  isAssociative,
  isHarmless,
});

/**
 * Sums modulo 2^n on one grid are the same in any order: integers, and fixed-point types that wrap and either cut
 * or round half up, since both round a sum with a value of the grid as they round the other alone.
 */
export function isAssociative(type: TypeRef): boolean {
  if (isBuiltinInteger(type)) return true;
  const fixed = parseFixedType(type.canonical.replace(/^const /, ''));
  if (!fixed || fixed.overflow !== 'WRAP' || fixed.saturationBits > 0) return false;
  // `ap_int` cuts fractions towards zero, which depends on the sum's sign.
  return !fixed.isInteger && ['TRN', 'RND'].includes(fixed.quantization);
}

/** Conversions to the types of HLS, and its mathematical functions. */
const isHarmless = (call: CallNode): boolean =>
  /^(?:ap|ac)_u?(?:int|fixed)$/.test(call.qualifiedName) ||
  /^hls::(?!stream|print)\w+$/.test(call.qualifiedName);
