/**
 * The clipped-linear softmax in numbers: a logit counts by the reach less its distance from the greatest one, of which
 * no more counts than the clip; the counts are divided by their sum. With the clip at the reach, what is farther away
 * counts nothing.
 */
export interface ClippedLinear {
  readonly reach: number;
  /** From 0 up to the reach. */
  readonly clip: number;
}

export function clippedLinear(logits: readonly number[], { reach, clip }: ClippedLinear): number[] {
  const best = Math.max(...logits);
  const counts = logits.map((logit) => reach - Math.min(best - logit, clip));
  const sum = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => count / sum);
}

/** In double precision. */
export function softmaxOf(logits: readonly number[]): number[] {
  const best = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - best));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** How far the surrogate is from softmax on given logits: the mean of squared differences. */
export function surrogateError(rows: readonly (readonly number[])[], chosen: ClippedLinear): number {
  let total = 0;
  let count = 0;
  for (const row of rows) {
    const [wanted, got] = [softmaxOf(row), clippedLinear(row, chosen)];
    for (let i = 0; i < row.length; i++) total += (got[i] - wanted[i]) ** 2;
    count += row.length;
  }
  return total / count;
}

/** Shares of the reach at which distances are clipped. */
const clips = [1, 0.995, 0.99, 0.98, 0.95, 0.9, 0.8];

/**
 * The parameters that come nearest to softmax on given logits, rows of one softmax (HCCS calibrates each attention head
 * offline on a representative data set): of 64 reaches from 0.25 up to 64, evenly spaced in the logarithm, and some
 * clips of each.
 */
export function calibrate(rows: readonly (readonly number[])[]): ClippedLinear {
  const reaches = Array.from({ length: 64 }, (_, n) => 0.25 * 2 ** ((n * 8) / 63));
  const candidates = reaches.flatMap((reach) => clips.map((share) => ({ reach, clip: reach * share })));
  let best = candidates[0];
  let least = Infinity;
  for (const candidate of candidates) {
    const error = surrogateError(rows, candidate);
    if (error < least) [best, least] = [candidate, error];
  }
  return best;
}
