/** Raw values that a compiled kernel wrote, by array or stream, in the order in which each was first written. */
export type Traces = ReadonlyMap<string, Trace>;

/** One array or stream, as it was traced: sample after sample. */
export class Trace {
  /**
   * @param width bits of a value.
   * @param words `ceil(width / 64)` for each value, lowest first.
   */
  constructor(
    readonly width: number,
    readonly words: BigUint64Array,
  ) {}

  get length(): number {
    return this.words.length / this.wordsPerValue;
  }

  /** The bits of a value, not sign-extended. */
  pattern(at: number): bigint {
    const { wordsPerValue } = this;
    let pattern = 0n;
    for (let word = wordsPerValue - 1; word >= 0; word--)
      pattern = (pattern << 64n) | this.words[at * wordsPerValue + word]!;
    return BigInt.asUintN(this.width, pattern);
  }

  /** The place of the first value that another trace does not have, or null. */
  firstDifference(other: Trace): number | null {
    const length = Math.max(this.length, other.length);
    const sameShape = this.width === other.width && this.length === other.length;
    if (sameShape && Buffer.compare(bytesOf(this.words), bytesOf(other.words)) === 0) return null;
    const least = Math.min(this.length, other.length);
    if (this.width !== other.width) return 0;
    for (let at = 0; at < least; at++) if (this.pattern(at) !== other.pattern(at)) return at;
    return least < length ? least : null;
  }

  private get wordsPerValue(): number {
    return Math.max(1, Math.ceil(this.width / 64));
  }
}

const bytesOf = (words: BigUint64Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

/** Reads the records of `templates/host/hlsmith_trace.h`. A record that the kernel's end cut short is left out. */
export function readTraces(bytes: Buffer): Traces {
  const records = new Map<string, { width: number; parts: Uint8Array[] }>();
  let at = 0;
  const word = (): number => {
    at += 8;
    return at <= bytes.length ? Number(bytes.readBigUInt64LE(at - 8)) : 0;
  };
  while (at < bytes.length) {
    const length = word();
    const name = bytes.toString('utf8', at, at + length);
    at += length;
    const width = word();
    const end = at + 8 + word() * 8 * Math.ceil(width / 64);
    if (end > bytes.length) break;
    const part = bytes.subarray(at, end);
    at = end;
    const record = records.get(name);
    // Nothing says how wide the values of an empty stream are.
    if (record && record.width === 0) record.width = width;
    if (record) record.parts.push(part);
    else records.set(name, { width, parts: [part] });
  }
  return new Map([...records].map(([name, { width, parts }]) => [name, new Trace(width, joined(parts))]));
}

/** The parts begin anywhere in the file; words want multiples of eight. */
function joined(parts: readonly Uint8Array[]): BigUint64Array {
  const words = new BigUint64Array(parts.reduce((sum, part) => sum + part.length, 0) / 8);
  const bytes = new Uint8Array(words.buffer);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return words;
}
