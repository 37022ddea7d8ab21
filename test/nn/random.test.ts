import { describe, expect, it } from 'vitest';
import { Random } from '../../src/nn/index.js';

describe('Random', () => {
  it('gives the same numbers for the same seed, and others for the next', () => {
    const first = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 4 }, () => random.uniform());
    };
    expect(first(7)).toEqual(first(7));
    expect(first(7)).not.toEqual(first(8));
  });

  it('draws evenly, and from the normal distribution', () => {
    const random = new Random(1);
    const uniform = Array.from({ length: 20_000 }, () => random.uniform());
    const normal = Array.from({ length: 20_000 }, () => random.normal());
    const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(normal.map((value) => value ** 4))).toBeGreaterThan(2.8);
  });

  it('shuffles without losing a value', () => {
    const values = Int32Array.from({ length: 100 }, (_, index) => index);
    new Random(3).shuffle(values);
    expect(values).not.toEqual(values.toSorted());
    expect(values.toSorted()).toEqual(Int32Array.from({ length: 100 }, (_, index) => index));
  });
});
