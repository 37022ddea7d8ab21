import { describe, expect, it } from 'vitest';
import { searchPrecisions, type SearchOptions, type Trial } from 'hlsmith/qhs';
import type { PrecisionAssignment } from 'hlsmith/hls';
import type { Precision } from 'hlsmith/metaprograms/virtual-layers';
import { fixed } from '../graphs.js';

const start = fixed('ap_fixed<18,8>');
const precision = (name: string): Precision => ({
  name,
  role: 'result',
  slots: [{ typedef: `${name}_t`, type: start }],
});

function search(
  names: readonly string[],
  accuracy: (width: (name: string) => number) => number,
  more: Partial<SearchOptions> = {},
) {
  const precisions = names.map(precision);
  const types: PrecisionAssignment = new Map(precisions.map(({ slots }) => [slots[0].typedef, start]));
  return searchPrecisions({
    precisions,
    baseline: types,
    lossless: types,
    toleratedAccuracyLoss: 0.01,
    lossIs: 'absolute',
    accuracy: (assignment) => accuracy((name) => assignment.get(`${name}_t`)?.width ?? NaN),
    ...more,
  });
}

const widths = (assignment: PrecisionAssignment): number[] =>
  [...assignment.values()].map(({ width }) => width);
const steps = (trials: readonly Trial[]): string[] =>
  trials.map(({ step, narrowed }) =>
    step === 'single' || step === 'joint' ? `${step} ${narrowed.join('+')}` : step,
  );

/** Accuracy that holds as long as every precision keeps its own number of bits. */
const needing =
  (bits: Readonly<Record<string, number>>) =>
  (width: (name: string) => number): number =>
    Object.entries(bits).every(([name, needed]) => width(name) >= needed) ? 0.75 : 0.5;

describe('the Quantization Heuristic Search', () => {
  it('takes bits off together, then blocks what breaks the constraint and goes on with the rest', async () => {
    const { assignment, trials, accuracy } = await search(['a', 'b'], needing({ a: 17, b: 15 }));
    expect(widths(assignment)).toEqual([17, 15]);
    expect(accuracy).toBe(0.75);
    expect(steps(trials)).toEqual([
      ...['baseline', 'lossless', 'joint a+b', 'joint a+b', 'single a', 'single b'],
      ...['joint b', 'joint b', 'joint b'],
    ]);
  });

  it('blocks all that break the constraint by themselves, not just the first', async () => {
    const { trials } = await search(['a', 'b', 'c'], needing({ a: 17, b: 17, c: 16 }));
    expect(steps(trials)).toEqual([
      ...['baseline', 'lossless', 'joint a+b+c', 'joint a+b+c', 'single a', 'single b', 'single c'],
      ...['joint c', 'joint c'],
    ]);
  });

  it('finds every minimum when precisions do not interact', async () => {
    const bits = { a: 9, b: 4, c: 12, d: 2, e: 18 };
    const { assignment } = await search(Object.keys(bits), needing(bits));
    expect(widths(assignment)).toEqual(Object.values(bits));
  });

  it('blocks the most sensitive precision when none breaks the constraint alone', async () => {
    // Each bit off `a` costs 0.004, off `b` 0.008: together they break 0.01, alone they do not.
    const { assignment, trials } = await search(
      ['a', 'b'],
      (width) => 0.75 - 0.004 * (18 - width('a')) - 0.008 * (18 - width('b')),
    );
    expect(steps(trials)).toEqual([
      ...['baseline', 'lossless', 'joint a+b', 'single a', 'single b'],
      ...['joint a', 'joint a', 'joint a'],
    ]);
    expect(widths(assignment)).toEqual([16, 18]);
  });

  it('never asks for the same assignment twice after the lossless step', async () => {
    const { trials } = await search(
      ['a', 'b', 'c'],
      (width) => 0.75 - 0.004 * (54 - width('a') - width('b') - width('c')),
    );
    const asked = trials.slice(1).map(({ precisions }) => JSON.stringify(precisions));
    expect(asked.length).toBe(new Set(asked).size);
  });

  it('accepts a loss of exactly the tolerance', async () => {
    // 0.7612 - 0.7512 is a little more than 0.01 in binary.
    const { assignment } = await search(['a'], (width) =>
      width('a') >= 16 ? 0.7512 + 0.005 * (width('a') - 16) : 0,
    );
    expect(0.7612 - 0.7512).toBeGreaterThan(0.01);
    expect(widths(assignment)).toEqual([16]);
  });

  it('measures the loss against the baseline: in points, or as a share of its accuracy', async () => {
    const falling = (width: (name: string) => number): number => 0.5 - 0.002 * (18 - width('a'));
    expect(widths((await search(['a'], falling)).assignment)).toEqual([13]);
    expect(widths((await search(['a'], falling, { lossIs: 'relative' })).assignment)).toEqual([16]);
  });

  it('stops at a sign and one bit', async () => {
    const { assignment } = await search(['a', 'b'], () => 0.75);
    expect(widths(assignment)).toEqual([2, 2]);
  });

  it('keeps the integer bits, so that a fraction bit goes', async () => {
    const { assignment } = await search(['a'], needing({ a: 12 }));
    expect(assignment.get('a_t')).toMatchObject({ width: 12, integer: 8 });
  });

  it('logs every trial with its precisions and its accuracy, and runs the same way twice', async () => {
    const seen: Trial[] = [];
    const run = () =>
      search(['a', 'b', 'c'], needing({ a: 11, b: 7, c: 9 }), { onTrial: (trial) => seen.push(trial) });
    const [first, second] = [await run(), await run()];
    expect(first.trials).toEqual(second.trials);
    expect(seen).toEqual([...first.trials, ...second.trials]);
    expect(first.trials[2]).toEqual({
      index: 3,
      step: 'joint',
      narrowed: ['a', 'b', 'c'],
      precisions: { a_t: 'ap_fixed<17,8>', b_t: 'ap_fixed<17,8>', c_t: 'ap_fixed<17,8>' },
      accuracy: 0.75,
      loss: 0,
      withinTolerance: true,
    });
  });
});
