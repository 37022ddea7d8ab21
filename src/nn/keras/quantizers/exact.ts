import type { Precision } from '../../model.js';

/** More bits than this are no precision that someone chose. */
const widest = 40;

/** The narrowest type that has every value exactly, or undefined where more than 40 bits are needed. */
export function exactPrecision(values: Float64Array): Precision | undefined {
  let lowest = 0;
  let highest = 0;
  let fraction = -widest;
  for (const value of values) {
    if (value === 0) continue;
    if (!Number.isFinite(value)) return undefined;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    while (!Number.isInteger(value * 2 ** fraction)) {
      fraction += 1;
      if (fraction > 2 * widest) return undefined;
    }
  }
  const signed = lowest < 0;
  // Steps up to the largest and down to the smallest value.
  const steps = Math.max(highest * 2 ** fraction + 1, -lowest * 2 ** fraction);
  const width = Math.max(1, Math.ceil(Math.log2(Math.max(steps, 1))) + (signed ? 1 : 0));
  if (width > widest) return undefined;
  return { signed, width, integer: width - fraction, quantization: 'TRN', overflow: 'WRAP' };
}
