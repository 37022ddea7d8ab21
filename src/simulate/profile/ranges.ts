import { fractionBits, type FixedType } from '../../hls/index.js';

/** What values there are where a type stands. */
export interface Range {
  readonly values: number;
  readonly zeros: number;
  readonly min: number;
  readonly max: number;
  /** Integer bits, the sign of a signed type included, that hold min and max. */
  readonly integerBits: number;
  /** How many values the type's overflow changed; null where that cannot be told. */
  readonly wraps: number | null;
  readonly saturations: number | null;
}

/** Collects raw values that have the fraction bits of a type, but may be outside of its range. */
export class RangeCounter {
  private values = 0;
  private zeros = 0;
  private outside = 0;
  private least = Infinity;
  private greatest = -Infinity;
  private readonly lowest: number;
  private readonly highest: number;

  constructor(private readonly type: FixedType) {
    const magnitude = 2 ** (type.width - (type.signed ? 1 : 0));
    this.lowest = type.signed ? (type.overflow === 'SAT_SYM' ? 1 - magnitude : -magnitude) : 0;
    this.highest = magnitude - 1;
  }

  add(raw: Float64Array | Int32Array | BigInt64Array): void {
    const values = raw instanceof BigInt64Array ? doublesOf(raw) : raw;
    let { zeros, least, greatest, outside } = this;
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      if (value === 0) zeros++;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
      if (value < this.lowest || value > this.highest) outside++;
    }
    [this.zeros, this.outside] = [zeros, outside];
    [this.least, this.greatest] = [least, greatest];
    this.values += values.length;
  }

  /** Whether no value was farther from zero. */
  isWithin(limit: number): boolean {
    return this.greatest <= limit && this.least >= -limit;
  }

  /** @param canTell false where the values have been through the type already. */
  range(canTell = true): Range {
    const { type } = this;
    const step = 2 ** -fractionBits(type);
    const [min, max] = this.values === 0 ? [0, 0] : [this.least * step, this.greatest * step];
    const wraps = type.overflow === 'WRAP' || type.overflow === 'WRAP_SM';
    const count = (isKind: boolean): number | null => (canTell ? (isKind ? this.outside : 0) : null);
    return {
      ...{ values: this.values, zeros: this.zeros, min, max },
      integerBits: integerBits(min, max, type.signed, step),
      ...{ wraps: count(wraps), saturations: count(!wraps) },
    };
  }
}

/**
 * The fewest integer bits of a type that holds min and max, one step below the next power of two still being inside.
 * Negative where the largest value is below 1/2.
 */
export function integerBits(min: number, max: number, signed: boolean, step: number): number {
  // Two's complement reaches one further down than up: -8 needs as many bits as 8 - step.
  const reach = Math.max(max + step, signed ? -min : 0);
  return (reach <= 0 ? 0 : Math.ceil(Math.log2(reach))) + (signed ? 1 : 0);
}

/** Rounded to 53 bits; without a big integer for each. WebAssembly's memory has the low half first. */
function doublesOf(integers: BigInt64Array): Float64Array {
  const halves = new Int32Array(integers.buffer, integers.byteOffset, 2 * integers.length);
  const doubles = new Float64Array(integers.length);
  for (let at = 0; at < doubles.length; at++) {
    doubles[at] = halves[2 * at + 1]! * 2 ** 32 + (halves[2 * at]! >>> 0);
  }
  return doubles;
}
