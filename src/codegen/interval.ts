import { maximum, minimum, type FixedType } from '../hls/index.js';

/** All numbers from `low` to `high`. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const unbounded: Interval = { low: -Infinity, high: Infinity };

export function isBounded({ low, high }: Interval): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

export function intervalOf(type: FixedType): Interval {
  return { low: minimum(type), high: maximum(type) };
}

/** What an array's numbers span: nothing, from Infinity to -Infinity, where there are none. */
export interface Extent extends Interval {
  readonly zeros: number;
  readonly isFinite: boolean;
}

/** The one loop over all weights, so that it is compiled once. */
export function extentOf(values: Float32Array | Float64Array): Extent {
  let low = Infinity;
  let high = -Infinity;
  let zeros = 0;
  let poisoned = 0;
  // Not for...of, which takes many times longer on a million weights.
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low) low = value;
    if (value > high) high = value;
    if (value === 0) zeros++;
    // NaN, once a value is NaN or infinite.
    poisoned += value * 0;
  }
  return { low, high, zeros, isFinite: poisoned === 0 };
}

/** What is left of an interval when every number in it is brought to at most `magnitude`. */
export function clamp({ low, high }: Interval, magnitude: number): Interval {
  const clamped = (value: number): number => Math.min(Math.max(value, -magnitude), magnitude);
  return { low: clamped(low), high: clamped(high) };
}

export function contains(outer: Interval, inner: Interval): boolean {
  return outer.low <= inner.low && inner.high <= outer.high;
}

export function hull(intervals: readonly Interval[]): Interval {
  return intervals.reduce((a, b) => ({ low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }));
}

export function sumOf(a: Interval, b: Interval): Interval {
  return { low: a.low + b.low, high: a.high + b.high };
}

/** All products of a number of one interval and one of the other. */
export function productOf(a: Interval, b: Interval): Interval {
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return { low: Math.min(...corners), high: Math.max(...corners) };
}

/** Where a number can lie once a type with that resolution has rounded it, by any mode: between its neighbours. */
export function roundedInterval(value: number, resolution: number): Interval {
  return {
    low: Math.floor(value / resolution) * resolution,
    high: Math.ceil(value / resolution) * resolution,
  };
}

/** The integer bits, sign included, that a type needs to hold an interval. */
export function integerBitsFor({ low, high }: Interval, signed: boolean): number {
  const bitsAbove = high < 0 ? 0 : Math.floor(Math.log2(Math.max(high, Number.MIN_VALUE))) + 1;
  const bitsBelow = low < 0 ? Math.ceil(Math.log2(-low)) : -Infinity;
  return Math.max(bitsAbove, bitsBelow) + (signed ? 1 : 0);
}
