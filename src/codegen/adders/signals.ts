import type { AdderGraph, Shifted } from './adder-graph.js';

/** Where a signal's integer can lie. */
export interface IntegerRange {
  readonly low: bigint;
  readonly high: bigint;
}

/** The ranges of all signals, inputs first, when each input lies in `input`. */
export function signalRanges(graph: AdderGraph, input: IntegerRange): IntegerRange[] {
  const ranges = Array.from({ length: graph.inputs }, () => input);
  for (const { left, right, isDifference } of graph.additions) {
    const a = shiftedRange(left, ranges);
    const b = shiftedRange(right, ranges);
    ranges.push(
      isDifference
        ? { low: a.low - b.high, high: a.high - b.low }
        : { low: a.low + b.low, high: a.high + b.high },
    );
  }
  return ranges;
}

export function shiftedRange({ signal, shift }: Shifted, ranges: readonly IntegerRange[]): IntegerRange {
  const { low, high } = ranges[signal];
  return { low: low << BigInt(shift), high: high << BigInt(shift) };
}

/** The bits that a signed integer needs for a range. */
export function signedWidth({ low, high }: IntegerRange): number {
  const bits = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);
  return Math.max(bits(high < 0n ? 0n : high), bits(low < 0n ? -low - 1n : 0n)) + 1;
}

/** What a graph computes of integers: the oracle for its C++. */
export function evaluateAdders(graph: AdderGraph, inputs: readonly bigint[]): bigint[] {
  const signals = [...inputs];
  const value = ({ signal, shift }: Shifted): bigint => signals[signal] << BigInt(shift);
  for (const { left, right, isDifference } of graph.additions)
    signals.push(isDifference ? value(left) - value(right) : value(left) + value(right));
  return graph.sums.map((sum) => (sum === null ? 0n : sum.isNegated ? -value(sum) : value(sum)));
}
