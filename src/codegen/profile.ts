import { trace, type Model } from '../nn/index.js';
import type { Interval } from './interval.js';
import type { ConvertOptions } from './options.js';

/** Samples that are looked at: the results of all layers are in memory at once. */
const most = 1000;

/** Where the results of every layer lie on data, computed in floats. */
export function profileOf(
  model: Model,
  { inputs, samples }: NonNullable<ConvertOptions['profile']>,
): Map<string, Interval> {
  const count = Math.min(samples, most);
  const first = inputs.map((rows) => rows.subarray(0, (rows.length / samples) * count));
  const results = trace(
    model,
    first,
    count,
    model.layers.map(({ name }) => name),
  );
  return new Map([...results].map(([name, values]) => [name, rangeOf(values)]));
}

function rangeOf(values: Float64Array): Interval {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
