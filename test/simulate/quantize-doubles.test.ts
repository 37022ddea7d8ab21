import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fixedType, fromDouble, quantizationModes, toDouble } from 'hlsmith/hls';
import { quantizeDoubles } from '../../src/simulate/quantize-doubles.js';
import { anyFixedType } from '../hls/fixed-point/arbitrary.js';

const anyType = anyFixedType({ width: { min: 1, max: 53 }, integer: { min: -40, max: 60 } });

it('gives what exact arithmetic gives, over all doubles', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 20 }), anyType, (values, type) => {
      const raw = quantizeDoubles(values, type, new Float64Array(values.length));
      expect(Array.from(raw, BigInt)).toEqual(values.map((value) => fromDouble(value, type)));
    }),
    { numRuns: 500 },
  );
});

it('gives what exact arithmetic gives around ties', () => {
  for (const quantization of quantizationModes) {
    const type = fixedType(true, 12, 6, { quantization });
    const values = Array.from({ length: 400 }, (_, at) => (at - 200) / 256).flatMap((tie) => [
      tie,
      tie + 2 ** -54,
      tie - 2 ** -54,
    ]);
    const raw = quantizeDoubles(values, type, new Float64Array(values.length));
    expect(Array.from(raw, (value) => toDouble(BigInt(value), type))).toEqual(
      values.map((value) => toDouble(fromDouble(value, type), type)),
    );
  }
});

it('has no negative zero', () => {
  const raw = quantizeDoubles(
    [-0.001, -0],
    fixedType(true, 8, 8, { quantization: 'TRN_ZERO' }),
    new Float64Array(2),
  );
  expect(Object.is(raw[0], 0) && Object.is(raw[1], 0)).toBe(true);
});
