import type { ActivationFunction, Precision } from '../../model.js';
import { optionsOf, precisionOfBits } from './options.js';
import type { Quantizer } from './parse.js';

export interface QuantizedActivation {
  readonly function: ActivationFunction;
  readonly precision?: Precision;
}

const twoBits: Precision = { signed: true, width: 2, integer: 2, quantization: 'TRN', overflow: 'WRAP' };

/** The sigmoid that QKeras means where it is not asked for the real one. */
const hardSigmoid = { activation: 'hardSigmoid', slope: 0.5, shift: 0.5 } as const;

/**
 * What a QKeras quantizer does as an activation: a function, and the type that its result is rounded to (QKeras 0.9,
 * quantizers.py).
 * @returns a reason where it cannot be taken over
 */
export function quantizedActivation(quantizer: Quantizer): QuantizedActivation | string {
  if (quantizer.name === 'hard_tanh') return { function: { activation: 'hardTanh' } };
  if (quantizer.name === 'binary_tanh') return { function: { activation: 'binaryTanh' }, precision: twoBits };
  if (quantizer.name === 'bernoulli') return 'is bernoulli, which draws random numbers when it is used';
  const options = optionsOf(quantizer);
  if (typeof options === 'string') return `has a wrong ${options}`;
  switch (options.name) {
    case 'quantized_bits':
      if (!isOne(options.alpha)) return scaled;
      if (options.bits === 1 && options.keep_negative) {
        return { function: { activation: 'binaryTanh' }, precision: twoBits };
      }
      return { function: { activation: 'linear' }, precision: precisionOfBits(options) };
    case 'quantized_relu':
      return quantizedRelu(options);
    case 'quantized_tanh':
      return {
        function: { activation: options.use_real_tanh ? 'tanh' : 'hardTanh' },
        precision: precisionOfBits({ ...options, integer: 0, keep_negative: true }),
      };
    case 'quantized_sigmoid':
      if (options.symmetric) return 'is a symmetric quantized_sigmoid';
      return {
        function: options.use_real_sigmoid ? { activation: 'sigmoid' } : hardSigmoid,
        precision: precisionOfBits({ ...options, integer: 0, keep_negative: false }),
      };
    case 'binary':
      if (!isOne(options.alpha)) return scaled;
      if (options.use_01) return 'is binary with use_01';
      return { function: { activation: 'binaryTanh' }, precision: twoBits };
    case 'ternary':
      if (!isOne(options.alpha)) return scaled;
      return {
        function: { activation: 'ternaryTanh', threshold: options.threshold ?? 0.33, inclusive: true },
        precision: twoBits,
      };
    case 'quantized_po2':
    case 'quantized_relu_po2':
      return 'is for powers of two, whose results are no fixed-point numbers';
  }
}

const scaled = 'has an alpha other than 1: its scale depends on the data';

const isOne = (alpha: unknown): boolean => alpha === null || alpha === 1;

function quantizedRelu(options: {
  bits: number;
  integer: number;
  use_sigmoid: boolean;
  negative_slope: number;
  relu_upper_bound: number | null;
  is_quantized_clip: boolean;
}): QuantizedActivation | string {
  const { negative_slope: negativeSlope, relu_upper_bound: bound } = options;
  if (options.use_sigmoid) return 'is a quantized_relu with use_sigmoid';
  const isLeaky = negativeSlope !== 0;
  const precision = precisionOfBits({ ...options, symmetric: false, keep_negative: isLeaky });
  if (isLeaky) return { function: { activation: 'leakyRelu', negativeSlope }, precision };
  // Otherwise the type's largest value is the only bound.
  const isBound = bound !== null && bound > 0 && !options.is_quantized_clip;
  return { function: { activation: 'relu', ...(isBound ? { maxValue: bound } : {}) }, precision };
}
