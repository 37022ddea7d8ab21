import fc from 'fast-check';
import { overflowModes, quantizationModes, type FixedType } from 'hlsmith/hls';

interface Bounds {
  readonly width?: { readonly min: number; readonly max: number };
  readonly integer?: { readonly min: number; readonly max: number };
}

/** Any fixed-point type within bounds, over all modes. */
export function anyFixedType({
  width = { min: 1, max: 48 },
  integer = { min: -8, max: 40 },
}: Bounds = {}): fc.Arbitrary<FixedType> {
  return fc
    .record({
      family: fc.constant('ap' as const),
      isInteger: fc.constant(false),
      signed: fc.boolean(),
      width: fc.integer(width),
      integer: fc.integer(integer),
      quantization: fc.constantFrom(...quantizationModes),
      overflow: fc.constantFrom(...overflowModes),
      saturationBits: fc.constantFrom(0, 0, 0, 1, 2),
    })
    .map((type) => ({ ...type, saturationBits: Math.min(type.saturationBits, type.width) }));
}
