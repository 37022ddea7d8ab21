import { problem } from '../diagnostics/index.js';

/** Scores of classes: an evaluated tensor, or floats of the same layout. */
export interface Scores {
  /** Of one sample; the last extent is the number of classes. */
  readonly shape: readonly number[];
  /** `[samples, classes]`, row-major. Raw integers order as their values do. */
  readonly raw: ArrayLike<number> | ArrayLike<bigint>;
}

/** The class with the greatest score of each sample; the first of equals. */
export function predictedClasses({ shape, raw }: Scores): Int32Array {
  const classes = shape.at(-1) ?? 1;
  const predictions = new Int32Array(raw.length / classes);
  for (let sample = 0; sample < predictions.length; sample++) {
    const first = sample * classes;
    let best = first;
    for (let at = first + 1; at < first + classes; at++) if (raw[at]! > raw[best]!) best = at;
    predictions[sample] = best - first;
  }
  return predictions;
}

/**
 * The fraction of samples whose greatest score is at their label.
 *
 * @param labels one class index for each sample.
 * @throws `simulate.labels` when there are more or fewer labels than samples.
 */
export function accuracy(scores: Scores, labels: ArrayLike<number>): number {
  const predictions = predictedClasses(scores);
  if (labels.length !== predictions.length) {
    throw problem('simulate.labels', { labels: labels.length, samples: predictions.length });
  }
  let right = 0;
  for (let at = 0; at < predictions.length; at++) if (predictions[at] === labels[at]) right++;
  return predictions.length === 0 ? 0 : right / predictions.length;
}
