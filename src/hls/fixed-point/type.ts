/** What happens to the bits below the last one kept (Vitis HLS UG1399, "Arbitrary Precision Fixed-Point"). */
export const quantizationModes = [
  'TRN',
  'TRN_ZERO',
  'RND',
  'RND_ZERO',
  'RND_INF',
  'RND_MIN_INF',
  'RND_CONV',
] as const;
export type QuantizationMode = (typeof quantizationModes)[number];

/** What happens to a value outside the range. */
export const overflowModes = ['WRAP', 'SAT', 'SAT_ZERO', 'SAT_SYM', 'WRAP_SM'] as const;
export type OverflowMode = (typeof overflowModes)[number];

/**
 * The modes that a family of headers has, without its prefix: `ac_fixed` does not wrap by sign and magnitude, and rounds
 * halves to odd, which `ap_fixed` does not (Algorithmic C Datatypes, "Quantization and Overflow").
 */
export const modesOf = (family: FixedType['family']): readonly string[] =>
  family === 'ap'
    ? [...quantizationModes, ...overflowModes]
    : [...quantizationModes, 'RND_CONV_ODD', ...overflowModes.filter((mode) => mode !== 'WRAP_SM')];

/**
 * A fixed-point or integer type: value = raw * 2^(integer - width), where raw is a `width`-bit integer.
 * Immutable.
 */
export interface FixedType {
  /** Spelled `ap_*` (Xilinx) or `ac_*` (Siemens, Intel). */
  readonly family: 'ap' | 'ac';
  /** Spelled as an integer (`ap_int<W>`): `integer` equals `width`, and `ap_int` cuts fractions (TRN_ZERO). */
  readonly isInteger: boolean;
  readonly signed: boolean;
  /** Total bits, at least 1. */
  readonly width: number;
  /** Bits left of the binary point, the sign included; may exceed `width` or be negative. */
  readonly integer: number;
  readonly quantization: QuantizationMode;
  readonly overflow: OverflowMode;
  /** The N of AP_WRAP with saturated bits; 0 by default. */
  readonly saturationBits: number;
}
