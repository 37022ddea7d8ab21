import { describe, expect, it } from 'vitest';
import { readTraces, Trace } from '../../../src/simulate/compiled/traces.js';

function record(name: string, width: number, words: readonly bigint[]): Buffer {
  const perValue = Math.max(1, Math.ceil(width / 64));
  const numbers = (values: readonly bigint[]): Buffer => Buffer.from(BigUint64Array.from(values).buffer);
  return Buffer.concat([
    numbers([BigInt(name.length)]),
    Buffer.from(name),
    numbers([BigInt(width), BigInt(words.length / perValue), ...words]),
  ]);
}

describe('traces', () => {
  it('gather the records of a name, of any width, and leave out one that was cut short', () => {
    const bytes = Buffer.concat([
      record('a', 70, [5n, 1n]),
      record('odd', 8, [255n, 1n, 2n]),
      record('a', 70, [6n, 0n]),
      record('late', 16, [1n, 2n]).subarray(0, 30),
    ]);
    const traces = readTraces(bytes);
    expect([...traces.keys()]).toEqual(['a', 'odd']);
    const a = traces.get('a')!;
    expect([a.length, a.pattern(0), a.pattern(1)]).toEqual([2, (1n << 64n) | 5n, 6n]);
    expect(traces.get('odd')!.length).toBe(3);
  });

  it('tell the first value that differs, or is missing', () => {
    const trace = (width: number, ...words: bigint[]): Trace => new Trace(width, BigUint64Array.from(words));
    expect(trace(8, 1n, 2n).firstDifference(trace(8, 1n, 2n))).toBeNull();
    expect(trace(8, 1n, 2n).firstDifference(trace(8, 1n, 3n))).toBe(1);
    expect(trace(8, 1n, 2n).firstDifference(trace(8, 1n))).toBe(1);
    expect(trace(8, 1n).firstDifference(trace(9, 1n))).toBe(0);
    expect(trace(70, 1n, 2n).firstDifference(trace(70, 1n, 4n))).toBe(0);
  });
});
