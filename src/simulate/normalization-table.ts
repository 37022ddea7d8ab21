import { fixedArithmetic, fixedType, fromDouble, type FixedType, type FixedValue } from '../hls/index.js';
import type { ResolvedLayer } from './network.js';

const { fround } = Math;

/** What `nnet::layernorm_1d` computes with, under one assignment. */
export interface Normalization {
  readonly accumulator: FixedType;
  /** One part in as many as there are values, as an accumulator value. */
  readonly share: FixedValue;
  /** 1/sqrt of each index. */
  readonly table: readonly bigint[];
  readonly tableType: FixedType;
  /** What a variance is multiplied by to become an index: the entries, then the inverse of the range. */
  readonly factors: readonly [FixedValue, FixedValue];
}

/** @param values of which mean and variance are taken. */
export function normalizationOf(layer: ResolvedLayer, values: number): Normalization {
  const accumulator = layer.role('accumulator');
  const entries = layer.parameter('table_size', 1024);
  const range = layer.parameter('table_range_power2', 0);
  const tableType = layer.role('table');
  const least = fround(10 ** -layer.parameter('epsilon_power_of_10', 3));
  const step = fround(fround(2 ** -range) / entries);
  const table = Array.from({ length: entries }, (_, index) => {
    const variance = fround(least + fround(step * index));
    return fromDouble(1 / fround(Math.sqrt(variance)), tableType);
  });
  return {
    accumulator,
    share: { raw: fromDouble(1 / values, accumulator), type: accumulator },
    table,
    tableType,
    factors: [
      { raw: BigInt(entries), type: unsigned },
      { raw: 1n << BigInt(range), type: int },
    ],
  };
}

/** Where the table has the inverse of a variance's root. */
export function normalizationIndex(variance: FixedValue, { factors, table }: Normalization): number {
  const { multiply, toInteger } = fixedArithmetic;
  const scaled = toInteger(multiply(multiply(variance, factors[0]), factors[1]));
  const index = Number(BigInt.asIntN(32, scaled));
  return Math.min(Math.max(index, 0), table.length - 1);
}

const int = fixedType(true, 32, 32, { isInteger: true });
const unsigned = fixedType(false, 32, 32, { isInteger: true });
