import { describe, expect, it } from 'vitest';
import { fixedArithmetic, fractionBits, fromDouble, quantize, toDouble, toFloat } from 'hlsmith/hls';
import type { FixedType, FixedValue } from 'hlsmith/hls';
import {
  destination,
  doubleBits,
  doubleOf,
  floatBits,
  hexOf,
  plain,
  rawOf,
  vectors,
  whole,
  type Vectors,
} from './vectors.js';

/** Runs every case of a kind and shows the first few that differ. */
function agree<K extends Exclude<keyof Vectors, 'quirks'>>(
  kind: K,
  differs: (entry: Vectors[K][number]) => unknown,
): void {
  it.skipIf(!vectors)(`${kind} as the vendors' headers`, () => {
    const entries = vectors![kind] as Vectors[K][number][];
    expect(entries.length).toBeGreaterThan(0);
    const wrong = entries.map((entry) => ({ entry, got: differs(entry) })).filter(({ got }) => got !== null);
    expect(wrong.slice(0, 5)).toEqual([]);
  });
}

const unlessEqual = (got: string, expected: string): string | null => (got === expected ? null : got);
const value = (type: FixedType, hex: string): FixedValue => ({ raw: rawOf(hex, type), type });
const outcome = ({ raw, type }: FixedValue): string =>
  `${hexOf(raw, type)} in ${type.width},${type.integer},${type.signed}`;

const operators: Record<string, (a: FixedValue, b: FixedValue) => FixedValue> = {
  '+': fixedArithmetic.add,
  '-': fixedArithmetic.subtract,
  '*': fixedArithmetic.multiply,
  '/': fixedArithmetic.divide,
  '%': fixedArithmetic.remainder,
  '&': fixedArithmetic.bitAnd,
  '|': fixedArithmetic.bitOr,
  '^': fixedArithmetic.bitXor,
};

function comparisons(a: FixedValue, b: FixedValue): string {
  const order = fixedArithmetic.compare(a, b);
  const answers = [order < 0, order <= 0, order > 0, order >= 0, order === 0, order !== 0];
  return answers.map(Number).join('');
}

describe('conversions', () => {
  agree('conv', ([from, hex, to, expected]) => {
    const source = plain(from);
    const target = destination(to);
    return unlessEqual(hexOf(quantize(rawOf(hex, source), fractionBits(source), target), target), expected);
  });

  agree('from_double', ([bits, to, expected]) => {
    const target = destination(to);
    return unlessEqual(hexOf(fromDouble(doubleOf(bits), target), target), expected);
  });

  agree('to_double', ([from, hex, expected]) => {
    const type = plain(from);
    return unlessEqual(doubleBits(toDouble(rawOf(hex, type), type)), expected);
  });

  agree('to_float', ([from, hex, expected]) => {
    const type = plain(from);
    return unlessEqual(floatBits(toFloat(rawOf(hex, type), type)), expected);
  });

  agree('to_int', ([from, hex, , unsigned32]) => {
    const whole32 = BigInt.asUintN(32, fixedArithmetic.toInteger(value(plain(from), hex)));
    return unlessEqual(String(whole32), String(unsigned32));
  });
});

describe('operators', () => {
  agree('bin', ([operator, aType, a, bType, b, resultType, expected]) =>
    unlessEqual(
      outcome(operators[operator]!(value(plain(aType), a), value(plain(bType), b))),
      outcome(value(plain(resultType), expected)),
    ),
  );

  agree('bin_int', ([operator, aType, a, kind, c, resultType, expected]) =>
    unlessEqual(
      outcome(
        operators[operator]!(
          value(plain(aType), a),
          fixedArithmetic.integerOperand(BigInt(c), 32, kind === 'int32'),
        ),
      ),
      outcome(value(plain(resultType), expected)),
    ),
  );

  agree('int_bin', ([operator, aType, a, bType, b, resultType, expected]) =>
    unlessEqual(
      outcome(operators[operator]!(value(whole(aType), a), value(whole(bType), b))),
      outcome(value(whole(resultType), expected)),
    ),
  );

  agree('cmp', ([aType, a, bType, b, expected]) =>
    unlessEqual(comparisons(value(plain(aType), a), value(plain(bType), b)), expected),
  );

  agree('cmp_int', ([aType, a, c, expected]) =>
    unlessEqual(
      comparisons(value(plain(aType), a), fixedArithmetic.integerOperand(BigInt(c), 32, true)),
      expected,
    ),
  );

  agree('neg', ([type, a, resultType, expected]) =>
    unlessEqual(
      outcome(fixedArithmetic.negate(value(plain(type), a))),
      outcome(value(plain(resultType), expected)),
    ),
  );

  agree('not', ([type, a, , expected]) =>
    unlessEqual(
      outcome(fixedArithmetic.complement(value(plain(type), a))),
      outcome(value(plain(type), expected)),
    ),
  );

  agree('shl', ([type, a, count, expected]) =>
    unlessEqual(
      outcome(fixedArithmetic.shiftLeft(value(plain(type), a), count)),
      outcome(value(plain(type), expected)),
    ),
  );

  agree('shr', ([type, a, count, expected]) =>
    unlessEqual(
      outcome(fixedArithmetic.shiftRight(value(plain(type), a), count)),
      outcome(value(plain(type), expected)),
    ),
  );
});

describe('bits', () => {
  agree('range_get', ([type, a, high, low, expected]) =>
    // The recorder printed the low 64 bits of a range.
    unlessEqual(
      BigInt.asUintN(64, fixedArithmetic.readBits(value(plain(type), a), high, low)).toString(16),
      expected,
    ),
  );

  agree('range_set', ([type, high, low, bits, expected]) =>
    unlessEqual(
      outcome(fixedArithmetic.writeBits(value(plain(type), '0'), high, low, BigInt(`0x${bits}`))),
      outcome(value(plain(type), expected)),
    ),
  );
});
