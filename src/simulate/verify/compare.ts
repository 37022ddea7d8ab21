import type { FixedType } from '../../hls/index.js';
import { Trace, type Traces } from '../compiled/traces.js';
import type { EvaluatedTensor } from '../evaluation.js';

/** The first value that differs. */
export interface Mismatch {
  readonly tensor: string;
  readonly sample: number;
  /** Within the sample, row-major. */
  readonly index: number;
  /** Raw values of the first and of the second of what is compared. */
  readonly expected: bigint;
  readonly got: bigint;
}

export interface Comparison {
  /** What both have, in the order of the first. */
  readonly compared: readonly string[];
  /** In the first tensor that differs; what comes after it is not compared. */
  readonly mismatch?: Mismatch;
}

/**
 * Compares what two evaluations of a kernel answered, bit for bit.
 *
 * @param typeOf how to read bits as numbers, where known; else they are natural numbers.
 */
export function compareTraces(
  expected: Traces,
  got: Traces,
  samples: number,
  typeOf: (tensor: string) => FixedType | undefined = () => undefined,
): Comparison {
  const compared: string[] = [];
  for (const [tensor, mine] of expected) {
    const other = got.get(tensor);
    if (!other) continue;
    compared.push(tensor);
    const at = mine.firstDifference(other);
    if (at === null) continue;
    const count = Math.max(1, mine.length / samples);
    const raw = (trace: Trace): bigint => rawOf(trace, at, typeOf(tensor));
    const place = { sample: Math.floor(at / count), index: at % count };
    return { compared, mismatch: { tensor, ...place, expected: raw(mine), got: raw(other) } };
  }
  return { compared };
}

function rawOf(trace: Trace, at: number, type: FixedType | undefined): bigint {
  if (at >= trace.length) return 0n;
  const pattern = trace.pattern(at);
  return type?.signed ? BigInt.asIntN(trace.width, pattern) : pattern;
}

/** An evaluated tensor as a compiled kernel would have written it. */
export function traceOf({ raw, type }: EvaluatedTensor): Trace {
  const words = new BigUint64Array(raw.length);
  for (let at = 0; at < raw.length; at++) words[at] = BigInt.asUintN(type.width, BigInt(raw[at]!));
  return new Trace(type.width, words);
}
