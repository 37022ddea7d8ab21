import { z } from 'zod';
import type { Precision } from '../../model.js';
import type { Quantizer } from './parse.js';

/** What each option is when a file leaves it out: QKeras' own defaults. */
function makeSchemas() {
  /** QKeras writes booleans as numbers, too, and numbers as lists of one. */
  const flag = z.union([z.boolean(), z.number()]).transform(Boolean);
  const one = z.union([
    z.number(),
    z
      .array(z.number())
      .length(1)
      .transform(([value]) => value),
  ]);
  const bits = one.pipe(z.number().int().min(1).max(64));
  const integer = one.pipe(z.number().int().min(-64).max(64));
  const alpha = z.union([one, z.enum(['auto', 'auto_po2']), z.array(z.unknown())]).nullable();

  return {
    quantized_bits: z.object({
      bits: bits.default(8),
      integer: integer.default(0),
      symmetric: flag.default(false),
      keep_negative: flag.default(true),
      alpha: alpha.default(null),
      post_training_scale: z.unknown().optional(),
    }),
    quantized_relu: z.object({
      bits: bits.default(8),
      integer: integer.default(0),
      use_sigmoid: flag.default(false),
      negative_slope: z.number().nonnegative().default(0),
      relu_upper_bound: z.number().nullable().default(null),
      is_quantized_clip: flag.default(true),
    }),
    quantized_tanh: z.object({
      bits: bits.default(8),
      symmetric: flag.default(false),
      use_real_tanh: flag.default(false),
    }),
    quantized_sigmoid: z.object({
      bits: bits.default(8),
      symmetric: flag.default(false),
      use_real_sigmoid: flag.default(false),
    }),
    quantized_po2: z.object({
      bits: bits.default(8),
      max_value: z.number().nonnegative().nullable().default(null),
      quadratic_approximation: flag.default(false),
      log2_rounding: z.enum(['rnd', 'floor']).default('rnd'),
    }),
    quantized_relu_po2: z.object({
      bits: bits.default(8),
      max_value: z.number().nonnegative().nullable().default(null),
      negative_slope: z.literal(0).default(0),
      quadratic_approximation: flag.default(false),
      log2_rounding: z.enum(['rnd', 'floor']).default('rnd'),
    }),
    binary: z.object({ use_01: flag.default(false), alpha: alpha.default(null) }),
    ternary: z.object({
      alpha: alpha.default(null),
      threshold: z.number().nonnegative().nullable().default(null),
      number_of_unrolls: z.number().int().min(0).max(100).default(5),
    }),
  };
}

type Schemas = ReturnType<typeof makeSchemas>;
type Options = { [Name in keyof Schemas]: { readonly name: Name } & z.infer<Schemas[Name]> }[keyof Schemas];

/** Made when a file has a quantizer: it takes as long as reading a model without. */
let schemas: Schemas | undefined;

/** Names that, once trained, mean the same. */
const synonyms: Readonly<Record<string, keyof Schemas>> = {
  stochastic_binary: 'binary',
  stochastic_ternary: 'ternary',
};

/**
 * The options of a quantizer, with QKeras' defaults; those that matter in training only (`qnoise_factor`, stochastic
 * rounding) left out.
 * @returns the name of the option that is wrong, where one is
 */
export function optionsOf({ name, options }: Quantizer): Options | string {
  const known = synonyms[name] ?? name;
  schemas ??= makeSchemas();
  if (!Object.hasOwn(schemas, known)) return 'class';
  const own = known as keyof Schemas;
  const result = schemas[own].safeParse(options);
  if (!result.success) return result.error.issues[0].path.join('.') || 'form';
  return { name: own, ...result.data } as Options;
}

/** What `quantized_bits` rounds to, alpha apart: to the nearest, from the middle to even, and it saturates. */
export function precisionOfBits(options: {
  bits: number;
  integer: number;
  symmetric: boolean;
  keep_negative: boolean;
}): Precision {
  const { bits: width, integer: whole, symmetric, keep_negative: signed } = options;
  return {
    signed,
    width,
    integer: whole + (signed ? 1 : 0),
    quantization: 'RND_CONV',
    overflow: symmetric ? 'SAT_SYM' : 'SAT',
  };
}
