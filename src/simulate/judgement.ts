import { problem } from '../diagnostics/index.js';
import { accuracy, predictedClasses } from './accuracy.js';
import type { EvaluatedTensor } from './evaluation.js';

/**
 * How good answers are:
 *
 * - `accuracy`: the share of samples whose greatest score is at their label;
 * - `agreement`: the share whose greatest score is where the targets have theirs;
 * - `mae`, `mse`: the mean of |answer - target|, and of its square, over all numbers of all samples.
 */
export const metricNames = ['accuracy', 'agreement', 'mae', 'mse'] as const;
export type MetricName = (typeof metricNames)[number];

/** What answers are held against. */
export interface Truth {
  /** The class of each sample, for `accuracy`. */
  readonly labels?: ArrayLike<number>;
  /** Numbers as the kernel answers them, `[samples, ...shape]`: of a float network, or wished for. */
  readonly targets?: Float64Array;
}

export interface Judge {
  readonly metric: MetricName;
  /** False for errors. */
  readonly higherIsBetter: boolean;
  /** @throws simulate.labels, simulate.targets when there are more or fewer than the answers want. */
  score(answers: EvaluatedTensor): number;
}

/** @throws simulate.no-truth when the metric needs labels or targets that are not there. */
export function judge(metric: MetricName, truth: Truth): Judge {
  const higherIsBetter = metric === 'accuracy' || metric === 'agreement';
  if (metric === 'accuracy') {
    const { labels } = truth;
    if (!labels) throw problem('simulate.no-truth', { metric, what: 'labels' });
    return { metric, higherIsBetter, score: (answers) => accuracy(answers, labels) };
  }
  const { targets } = truth;
  if (!targets) throw problem('simulate.no-truth', { metric, what: 'targets' });
  const check = ({ raw }: EvaluatedTensor): void => {
    if (raw.length !== targets.length)
      throw problem('simulate.targets', { targets: targets.length, answers: raw.length });
  };
  return {
    metric,
    higherIsBetter,
    score: (answers) => {
      check(answers);
      return metric === 'agreement' ? agreement(answers, targets) : meanError(metric, answers, targets);
    },
  };
}

function agreement(answers: EvaluatedTensor, targets: Float64Array): number {
  const wanted = predictedClasses({ shape: answers.shape, raw: targets });
  return accuracy(answers, wanted);
}

function meanError(metric: MetricName, answers: EvaluatedTensor, targets: Float64Array): number {
  const values = answers.toDoubles();
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    const error = Math.abs(values[at]! - targets[at]!);
    sum += metric === 'mse' ? error * error : error;
  }
  return values.length === 0 ? 0 : sum / values.length;
}
