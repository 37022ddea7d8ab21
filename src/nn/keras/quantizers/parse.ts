import { z } from 'zod';

/** A quantizer as QKeras knows it: `quantized_bits` with its options. */
export interface Quantizer {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The order in which QKeras takes the options that are given without their names. */
const positions: Readonly<Record<string, readonly string[]>> = {
  quantized_bits: ['bits', 'integer', 'symmetric', 'keep_negative', 'alpha', 'use_stochastic_rounding'],
  quantized_relu: [
    'bits',
    'integer',
    'use_sigmoid',
    'negative_slope',
    'use_stochastic_rounding',
    'relu_upper_bound',
    'is_quantized_clip',
  ],
  quantized_tanh: ['bits', 'use_stochastic_rounding', 'symmetric', 'use_real_tanh'],
  quantized_sigmoid: ['bits', 'symmetric', 'use_real_sigmoid', 'use_stochastic_rounding'],
  quantized_po2: ['bits', 'max_value', 'use_stochastic_rounding', 'quadratic_approximation', 'log2_rounding'],
  quantized_relu_po2: [
    'bits',
    'max_value',
    'negative_slope',
    'use_stochastic_rounding',
    'quadratic_approximation',
  ],
  binary: ['use_01', 'alpha', 'use_stochastic_rounding'],
  stochastic_binary: ['alpha', 'temperature', 'use_real_sigmoid'],
  ternary: ['alpha', 'threshold', 'use_stochastic_rounding', 'number_of_unrolls'],
  stochastic_ternary: ['alpha', 'threshold', 'temperature', 'use_real_sigmoid', 'number_of_unrolls'],
  bernoulli: ['alpha', 'temperature', 'use_real_sigmoid'],
  hard_tanh: [],
  binary_tanh: [],
};

const schema = z.object({ class_name: z.string(), config: z.record(z.string(), z.unknown()) });

/**
 * Reads a quantizer as files have it: `{class_name, config}`, or text as one writes it in Python,
 * `quantized_relu(6,2,negative_slope=0.25)`. The text is never run.
 * @returns undefined when it is neither, or of no known name
 */
export function parseQuantizer(value: unknown): Quantizer | undefined {
  const object = schema.safeParse(value);
  if (object.success) {
    const { class_name: name, config } = object.data;
    return Object.hasOwn(positions, name) ? { name, options: config } : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const call = /^\s*(\w+)\s*(?:\(([^()]*)\))?\s*$/.exec(value);
  if (!call || !Object.hasOwn(positions, call[1])) return undefined;
  const options = parseArguments(call[2] ?? '', positions[call[1]]);
  return options && { name: call[1], options };
}

function parseArguments(text: string, names: readonly string[]): Record<string, unknown> | undefined {
  const options: Record<string, unknown> = {};
  if (text.trim() === '') return options;
  for (const [index, argument] of text.split(',').entries()) {
    const [, keyword, literal] = /^\s*(?:(\w+)\s*=)?\s*(.*?)\s*$/.exec(argument)!;
    const name = keyword ?? names.at(index);
    const value = parseLiteral(literal);
    if (name === undefined || value === undefined) return undefined;
    options[name] = value;
  }
  return options;
}

function parseLiteral(text: string): unknown {
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(text);
  if (quoted) return quoted[1] ?? quoted[2];
  if (text === 'None') return null;
  if (text === 'True') return true;
  if (text === 'False') return false;
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
}
