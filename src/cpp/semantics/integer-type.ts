/** Smallest and largest value of an integer type. */
export interface IntegerRange {
  readonly least: number;
  readonly most: number;
}

/** On the 64-bit machines that HLS tools simulate on. */
const bitsOfWord: Readonly<Record<string, number>> = { char: 8, short: 16, int: 32, long: 64 };

/**
 * The values of an integer type by its canonical spelling: C++'s own words (LP64), `uint8_t` and its kin, and
 * classes whose name and width say what they hold (`ap_uint<4>`, `ac_int<4, false>`). null for anything else.
 */
export function integerRange(canonical: string): IntegerRange | null {
  const text = canonical.replace(/\b(?:const|volatile|register|static)\b|\bstd::/g, ' ').trim();
  const sized = /^(u?)int(?:_fast|_least)?(\d+)_t$/.exec(text);
  if (sized) return range(Number(sized[2]), sized[1] === '');
  const templated = /^a[pc]_(u?)int\s*<\s*(\d+)\s*(?:,\s*(\w+)\s*)?>$/.exec(text);
  if (templated) return range(Number(templated[2]), templated[1] === '' && templated[3] !== 'false');
  if (text === 'size_t') return range(64, false);
  if (text === 'bool') return range(1, false);
  const words = text.split(/\s+/);
  if (!words.every((word) => word in bitsOfWord || word === 'unsigned' || word === 'signed')) return null;
  const size = ['char', 'short', 'long'].find((word) => words.includes(word)) ?? 'int';
  return range(bitsOfWord[size]!, !words.includes('unsigned'));
}

function range(bits: number, isSigned: boolean): IntegerRange {
  return isSigned
    ? { least: -(2 ** (bits - 1)), most: 2 ** (bits - 1) - 1 }
    : { least: 0, most: 2 ** bits - 1 };
}
