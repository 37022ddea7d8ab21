/** Smallest and largest value of an integer type. */
export interface IntegerRange {
  readonly least: number;
  readonly most: number;
}

/** How an integer type of C++ itself stores its values. */
export interface IntegerType {
  readonly bits: number;
  readonly isSigned: boolean;
}

/** On the 64-bit machines that HLS tools simulate on. */
const bitsOfWord: Readonly<Record<string, number>> = { char: 8, short: 16, int: 32, long: 64 };

/** The integer type that C++'s own words (LP64) or `uint8_t` and its kin name; null for anything else, and for `bool`. */
export function integerType(spelling: string): IntegerType | null {
  const text = plain(spelling);
  const sized = /^(u?)int(?:_fast|_least)?(\d+)_t$/.exec(text);
  if (sized) return { bits: Number(sized[2]), isSigned: sized[1] === '' };
  if (text === 'size_t') return { bits: 64, isSigned: false };
  const words = text.split(/\s+/);
  if (!words.every((word) => word in bitsOfWord || word === 'unsigned' || word === 'signed')) return null;
  const size = ['char', 'short', 'long'].find((word) => words.includes(word)) ?? 'int';
  return { bits: bitsOfWord[size]!, isSigned: !words.includes('unsigned') };
}

/**
 * The values of an integer type by its canonical spelling: those of `integerType`, `bool`, and classes whose name and
 * width say what they hold (`ap_uint<4>`, `ac_int<4, false>`). null for anything else.
 */
export function integerRange(canonical: string): IntegerRange | null {
  const text = plain(canonical);
  const templated = /^a[pc]_(u?)int\s*<\s*(\d+)\s*(?:,\s*(\w+)\s*)?>$/.exec(text);
  if (templated)
    return range({ bits: Number(templated[2]), isSigned: templated[1] === '' && templated[3] !== 'false' });
  if (text === 'bool') return range({ bits: 1, isSigned: false });
  const type = integerType(text);
  return type && range(type);
}

const plain = (spelling: string): string =>
  spelling.replace(/\b(?:const|volatile|register|static|constexpr)\b|\bstd::/g, ' ').trim();

const range = ({ bits, isSigned }: IntegerType): IntegerRange =>
  isSigned ? { least: -(2 ** (bits - 1)), most: 2 ** (bits - 1) - 1 } : { least: 0, most: 2 ** bits - 1 };
