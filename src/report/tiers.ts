import type { TierComparison, TiersResult } from '../simulate/index.js';

/** What came of comparing the tiers, for a person. */
export function tiersReport({ kernel, samples, tiers, comparisons }: TiersResult): string {
  const width = Math.max(...tiers.map(({ name }) => name.length));
  return [
    `${kernel}: ${samples} samples`,
    ...tiers.map(({ name, ran, remark, seconds }) =>
      ran
        ? `${name.padEnd(width)}  ${seconds.toFixed(2).padStart(6)} s  ${remark}`
        : `${name.padEnd(width)}  not run   ${remark}`,
    ),
    ...comparisons.map(comparisonText),
  ].join('\n');
}

function comparisonText({ tiers, compared, mismatch, layer }: TierComparison): string {
  const pair = tiers.join(' = ');
  if (!mismatch) return `${pair}: every bit of ${compared.length} arrays (${compared.join(', ')})`;
  const { tensor, sample, index, expected, got } = mismatch;
  const where = `${tensor}[${index}] of sample ${sample}${layer === undefined ? '' : `, layer ${layer}`}`;
  return `${tiers.join(' and ')} DIFFER first at ${where}: ${expected} and ${got} (raw values)`;
}
