import { fractionBits, toDouble, type FixedType } from '../hls/index.js';
import type { LaneBits } from './wasm/lanes.js';
import { problem } from '../diagnostics/index.js';

/** Values of one tensor for all samples, exactly as the kernel computes them. */
export interface EvaluatedTensor {
  readonly name: string;
  readonly type: FixedType;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** `[samples, ...shape]`, row-major; the value is raw * 2^(integer - width). */
  readonly raw: Int32Array | BigInt64Array;
  /** As `raw`, as numbers; rounded to 53 significant bits where a type has more. */
  toDoubles(): Float64Array;
}

/** The answer to one precision assignment. */
export interface Evaluation {
  readonly samples: number;
  /** The logits, or the kernel's output, as asked; of a kernel with several outputs, the first. */
  readonly tensor: EvaluatedTensor;
  /** All of them, in the order of the kernel's outputs. */
  readonly tensors: readonly EvaluatedTensor[];
  /** How each layer was computed: in lanes of so many bits, or one exact operation after the other. */
  readonly arithmetic: readonly (LaneBits | 'exact')[];
}

/**
 * Makes room for a tensor's values: 32-bit integers where the type's raw values fit.
 *
 * @throws `simulate.result-width` for types of more than 64 bits.
 */
export function rawArray(name: string, type: FixedType, length: number): Int32Array | BigInt64Array {
  const bits = type.width + (type.signed ? 0 : 1);
  if (bits > 64) throw problem('simulate.result-width', { tensor: name, width: type.width });
  return bits <= 32 ? new Int32Array(length) : new BigInt64Array(length);
}

export function evaluatedTensor(
  name: string,
  type: FixedType,
  shape: readonly number[],
  raw: Int32Array | BigInt64Array,
): EvaluatedTensor {
  return { name, type, shape, raw, toDoubles: () => toDoubles(raw, type) };
}

function toDoubles(raw: Int32Array | BigInt64Array, type: FixedType): Float64Array {
  if (raw instanceof BigInt64Array) return Float64Array.from(raw, (value) => toDouble(value, type));
  const scale = 2 ** -fractionBits(type);
  return Float64Array.from(raw, (value) => value * scale);
}
