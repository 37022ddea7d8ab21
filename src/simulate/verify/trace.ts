/** Raw values that a compiled kernel wrote, by tensor. */
export type Traces = ReadonlyMap<string, Trace>;

/** One tensor in the order in which it was traced: sample after sample. */
export interface Trace {
  readonly width: number;
  /** Bit patterns, not sign-extended. */
  readonly patterns: readonly bigint[];
}

/**
 * Reads the records of `templates/verify/hlsmith_trace.h`. A record that the kernel's end cut short is left
 * out.
 */
export function readTraces(bytes: Buffer): Traces {
  const traces = new Map<string, { width: number; patterns: bigint[] }>();
  let at = 0;
  const word = (): bigint => {
    at += 8;
    return at <= bytes.length ? bytes.readBigUInt64LE(at - 8) : 0n;
  };
  while (at < bytes.length) {
    const length = Number(word());
    const name = bytes.toString('utf8', at, at + length);
    at += length;
    const width = Number(word());
    const words = Math.ceil(width / 64);
    const patterns = Array.from({ length: Number(word()) }, () => {
      let pattern = 0n;
      for (let index = 0; index < words; index++) pattern |= word() << BigInt(64 * index);
      return BigInt.asUintN(width, pattern);
    });
    if (at > bytes.length) break;
    const trace = traces.get(name);
    if (trace) for (const pattern of patterns) trace.patterns.push(pattern);
    else traces.set(name, { width, patterns });
  }
  return traces;
}
