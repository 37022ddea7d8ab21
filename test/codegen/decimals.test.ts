import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOfDecimals } from '../../src/codegen/decimals.js';

describe('rowsOfDecimals', () => {
  const read = (text: string): number[] => text.split(/,\s*/).map(Number);

  it('gives decimals that read back as the same doubles, in lines', () => {
    const kinds = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -12, max: 12, noNaN: true }),
      fc.double({ min: -12, max: 12, noNaN: true }).map(Math.fround),
      fc.tuple(fc.integer({ min: -2000, max: 2000 }), fc.nat(20)).map(([n, bits]) => n / 2 ** bits),
    );
    fc.assert(
      fc.property(
        fc.array(kinds, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (values, width) => {
          const text = rowsOfDecimals(values, width, '\n');
          expect(read(text)).toEqual(values.map((value) => value || 0));
          expect(text.split('\n').length).toBe(Math.ceil(values.length / width));
          for (const one of text.split(/,\s*/)) {
            expect(one).toMatch(/[.e]/);
            expect(one.replace(/\.0$|e.*|[-.]/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(
              Math.abs(Number(one)) < 1e15 ? 17 : 22,
            );
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('writes short numbers short', () => {
    expect(rowsOfDecimals([0, -0, 0.5, -1, 3.25, 12, 1e-7, 1e22], 8, '\n')).toBe(
      '0.0, 0.0, 0.5, -1.0, 3.25, 12.0, 1e-7, 1e+22',
    );
  });
});
