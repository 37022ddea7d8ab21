import { fractionBits, type FixedType } from '../../hls/index.js';
import { fitsLanes, planConversion, planLowBits, type Range, type Signal } from './conversion.js';
import type { BinaryOperation, Formula } from './formula.js';
import { laneWidths, type LaneBits } from './lanes.js';

/** A formula and what is known of its value. */
export interface Term extends Signal {
  readonly formula: Formula;
  /** Whether lanes hold the value itself, not only its low bits. */
  readonly exact: boolean;
}

/** All ones or zero in each lane. */
export interface Mask {
  readonly mask: Formula;
}

/** Thrown where lanes are too narrow for the exact result: wider ones are tried. */
class TooNarrow extends Error {}

/** Numbers that a formula looks up: raw integers of one type. */
export interface Table extends Signal {
  readonly entries: readonly bigint[];
}

/**
 * The first formula that is exact, in lanes of 16, 32 or 64 bits.
 *
 * @param least the narrowest lanes that hold what it reads.
 */
export function planTerms<T>(
  least: LaneBits,
  build: (terms: Terms) => T,
): { terms: Terms; result: T } | null {
  for (const bits of laneWidths) {
    const found = bits < least ? null : planTermsIn(bits, build);
    if (found) return found;
  }
  return null;
}

/** As `planTerms`, in lanes of one width; null where they are too narrow. */
export function planTermsIn<T>(
  bits: LaneBits,
  build: (terms: Terms) => T,
): { terms: Terms; result: T } | null {
  const terms = new Terms(bits);
  try {
    return { terms, result: build(terms) };
  } catch (error) {
    if (error instanceof TooNarrow) return null;
    throw error;
  }
}

/**
 * Writes formulas on fixed-point values for lanes of one width, and proves that they are exact: sums and products may
 * lose high bits where a wrapping type keeps the low ones only.
 */
export class Terms {
  readonly table: bigint[] = [];

  constructor(readonly bits: LaneBits) {}

  input(index: number, signal: Signal): Term {
    return this.leaf({ op: 'input', index }, signal);
  }

  parameter(index: number, signal: Signal): Term {
    return this.leaf({ op: 'parameter', index }, signal);
  }

  state(signal: Signal): Term {
    return this.leaf({ op: 'state' }, signal);
  }

  constant(raw: bigint, fraction = 0): Term {
    const range = { min: Number(raw), max: Number(raw) };
    return this.leaf({ op: 'constant', value: String(raw) }, { fraction, range });
  }

  add(a: Term, b: Term): Term {
    return this.arithmetic('add', this.aligned(a, b), (x, y) => ({
      min: x.min + y.min,
      max: x.max + y.max,
    }));
  }

  subtract(a: Term, b: Term): Term {
    return this.arithmetic('subtract', this.aligned(a, b), (x, y) => ({
      min: x.min - y.max,
      max: x.max - y.min,
    }));
  }

  multiply(a: Term, b: Term): Term {
    const product = this.arithmetic('multiply', [a, b], (x, y) => {
      const corners = [x.min * y.min, x.min * y.max, x.max * y.min, x.max * y.max];
      return { min: Math.min(...corners), max: Math.max(...corners) };
    });
    return { ...product, fraction: a.fraction + b.fraction };
  }

  minimum(a: Term, b: Term): Term {
    return this.choose('minimum', a, b, Math.min);
  }

  maximum(a: Term, b: Term): Term {
    return this.choose('maximum', a, b, Math.max);
  }

  greater(a: Term, b: Term): Mask {
    return this.compare('greater', a, b);
  }

  equal(a: Term, b: Term): Mask {
    return this.compare('equal', a, b);
  }

  /** a where the mask is set, else b. */
  select({ mask }: Mask, a: Term, b: Term): Term {
    const [x, y] = this.aligned(a, b);
    const range = union(x.range, y.range);
    const formula: Formula = { op: 'select', mask, a: x.formula, b: y.formula };
    return { formula, fraction: x.fraction, range, exact: x.exact && y.exact };
  }

  /** Assignment to a type. */
  convert(a: Term, to: FixedType): Term {
    const planned =
      (a.exact ? planConversion(a, to, this.bits) : null) ?? planLowBits(a.fraction, to, this.bits);
    if (!planned) throw new TooNarrow();
    const { conversion, range } = planned;
    const changes = conversion.drop !== 0 || conversion.overflow !== null;
    const formula: Formula = changes ? { op: 'convert', a: a.formula, conversion } : a.formula;
    return { formula, fraction: fractionBits(to), range, exact: true };
  }

  /** Cuts the fraction off toward zero, as a conversion to a C integer does that holds the result. */
  toInteger(a: Term): Term {
    return a.fraction <= 0 ? this.lift(a, -a.fraction) : this.truncate(a, a.fraction);
  }

  /** Drops bits, toward zero. */
  truncate(a: Term, drop: number): Term {
    if (!a.exact || drop > this.bits - 2) throw new TooNarrow();
    const { min, max } = a.range;
    const scale = 2 ** -drop;
    const range = { min: Math.ceil(min * scale), max: Math.floor(max * scale) };
    if (!fitsLanes({ min: min - 2 ** drop, max: max + 2 ** drop }, this.bits)) throw new TooNarrow();
    const conversion = { drop, rounding: 'TRN_ZERO' as const, overflow: null };
    return {
      formula: { op: 'convert', a: a.formula, conversion },
      fraction: a.fraction - drop,
      range,
      exact: true,
    };
  }

  /** An integer quotient, truncated toward zero at the dividend's last bit. */
  divide(a: Term, by: Term): Term {
    if (this.bits === 16 || !a.exact || !by.exact || by.fraction !== 0) throw new TooNarrow();
    const formula: Formula = { op: 'divide', a: a.formula, by: by.formula };
    return { ...a, formula, range: { min: Math.min(a.range.min, 0), max: Math.max(a.range.max, 0) } };
  }

  /** @param index an integer that is known to be inside the table. */
  lookUp(index: Term, { entries, fraction, range }: Table): Term {
    if (!index.exact || index.fraction !== 0 || !fitsLanes(range, this.bits)) throw new TooNarrow();
    const at = this.table.length;
    // Not all at once: a table of products has more entries than a call may have arguments.
    for (const entry of entries) this.table.push(entry);
    return { formula: { op: 'lookUp', index: index.formula, at }, fraction, range, exact: true };
  }

  /** The same value with more fraction bits. */
  lift(a: Term, by: number): Term {
    if (by === 0) return a;
    if (by >= this.bits) throw new TooNarrow();
    const range = { min: a.range.min * 2 ** by, max: a.range.max * 2 ** by };
    const exact = a.exact && fitsLanes(range, this.bits);
    return { formula: { op: 'shiftLeft', a: a.formula, by }, fraction: a.fraction + by, range, exact };
  }

  private leaf(formula: Formula, { fraction, range }: Signal): Term {
    if (!fitsLanes(range, this.bits)) throw new TooNarrow();
    return { formula, fraction, range, exact: true };
  }

  private aligned(a: Term, b: Term): [Term, Term] {
    const fraction = Math.max(a.fraction, b.fraction);
    return [this.lift(a, fraction - a.fraction), this.lift(b, fraction - b.fraction)];
  }

  private arithmetic(op: BinaryOperation, [a, b]: [Term, Term], bounds: (x: Range, y: Range) => Range): Term {
    const range = outwards(bounds(a.range, b.range));
    const exact = a.exact && b.exact && fitsLanes(range, this.bits);
    return { formula: { op, a: a.formula, b: b.formula }, fraction: a.fraction, range, exact };
  }

  private choose(op: 'minimum' | 'maximum', a: Term, b: Term, bound: (x: number, y: number) => number): Term {
    const [x, y] = this.whole(a, b);
    const range = { min: bound(x.range.min, y.range.min), max: bound(x.range.max, y.range.max) };
    return { formula: { op, a: x.formula, b: y.formula }, fraction: x.fraction, range, exact: true };
  }

  private compare(op: 'greater' | 'equal', a: Term, b: Term): Mask {
    const [x, y] = this.whole(a, b);
    return { mask: { op, a: x.formula, b: y.formula } };
  }

  private whole(a: Term, b: Term): [Term, Term] {
    const [x, y] = this.aligned(a, b);
    if (!x.exact || !y.exact) throw new TooNarrow();
    return [x, y];
  }
}

export function union(x: Range, y: Range): Range {
  return { min: Math.min(x.min, y.min), max: Math.max(x.max, y.max) };
}

/** Doubles beyond 2^53 may have lost a little; 2^-30 of it is far more than that. */
export function outwards({ min, max }: Range): Range {
  const large = Math.max(Math.abs(min), Math.abs(max));
  if (large < 2 ** 52) return { min, max };
  return { min: min - large * 2 ** -30, max: max + large * 2 ** -30 };
}
