import type { NdArray, Precision } from '../../model.js';
import { rounder, roundToEven } from '../../predict/round.js';
import { exactPrecision } from './exact.js';
import { optionsOf, precisionOfBits } from './options.js';
import type { Quantizer } from './parse.js';
import { epsilon, largest, leastSquares, nearestPowerOfTwo } from './scales.js';

/** Weights as a QKeras layer computes with them: `array` times `scale`. */
export interface QuantizedWeights {
  readonly array: NdArray;
  /** Holds every value of `array` exactly; undefined where no type of up to 40 bits does. */
  readonly precision: Precision | undefined;
  /** For each place along the last axis; absent where it is 1. */
  readonly scale?: Float64Array;
}

/** Values with their scales, before these are taken in where that is exact. */
interface Scaled {
  readonly values: Float64Array;
  readonly precision: Precision | undefined;
  /** One for all, or one for each group. */
  readonly scales: Float64Array;
}

/**
 * What a QKeras quantizer makes of weights (QKeras 0.9, quantizers.py).
 * @param isKernel layers train the scale of their kernels where the quantizer leaves it open: `auto_po2`
 * @returns a reason where it cannot be taken over
 */
export function quantizeWeights(
  quantizer: Quantizer,
  { shape, data }: NdArray,
  isKernel: boolean,
): QuantizedWeights | string {
  const options = optionsOf(quantizer);
  if (typeof options === 'string') return `has a wrong ${options}`;
  const places = shape.at(-1) ?? 1;
  const isVector = shape.length <= 1;
  const x = Float64Array.from(data);
  // Scales are for each place along the last axis; in a vector for each element.
  const groups: Groups = { count: places, of: (index) => index % places };
  const alphaOf = (alpha: unknown): Alpha | undefined => {
    if (alpha === null) return isKernel ? 'auto_po2' : 1;
    if (Array.isArray(alpha)) return numbersIn(alpha, places);
    return alpha as Alpha;
  };
  let scaled: Scaled;
  switch (options.name) {
    case 'quantized_bits': {
      const alpha = alphaOf(options.alpha);
      const fixed = numbersIn(options.post_training_scale, places);
      if (alpha === undefined) return 'has scales for another number of channels';
      if (alpha === 'auto' || alpha === 'auto_po2') {
        scaled = automaticBits(
          x,
          options,
          alpha,
          fixed,
          isVector ? { count: 1, of: () => 0 } : groups,
          groups,
        );
      } else {
        scaled = fixedBits(x, options, scalesOf(alpha));
      }
      break;
    }
    case 'binary': {
      const alpha = alphaOf(options.alpha);
      if (alpha === undefined) return 'has scales for another number of channels';
      const values = x.map((value) => (value >= 0 ? 1 : options.use_01 ? 0 : -1));
      const scales =
        alpha === 'auto' || alpha === 'auto_po2'
          ? leastSquares(x, values, groups.count, groups.of, alpha === 'auto_po2')
          : scalesOf(alpha);
      scaled = { values, precision: options.use_01 ? bit : twoBits, scales };
      break;
    }
    case 'ternary': {
      const alpha = alphaOf(options.alpha);
      if (alpha === undefined) return 'has scales for another number of channels';
      scaled =
        alpha === 'auto' || alpha === 'auto_po2'
          ? automaticTernary(x, alpha, options.number_of_unrolls, isVector, groups)
          : thresholded(x, options.threshold ?? 0.33, scalesOf(alpha));
      break;
    }
    case 'quantized_po2':
    case 'quantized_relu_po2': {
      if (options.quadratic_approximation) return 'uses quadratic_approximation';
      const signed = options.name === 'quantized_po2';
      const values = powersOfTwo(x, options, signed);
      scaled = { values, precision: exactPrecision(values), scales: Float64Array.of(1) };
      break;
    }
    default:
      return `is ${options.name}, which is for activations`;
  }
  return folded(scaled, shape);
}

type Alpha = number | 'auto' | 'auto_po2' | Float64Array;

interface Groups {
  readonly count: number;
  readonly of: (index: number) => number;
}

const twoBits: Precision = { signed: true, width: 2, integer: 2, quantization: 'TRN', overflow: 'WRAP' };
const bit: Precision = { signed: false, width: 1, integer: 1, quantization: 'TRN', overflow: 'WRAP' };

const scalesOf = (alpha: number | Float64Array): Float64Array =>
  typeof alpha === 'number' ? Float64Array.of(alpha) : alpha;

/** Numbers in lists of any depth: one for all, or one for each place. */
function numbersIn(value: unknown, places: number): Float64Array | undefined {
  if (value === null || value === undefined) return undefined;
  const numbers = [value].flat(16).map(Number);
  const fits = numbers.length === 1 || numbers.length === places;
  return fits && numbers.every(Number.isFinite) ? Float64Array.from(numbers) : undefined;
}

type Bits = Parameters<typeof precisionOfBits>[0];

function fixedBits(x: Float64Array, options: Bits, scales: Float64Array): Scaled {
  if (options.bits === (options.keep_negative ? 1 : 0)) {
    return { values: x.map((value) => (value >= 0 ? 1 : -1)), precision: twoBits, scales };
  }
  const precision = precisionOfBits(options);
  return { values: x.map(rounder(precision)), precision, scales };
}

/** Symmetric, with scales from the weights themselves. */
function automaticBits(
  x: Float64Array,
  options: Bits,
  alpha: 'auto' | 'auto_po2',
  fixed: Float64Array | undefined,
  first: Groups,
  others: Groups,
): Scaled {
  const highest = 2 ** (options.bits - 1) - 1;
  const unit = 2 ** options.integer;
  const normal = x.map((value) => value / unit);
  let groups = first;
  let scales: Float64Array = largest(normal, groups.count, groups.of).map(
    (value) => value / Math.max(highest, 1),
  );
  const codes = (): Float64Array =>
    normal.map((value, at) => {
      const scale = scales[groups.of(at)];
      const steps = scale > 0 ? Math.floor(Math.abs(value) / scale + 0.5) : 0;
      return Math.sign(value) * Math.min(steps, highest);
    });
  const step = 2 ** (options.bits - 1);
  if (fixed) {
    groups = fixed.length === 1 ? { count: 1, of: () => 0 } : others;
    scales = fixed.map((scale) => scale / 2 ** (options.bits - (options.keep_negative ? 1 : 0)));
  } else if (alpha === 'auto_po2') {
    scales = scales.map(nearestPowerOfTwo);
    for (let round = 0; round < 5; round++) {
      const q = codes();
      groups = others;
      scales = leastSquares(normal, q, groups.count, groups.of, true);
    }
  }
  const precision = precisionOfBits({ ...options, keep_negative: true, symmetric: true });
  return {
    values: codes().map((code) => (code / step) * unit),
    precision,
    scales: scales.map((scale) => scale * step),
  };
}

function thresholded(x: Float64Array, threshold: number, scales: Float64Array): Scaled {
  const values = x.map((value) => (Math.abs(value) >= threshold ? Math.sign(value) : 0));
  return { values, precision: twoBits, scales };
}

function automaticTernary(
  x: Float64Array,
  alpha: 'auto' | 'auto_po2',
  rounds: number,
  isVector: boolean,
  groups: Groups,
): Scaled {
  const whole: Groups = { count: 1, of: () => 0 };
  let own = isVector ? whole : groups;
  let scales: Float64Array = largest(x, own.count, own.of).map((value) => (2 * value) / 3);
  if (alpha === 'auto_po2') scales = scales.map(nearestPowerOfTwo);
  let values = new Float64Array(x.length);
  for (let round = 0; round < rounds; round++) {
    values = x.map((value, at) => {
      const scale = scales[own.of(at)];
      const rounded = scale > 0 ? scale * roundToEven(value / scale) : 0;
      return scale > 0 && Math.abs(rounded) >= scale / 2 ? Math.sign(value) : 0;
    });
    own = groups;
    scales = leastSquares(x, values, own.count, own.of, alpha === 'auto_po2');
  }
  return { values, precision: twoBits, scales };
}

/** The nearest power of two; without a sign, what is negative becomes the smallest of them. */
function powersOfTwo(
  x: Float64Array,
  options: { bits: number; max_value: number | null; log2_rounding: string },
  signed: boolean,
): Float64Array {
  const { bits, max_value: limit, log2_rounding: rounding } = options;
  // A bit of the exponent is its sign unless no value exceeds 1.
  const exponentBits = bits - (signed ? 1 : 0) - (limit === null || limit > 1 ? 1 : 0);
  const lowest = -(2 ** exponentBits);
  const highest = 2 ** exponentBits - 1;
  return x.map((value) => {
    const sign = signed && value < 0 ? -1 : 1;
    const magnitude = signed ? Math.abs(value) : Math.max(value, 0);
    if (magnitude < epsilon) return sign * 2 ** lowest;
    const logarithm = Math.log2(limit === null ? magnitude : Math.min(magnitude, limit));
    const exponent = rounding === 'floor' ? Math.floor(logarithm) : roundToEven(logarithm);
    return sign * 2 ** Math.max(lowest, Math.min(highest, exponent));
  });
}

/** Takes a scale that is the same power of two for all into the type; in a vector every scale. */
function folded({ values, precision, scales }: Scaled, shape: readonly number[]): QuantizedWeights {
  const [first] = scales;
  const isUniform = scales.every((scale) => scale === first);
  if (isUniform && first > 0 && Number.isInteger(Math.log2(first))) {
    const shifted = precision && { ...precision, integer: precision.integer + Math.log2(first) };
    return { array: { shape, data: values.map((value) => value * first) }, precision: shifted };
  }
  const scale = scales.length === 1 ? new Float64Array(shape.at(-1) ?? 1).fill(first) : scales;
  if (shape.length > 1) return { array: { shape, data: values }, precision, scale };
  const data = values.map((value, at) => value * scale[at]);
  return { array: { shape, data }, precision: exactPrecision(data) };
}
