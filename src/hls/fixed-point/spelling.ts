import {
  modesOf,
  overflowModes,
  quantizationModes,
  type FixedType,
  type OverflowMode,
  type QuantizationMode,
} from './type.js';

/** Widths beyond what the vendors' headers can be told to hold are taken for garbage (UG1399: 4,096 bits). */
const widestType = 4096;

const spelling = /^(?:typename\s+)?(?:::\s*)?(?:[A-Za-z_]\w*\s*::\s*)*(a[pc]_u?(?:fixed|int))\s*<([^<>]*)>$/;

/**
 * Reads the spelling of a type: `ap_fixed<18,8>`, `ap_ufixed<9, 4, AP_RND, AP_SAT, 0>`, `ap_int<W>`,
 * `ap_uint<W>`, `ac_fixed<W,I,S,AC_RND,AC_SAT>`, `ac_int<W,S>`. Spaces, namespaces and `typename` are accepted.
 *
 * @returns null for anything else, widths that are no plain decimal number included.
 */
export function parseFixedType(text: string): FixedType | null {
  const match = spelling.exec(text.trim());
  if (!match) return null;
  const words = match[2]!.split(',').map((word) => word.trim());
  const type = readers[match[1]!]?.(words) ?? null;
  const sound =
    type && type.width >= 1 && type.width <= widestType && Math.abs(type.integer) <= 2 * widestType;
  return sound ? type : null;
}

/** The spelling that `parseFixedType` reads back to the same type; trailing defaults are left out. */
export const formatFixedType = (type: FixedType): string => formatFixedTypeLike(type, '');

/** As `formatFixedType`, with the habits of another spelling: blanks behind commas, defaults that it writes out. */
export function formatFixedTypeLike(type: FixedType, like: string): string {
  const { family, width, integer, signed } = type;
  const separator = /,\s/.test(like) ? ', ' : ',';
  const spell = (name: string, words: readonly unknown[]): string => `${name}<${words.join(separator)}>`;
  if (type.isInteger) {
    return family === 'ac' ? spell('ac_int', [width, signed]) : spell(`ap_${signed ? '' : 'u'}int`, [width]);
  }
  const shape = family === 'ac' ? [width, integer, signed] : [width, integer];
  const name = `${family}_${family === 'ap' && !signed ? 'u' : ''}fixed`;
  const spelledOut = like.includes(`${family}_`) && like.includes('fixed') ? like.split(',').length : 0;
  return spell(name, [...shape, ...formatModes(type, spelledOut - shape.length)]);
}

/** @param least how many are written even where they are defaults */
function formatModes(type: FixedType, least: number): string[] {
  const prefix = type.family.toUpperCase();
  const modes = [`${prefix}_${type.quantization}`, `${prefix}_${type.overflow}`];
  if (type.family === 'ap') modes.push(`${type.saturationBits}`);
  const defaults = [`${prefix}_TRN`, `${prefix}_WRAP`, '0'];
  const needed = modes.findLastIndex((mode, at) => mode !== defaults[at]) + 1;
  return modes.slice(0, Math.max(needed, least));
}

type Reader = (words: readonly string[]) => FixedType | null;

const readers: Readonly<Record<string, Reader>> = {
  ap_fixed: (words) => readApFixed(true, words),
  ap_ufixed: (words) => readApFixed(false, words),
  ap_int: (words) => readApInteger(true, words),
  ap_uint: (words) => readApInteger(false, words),
  ac_fixed: readAcFixed,
  ac_int: readAcInteger,
};

function readApFixed(signed: boolean, words: readonly string[]): FixedType | null {
  if (words.length < 2 || words.length > 5) return null;
  const [width, integer, quantization = 'AP_TRN', overflow = 'AP_WRAP', bits = '0'] = words;
  return assemble('ap', false, signed, width!, integer!, quantization, overflow, bits);
}

function readApInteger(signed: boolean, words: readonly string[]): FixedType | null {
  if (words.length !== 1) return null;
  // Assigned from a fraction, `ap_int` cuts towards zero, as C's integers do (UG1399).
  return assemble('ap', true, signed, words[0]!, words[0]!, 'AP_TRN_ZERO', 'AP_WRAP', '0');
}

function readAcFixed(words: readonly string[]): FixedType | null {
  if (words.length < 2 || words.length > 5) return null;
  const [width, integer, sign = 'true', quantization = 'AC_TRN', overflow = 'AC_WRAP'] = words;
  const signed = truth(sign);
  return signed === null
    ? null
    : assemble('ac', false, signed, width!, integer!, quantization, overflow, '0');
}

function readAcInteger(words: readonly string[]): FixedType | null {
  if (words.length < 1 || words.length > 2) return null;
  const signed = truth(words[1] ?? 'true');
  return signed === null
    ? null
    : assemble('ac', true, signed, words[0]!, words[0]!, 'AC_TRN', 'AC_WRAP', '0');
}

function truth(word: string): boolean | null {
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : null;
}

function assemble(
  family: 'ap' | 'ac',
  isInteger: boolean,
  signed: boolean,
  ...[width, integer, quantizationWord, overflowWord, bits]: readonly [string, string, string, string, string]
): FixedType | null {
  const quantization = mode<QuantizationMode>(family, quantizationWord, quantizationModes);
  const overflow = mode<OverflowMode>(family, overflowWord, overflowModes);
  if (!/^\d{1,5}$/.test(width) || !/^-?\d{1,5}$/.test(integer) || !/^\d{1,5}$/.test(bits)) return null;
  if (!quantization || !overflow) return null;
  const saturationBits = Number(bits);
  const type = { family, isInteger, signed, width: Number(width), integer: Number(integer) };
  return saturationBits > type.width ? null : { ...type, quantization, overflow, saturationBits };
}

/** `AP_RND` to `RND`; a scope before it (`nnet::AP_RND`) is tolerated. */
function mode<M extends string>(family: FixedType['family'], word: string, modes: readonly M[]): M | null {
  const bare = word.replace(/^(?:\s*\w*\s*::)+\s*/, '');
  const known = modesOf(family);
  return modes.find((name) => bare === `${family.toUpperCase()}_${name}` && known.includes(name)) ?? null;
}
