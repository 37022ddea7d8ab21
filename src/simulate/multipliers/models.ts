import { fixedType } from '../../hls/index.js';
import type { Term, Terms } from '../wasm/terms.js';
import {
  byLeadingBit,
  leadingBit,
  magnitudeOf,
  mostBits,
  signedAs,
  withSignOf,
  type Multiplier,
  type ProductInLanes,
} from './multiplier.js';

type Model = Pick<Multiplier, 'product'> & { readonly inLanes: ProductInLanes };

const model = (name: string, computes: Model): Multiplier => ({
  name: `hlsmith::${name}`,
  bits: mostBits,
  isSigned: false,
  ...computes,
});

/** The lowest bits of both operands are cut off, downwards. */
export function truncated(lost: number): Multiplier {
  const scale = 2 ** lost;
  const cut = (x: number): number => Math.floor(x / scale) * scale;
  return model(`truncated<${lost}>`, {
    product: (a, b) => cut(a) * cut(b),
    inLanes: {
      prepare: (b) => [cut(b)],
      product(terms, a, [b]) {
        const kept = terms.convert(a, fixedType(true, terms.bits - lost, terms.bits));
        return terms.multiply(terms.lift(kept, lost), b!);
      },
    },
  });
}

/**
 * Binary logarithms by the leading bit and the bits behind it, their sum back by the same line (J. N. Mitchell,
 * Computer Multiplication and Division Using Binary Logarithms, 1962). Never above the product, at most 1/9 below.
 */
export const mitchell = model('mitchell', {
  product(a, b) {
    if (a === 0 || b === 0) return 0;
    const [x, y] = [Math.abs(a), Math.abs(b)];
    const [p, q] = [2 ** leadingBit(x), 2 ** leadingBit(y)];
    const fractions = (x - p) * q + (y - q) * p;
    return signedAs(fractions < p * q ? p * q + fractions : 2 * fractions, a, b);
  },
  inLanes: {
    prepare(b) {
      const y = Math.abs(b);
      const q = y === 0 ? 0 : 2 ** leadingBit(y);
      return [q, y - 2 * q, Math.sign(b)];
    },
    product(terms, a, [q, rest, sign]) {
      const x = magnitudeOf(terms, a);
      const p = byLeadingBit(terms, x, 0, terms.constant(0n), (bit) => power(terms, bit));
      const fractions = terms.add(terms.multiply(x, q!), terms.multiply(p, rest!));
      const whole = terms.multiply(p, q!);
      const sum = terms.select(
        terms.greater(whole, fractions),
        terms.add(whole, fractions),
        terms.add(fractions, fractions),
      );
      return withSignOf(terms, terms.multiply(sum, sign!), a);
    },
  },
});

/**
 * The dynamic range unbiased multiplier (Hashemi, Bahar, Reda: DRUM, ICCAD 2015): of each operand the leading bits,
 * the last of them set, which stands for the mean of those cut off.
 */
export function drum(kept: number): Multiplier {
  const leading = (x: number): number => {
    const scale = 2 ** Math.max(0, leadingBit(x) - kept + 1);
    const whole = Math.floor(x / scale);
    return scale === 1 ? x : (whole - (whole % 2) + 1) * scale;
  };
  return model(`drum<${kept}>`, {
    product: (a, b) => signedAs(leading(Math.abs(a)) * leading(Math.abs(b)), a, b),
    inLanes: {
      prepare: (b) => [signedAs(leading(Math.abs(b)), b, 1)],
      product(terms, a, [b]) {
        const x = magnitudeOf(terms, a);
        const cut = byLeadingBit(terms, x, kept, x, (bit) => {
          const drop = bit - kept + 1;
          const half = terms.multiply(shiftedRight(terms, x, drop + 1), power(terms, 1));
          return terms.multiply(terms.add(half, power(terms, 0)), power(terms, drop));
        });
        return terms.multiply(withSignOf(terms, cut, a), b!);
      },
    },
  });
}

/**
 * The broken-array multiplier (Mahdiani et al., Bio-inspired imprecise computational blocks, 2010): the carry-save
 * cells of the lowest columns, and of the lowest rows, are left out. On magnitudes.
 */
export function brokenArray(columns: number, rows: number): Multiplier {
  const cutBelow = (x: number, bit: number): number => x - (x % 2 ** bit);
  return model(`broken_array<${columns}, ${rows}>`, {
    product(a, b) {
      const [x, y] = [Math.abs(a), Math.abs(b)];
      let sum = 0;
      for (let j = rows; 2 ** j <= y; j++) {
        if ((y >> j) & 1) sum += cutBelow(x, Math.max(0, columns - j)) * 2 ** j;
      }
      return signedAs(sum, a, b);
    },
    inLanes: {
      // The rows that lose nothing are one product; each of the others counts where its bit is set.
      prepare(b) {
        const y = Math.abs(b);
        const others = Array.from({ length: Math.max(0, columns - rows) }, (_, at) => (y >> (rows + at)) & 1);
        return [cutBelow(y, Math.max(columns, rows)), Math.sign(b), ...others];
      },
      product(terms, a, [whole, sign, ...bits]) {
        const x = magnitudeOf(terms, a);
        const sum = bits.reduce(
          (total, bit, at) => {
            const kept = terms.multiply(shiftedRight(terms, x, columns - rows - at), power(terms, columns));
            return terms.add(total, terms.multiply(kept, bit));
          },
          terms.multiply(x, whole!),
        );
        return withSignOf(terms, terms.multiply(sum, sign!), a);
      },
    },
  });
}

const power = (terms: Terms, exponent: number): Term => terms.constant(2n ** BigInt(exponent));

const shiftedRight = (terms: Terms, x: Term, by: number): Term => ({ ...terms.truncate(x, by), fraction: 0 });
