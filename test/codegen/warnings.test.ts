import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromDouble, parseFixedType, toDouble, type FixedType } from 'hlsmith/hls';
import { convertModel } from '../../src/codegen/index.js';
import { clamp, integerBitsFor, roundedInterval } from '../../src/codegen/interval.js';
import { activation, chain, dense, forward, input, perceptron } from './models.js';

function fixed(text: string): FixedType {
  return parseFixedType(text)!;
}

function warningsOf(weights: readonly number[], precision: string, bias = 0) {
  const kernel = weights.map((weight) => [weight]);
  const model = chain('m', input('x', weights.length), dense('fc', 'x', kernel, [bias]));
  return convertModel(model, { precision: fixed(precision) }).warnings;
}

describe('constants that their type cannot hold', () => {
  it('are counted, with the integer bits that they need', () => {
    const [warning] = warningsOf([0.5, 3, -5], 'ap_fixed<8,2,AP_TRN,AP_SAT>');
    expect(warning).toMatchObject({
      severity: 'warning',
      layer: 'fc',
      typedef: 'fc_weight_t',
      neededIntegerBits: 4,
    });
    expect(warning.message).toContain('2 of 3 values from -5 to 3 do not fit fc_weight_t');
  });

  it('are told apart from those that rounding brings into range', () => {
    expect(warningsOf([1.99], 'ap_fixed<6,2,AP_TRN,AP_SAT>')).toEqual([]);
    expect(warningsOf([1.99], 'ap_fixed<6,2,AP_RND,AP_WRAP>')[0].neededIntegerBits).toBe(2);
    expect(warningsOf([-2], 'ap_fixed<6,2,AP_TRN,AP_SAT>')).toEqual([]);
  });

  it('include weights that all vanish', () => {
    const [warning] = warningsOf([1e-5, -2e-5], 'ap_fixed<18,8>');
    expect(warning.message).toContain('are smaller than the last bit of fc_weight_t (ap_fixed<18,8>)');
    const [, bits] = /give it (\d+) fraction bits/.exec(warning.message)!;
    expect(fromDouble(2e-5, fixed(`ap_fixed<${Number(bits) + 8},8>`))).not.toBe(0n);
  });

  it('include negative weights in an unsigned type', () => {
    const [warning] = warningsOf([-0.5], 'ap_ufixed<8,1,AP_TRN,AP_SAT>');
    expect(warning.message).toContain('1 of 1 values');
  });
});

describe('accumulators that may wrap', () => {
  it('are information while usual inputs are safe, and a warning where they are not', () => {
    // Sum of magnitudes 30 in +-128: safe up to |x| = 4.26.
    const [information] = warningsOf([10, -20], 'ap_fixed<18,8>');
    expect(information).toMatchObject({
      severity: 'information',
      typedef: 'fc_accum_t',
      neededIntegerBits: 13,
    });
    expect(information.message).toContain('may wrap once inputs pass 4.27 in magnitude');
    // Sum of magnitudes 200.
    const [warning] = warningsOf([100, -100], 'ap_fixed<18,8>');
    expect(warning.severity).toBe('warning');
    expect(warning.message).toContain('0.64 in magnitude');
  });

  it('are not mentioned where no input reaches the limit, nor where they saturate', () => {
    expect(warningsOf([0.5, -0.25], 'ap_fixed<18,8>')).toEqual([]);
    expect(warningsOf([100, -100], 'ap_fixed<18,8,AP_TRN,AP_SAT>')).toEqual([]);
  });

  it('see what an activation leaves of a range', () => {
    const layers = (kind: 'relu' | 'linear') => [
      input('x', 1),
      activation(kind, 'a', 'x', 1),
      dense('fc', 'a', [[1]], [-100]),
    ];
    // x in [-128, 128): with ReLU the sum is at least -100, without it can fall to -228.
    expect(convertModel(chain('m', ...layers('relu'))).warnings).toEqual([]);
    expect(convertModel(chain('m', ...layers('linear'))).warnings).toHaveLength(1);
  });

  it('come one to a layer', () => {
    const { warnings } = convertModel(perceptron([16, 64, 32, 5]));
    expect(warnings.map(({ layer }) => layer)).toEqual([...new Set(warnings.map(({ layer }) => layer))]);
  });

  it('never wrap within the magnitude that the message names, by any sample', () => {
    const weights = fc.array(fc.double({ min: -60, max: 60, noNaN: true }), { minLength: 1, maxLength: 6 });
    const signs = fc.array(fc.boolean(), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(weights, signs, fc.double({ min: -100, max: 100, noNaN: true }), (kernel, ups, bias) => {
        const type = fixed('ap_fixed<18,8>');
        const rounded = (value: number): number => toDouble(fromDouble(value, type), type);
        const found = warningsOf(kernel, 'ap_fixed<18,8>', bias).find(
          ({ typedef }) => typedef === 'fc_accum_t',
        );
        const magnitude = found ? Number(/pass (\S+) in/.exec(found.message)![1]) * 0.99 : 127;
        const model = chain(
          'm',
          input('x', kernel.length),
          dense(
            'fc',
            'x',
            kernel.map((w) => [rounded(w)]),
            [rounded(bias)],
          ),
        );
        const [sum] = forward(
          model,
          kernel.map((_, i) => (ups[i] ? magnitude : -magnitude)),
        ).get('fc')!;
        expect(Math.abs(sum)).toBeLessThanOrEqual(128);
      }),
    );
  });
});

describe('intervals', () => {
  it('count integer bits as types do', () => {
    expect(integerBitsFor({ low: -1, high: 0.99 }, true)).toBe(1);
    expect(integerBitsFor({ low: -1.01, high: 0 }, true)).toBe(2);
    expect(integerBitsFor({ low: 0, high: 1 }, true)).toBe(2);
    expect(integerBitsFor({ low: 0, high: 8 }, false)).toBe(4);
    expect(integerBitsFor({ low: 0, high: 7.9 }, false)).toBe(3);
  });

  it('hold what any rounding makes of a number', () => {
    const modes = fc.constantFrom('TRN', 'TRN_ZERO', 'RND', 'RND_ZERO', 'RND_INF', 'RND_MIN_INF', 'RND_CONV');
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, noNaN: true }), modes, (value, mode) => {
        const type = fixed(`ap_fixed<18,8,AP_${mode}>`);
        const { low, high } = roundedInterval(value, 2 ** -10);
        const stored = toDouble(fromDouble(value, type), type);
        expect(low <= stored && stored <= high && high - low <= 2 ** -10).toBe(true);
      }),
    );
  });

  it('are clamped on both ends', () => {
    expect(clamp({ low: -5, high: 3 }, 4)).toEqual({ low: -4, high: 3 });
    expect(clamp({ low: 5, high: 9 }, 4)).toEqual({ low: 4, high: 4 });
  });
});

describe('results without a bound', () => {
  const squares = (count: number) => {
    const layers = Array.from({ length: count }, (_, at) => {
      const before = at === 0 ? 'x' : `s${at - 1}`;
      return { kind: 'multiply', name: `s${at}`, inputs: [before, before], outputShape: [1] } as const;
    });
    return chain('m', input('x', 1), ...layers);
  };

  it('are warned of where a type was to be inferred', () => {
    const options = { precision: fixed('ap_fixed<18,8>'), infersPrecision: true };
    expect(convertModel(squares(5), options).warnings).toEqual([]);
    const { warnings, files } = convertModel(squares(12), options);
    expect(warnings[0].message).toBe(
      'layer "s6": its results have no bound, and may wrap in layer8_t (ap_fixed<18,8>); give it a type in the configuration',
    );
    expect(files.get('firmware/defines.h')).not.toMatch(/<\d{4}/);
  });

  it('are no weights', () => {
    const model = chain('m', input('x', 1), dense('fc', 'x', [[1e300]], [0]));
    const options = { precision: fixed('ap_fixed<18,8>'), infersPrecision: true };
    expect(() => convertModel(model, options)).toThrow(
      'layer "fc" cannot be written as C++: its constants (weight) reach up to 1e+300, for which there is no type',
    );
  });
});
