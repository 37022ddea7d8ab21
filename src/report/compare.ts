import Table from 'cli-table3';
import type { FloatComparison } from '../simulate/index.js';

/** The table that a person reads, and what it comes to. */
export function comparisonReport(
  kernel: string,
  samples: number,
  { rows, unknown, firstWrong }: FloatComparison,
): string {
  const table = new Table({
    head: ['layer', 'type', 'worst error', 'mean error', 'relative', 'wraps', 'saturates'],
    style: { head: [], border: [], compact: true },
  });
  const share = (count: number, values: number): string =>
    count === 0 ? '0' : `${count} (${((100 * count) / values).toPrecision(2)}%)`;
  for (const { layer, type, worst, mean, relative, wraps, saturations, values } of rows) {
    const errors = [worst, mean].map((error) => String(Number(error.toPrecision(3))));
    const percent = `${Number((100 * relative).toPrecision(3))}%`;
    table.push([layer, type, ...errors, percent, share(wraps, values), share(saturations, values)]);
  }
  return [
    `${kernel}: ${samples} samples against the float network`,
    table.toString(),
    ...(unknown.length > 0 ? [`the float network has no layer of this name: ${unknown.join(', ')}`] : []),
    firstWrong === null ? 'no layer goes wrong' : `the first layer that goes wrong: ${firstWrong}`,
  ].join('\n');
}
