import { describe, expect, it } from 'vitest';
import { accuracy, predictedClasses } from 'hlsmith/simulate';

describe('accuracy', () => {
  const raw = [1, 3, 2, /* */ 5, 5, 1, /* */ -3, -2, -1, /* */ 0, 0, 0];

  it('takes the greatest score, the first of equals', () => {
    expect([...predictedClasses({ shape: [3], raw })]).toEqual([1, 0, 2, 0]);
    expect([...predictedClasses({ shape: [3], raw: raw.map(BigInt) })]).toEqual([1, 0, 2, 0]);
  });

  it('is the fraction of labels that are right', () => {
    expect(accuracy({ shape: [3], raw }, [1, 1, 2, 0])).toBe(0.75);
    expect(accuracy({ shape: [3], raw: [] }, [])).toBe(0);
  });

  it('refuses labels that do not match', () => {
    expect(() => accuracy({ shape: [3], raw }, [1, 1])).toThrow('2 labels for 4 samples');
  });
});
