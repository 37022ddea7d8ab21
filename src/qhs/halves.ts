import type { LayerGraph, PrecisionAssignment } from '../hls/index.js';
import {
  judge,
  openSession,
  predictedClasses,
  type EvaluatedTensor,
  type EvaluateOptions,
  type Session,
  type SessionInputs,
} from '../simulate/index.js';

/** A share of right samples; of those that were not all looked at, the most that it can be. */
export interface Share {
  readonly share: number;
  readonly isUpperBound: boolean;
}

/** Below this a trial costs little but the making of its code. */
export const fewestSamples = 1000;

/**
 * Counts right answers in two halves, the doubtful samples first: those that the kernel as found gets wrong, then those
 * that it gets right by the least margin. Whether a precision breaks the constraint shows there: once the first half has
 * more wrong answers than all may have, the second need not be computed, and the decision is certain. (The other
 * certainty, that a constraint is kept, needs nearly all samples in any order.)
 */
export class Halves {
  private constructor(
    private readonly sessions: readonly { readonly session: Session; readonly labels: Int32Array }[],
    private readonly samples: number,
  ) {}

  /**
   * @param asFound answers of the kernel as found, all samples.
   * @param labels the class that each sample should get.
   */
  static async open(
    graph: LayerGraph,
    { inputs, samples }: SessionInputs,
    asFound: EvaluatedTensor,
    labels: Int32Array,
  ): Promise<Halves> {
    const order = doubtfulFirst(asFound, labels);
    const features = inputs.length / samples;
    const middle = Math.ceil(samples / 2);
    const sessions: { session: Session; labels: Int32Array }[] = [];
    for (const part of [order.subarray(0, middle), order.subarray(middle)]) {
      const own = new Float64Array(part.length * features);
      part.forEach((sample, at) =>
        own.set(inputs.subarray(sample * features, (sample + 1) * features), at * features),
      );
      const session = await openSession(graph, { inputs: own, samples: part.length });
      sessions.push({ session, labels: Int32Array.from(part, (sample) => labels[sample]) });
    }
    return new Halves(sessions, samples);
  }

  /** @param least a share below which the exact one does not matter. */
  evaluate(assignment: PrecisionAssignment, options: EvaluateOptions, least: number): Share {
    let wrong = 0;
    for (const [at, { session, labels }] of this.sessions.entries()) {
      const { tensor } = session.evaluate(assignment, options);
      wrong += Math.round((1 - judge('accuracy', { labels }).score(tensor)) * labels.length);
      const isLast = at === this.sessions.length - 1;
      const share = (this.samples - wrong) / this.samples;
      if (isLast || share < least) return { share, isUpperBound: !isLast };
    }
    return { share: 0, isUpperBound: false };
  }

  close(): void {
    for (const { session } of this.sessions) session.close();
  }
}

function doubtfulFirst(answers: EvaluatedTensor, labels: Int32Array): Int32Array {
  const predicted = predictedClasses(answers);
  const scores = answers.toDoubles();
  const classes = scores.length / labels.length;
  const margins = Float64Array.from(labels, (label, sample) => {
    if (predicted[sample] !== label) return -1;
    const own = scores.subarray(sample * classes, (sample + 1) * classes);
    return (
      own[label] - own.reduce((best, score, at) => (at === label ? best : Math.max(best, score)), -Infinity)
    );
  });
  return Int32Array.from(labels.keys()).sort((a, b) => margins[a] - margins[b] || a - b);
}
