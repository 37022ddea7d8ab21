import { z } from 'zod';
import type { LayerPrecisions, Precision } from '../../model.js';
import { options, shapeOf, type LayerReader } from './context.js';

const modes = {
  RND: z.enum(['TRN', 'RND', 'RND_CONV']),
  SAT: z.enum(['WRAP', 'SAT', 'SAT_SYM']),
};

/**
 * The quantizer in the proxy models that HGQ makes for hls4ml: a number of bits for each element, or for each of some
 * groups of elements (Sun et al., 2024, "Gradient-based automatic mixed precision quantization").
 */
const readQuantizer: LayerReader = (layer) => {
  const {
    shape,
    RND: quantization,
    SAT: overflow,
  } = options(layer, { ...modes, shape: z.array(z.number().int().positive()) });
  const own = shapeOf(layer);
  const read = (name: string): number[] => Array.from(layer.integers(name, shape).data);
  const widths = read('bits');
  const integers = read('integers');
  const signed = read('keep_negative').map((value) => value !== 0);
  if (widths.some((width) => width < 0 || width > 64) || integers.some((bits) => Math.abs(bits) > 64)) {
    throw layer.refuse('has widths that are not from 0 to 64');
  }
  const { name, inputs } = layer;
  const isUniform = [widths, integers, signed].every((list) => list.every((value) => value === list[0]));
  if (isUniform && widths[0] > 0) {
    const result = { signed: signed[0], width: widths[0], integer: integers[0], quantization, overflow };
    return [
      { kind: 'activation', activation: 'linear', name, inputs, outputShape: own, precisions: { result } },
    ];
  }
  const places = shape.length > own.length ? shape.slice(-own.length) : shape;
  const fits =
    places.length === own.length && places.every((length, axis) => length === 1 || length === own[axis]);
  if (!fits || places.reduce((product, length) => product * length, 1) !== widths.length) {
    throw layer.refuse(`has widths of shape ${JSON.stringify(shape)} for a result of ${JSON.stringify(own)}`);
  }
  return [
    {
      ...{ kind: 'fixedPointQuantizer', name, inputs, outputShape: own },
      ...{ shape: places, widths, integers, signed, quantization, overflow },
    },
  ];
};

const overridesSchema = z.object({ layers: z.record(z.string(), z.record(z.string(), z.unknown())) });

const keys: Readonly<Record<string, keyof LayerPrecisions>> = {
  result_t: 'result',
  weight_t: 'weight',
  bias_t: 'bias',
  accum_t: 'accum',
};

/** The types that a quantizer's `overrides` set for other layers, by their names; what is no such type is left out. */
export function overridesOf(config: Readonly<Record<string, unknown>>): Map<string, LayerPrecisions> {
  const found = overridesSchema.safeParse(config.overrides);
  if (!found.success) return new Map();
  const entries = Object.entries(found.data.layers).map(([layer, types]): [string, LayerPrecisions] => {
    const own = Object.entries(types).flatMap(([name, text]) => {
      const precision = Object.hasOwn(keys, name) ? parseType(text) : undefined;
      return precision ? [[keys[name], precision]] : [];
    });
    return [layer, Object.fromEntries(own) as LayerPrecisions];
  });
  return new Map(entries);
}

/** `fixed<12,5,TRN,WRAP>`, `ufixed<8,2>`. */
function parseType(text: unknown): Precision | undefined {
  const match = /^(u?)fixed<(\d+),(-?\d+)(?:,(\w+),(\w+))?>$/.exec(String(text));
  if (!match) return undefined;
  const [, unsigned, width, integer, rounding = 'TRN', saturation = 'WRAP'] = match;
  const quantization = modes.RND.safeParse(rounding);
  const overflow = modes.SAT.safeParse(saturation);
  if (!quantization.success || !overflow.success || Number(width) < 1 || Number(width) > 64) return undefined;
  return {
    signed: unsigned === '',
    width: Number(width),
    integer: Number(integer),
    quantization: quantization.data,
    overflow: overflow.data,
  };
}

export const hgqReaders: Readonly<Record<string, LayerReader>> = { FixedPointQuantizer: readQuantizer };
