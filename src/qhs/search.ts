import { formatFixedType, type FixedType, type PrecisionAssignment } from '../hls/index.js';
import type { Precision } from '../../metaprograms/virtual-layers.js';

/** One evaluation of the search. */
export interface Trial {
  /** From 1, in the order in which they ran. */
  readonly index: number;
  /**
   * `baseline`: as found; `lossless`: integer bits minimised; `joint`: one bit off everything that is
   * reducible; `single`: one bit off one precision, to find out whether it breaks the constraint.
   */
  readonly step: 'baseline' | 'lossless' | 'joint' | 'single';
  /** Names of the precisions that were narrowed by this trial. */
  readonly narrowed: readonly string[];
  /** Types of all weights, biases and results, by typedef name. */
  readonly precisions: Readonly<Record<string, string>>;
  readonly accuracy: number;
  /** The accuracy is at most that: the trial was given up when it was certain that too much is lost. */
  readonly isUpperBound?: true;
  /** Accuracy lost against the baseline, in the unit of the tolerance. */
  readonly loss: number;
  readonly withinTolerance: boolean;
}

/** An accuracy that is at most `atMost`. */
export interface Bounded {
  readonly atMost: number;
}

export interface SearchOptions {
  /** What may be narrowed. */
  readonly precisions: readonly Precision[];
  /** The types as found. */
  readonly baseline: PrecisionAssignment;
  /** The types after the lossless reduction of integer bits. */
  readonly lossless: PrecisionAssignment;
  /** Accuracy of the kernel under an assignment, 0 to 1; or an error, see `higherIsBetter`. */
  readonly accuracy: (
    assignment: PrecisionAssignment,
    /** Below it the trial fails: an upper bound that is lower will do, see `Bounded`. */
    least: number,
  ) => number | Bounded | Promise<number | Bounded>;
  /** alpha_q: the loss that is tolerated. */
  readonly toleratedAccuracyLoss: number;
  /** Loss in points of accuracy (the paper's), or as a fraction of the baseline's accuracy. */
  readonly lossIs: 'absolute' | 'relative';
  /** False where `accuracy` is an error: the loss is what it grows by. Default true. */
  readonly higherIsBetter?: boolean;
  /** Whether a typedef may get a type that is one bit narrower; by default it may. */
  readonly mayNarrow?: (typedef: string, type: FixedType) => boolean;
  /** Called after each trial. */
  readonly onTrial?: (trial: Trial) => void;
}

export interface SearchResult {
  readonly assignment: PrecisionAssignment;
  readonly baselineAccuracy: number;
  readonly accuracy: number;
  readonly trials: readonly Trial[];
}

/** Narrower than this nothing is left of a number: a sign and one bit, or one bit. */
const narrowest = (type: FixedType): number => (type.signed ? 2 : 1);

/** So that a loss of exactly the tolerance, say 100 of 10,000 samples at 0.01, is within it. */
const roundingSlack = 1e-9;

/**
 * The Quantization Heuristic Search of MetaML-Pro (section 4.2, Fig. 4). Deterministic: precisions are
 * tried in the order given. Where no precision breaks the constraint by itself but all together do, the
 * one that loses most is blocked (the first such, on a tie); the paper leaves this case open.
 */
export async function searchPrecisions(options: SearchOptions): Promise<SearchResult> {
  const trials: Trial[] = [];

  const attempt = async (
    step: Trial['step'],
    narrowed: readonly Precision[],
    assignment: PrecisionAssignment,
  ): Promise<Trial> => {
    const found = await options.accuracy(assignment, leastAccuracy(options, trials[0]?.accuracy));
    const accuracy = typeof found === 'number' ? found : found.atMost;
    const baselineAccuracy = trials[0]?.accuracy ?? accuracy;
    const lost = (options.higherIsBetter ?? true) ? baselineAccuracy - accuracy : accuracy - baselineAccuracy;
    const loss = options.lossIs === 'relative' && baselineAccuracy > 0 ? lost / baselineAccuracy : lost;
    const trial: Trial = {
      index: trials.length + 1,
      step,
      narrowed: narrowed.map(({ name }) => name),
      precisions: Object.fromEntries([...assignment].map(([name, type]) => [name, formatFixedType(type)])),
      accuracy,
      ...(typeof found === 'number' ? {} : { isUpperBound: true as const }),
      loss,
      withinTolerance: loss <= options.toleratedAccuracyLoss + roundingSlack,
    };
    trials.push(trial);
    options.onTrial?.(trial);
    return trial;
  };

  const { accuracy: baselineAccuracy } = await attempt('baseline', [], options.baseline);
  let assignment = options.lossless;
  let { accuracy } = await attempt('lossless', [], assignment);
  let reducible = options.precisions;
  // One bit off each by itself; holds until the assignment changes.
  let alone = new Map<Precision, Trial>();

  for (;;) {
    reducible = reducible.filter((precision) => canNarrow(precision, assignment, options.mayNarrow));
    if (reducible.length === 0) break;

    const candidate = narrow(assignment, reducible);
    const joint = await attempt('joint', reducible, candidate);
    if (joint.withinTolerance) {
      assignment = candidate;
      accuracy = joint.accuracy;
      alone = new Map();
      continue;
    }

    if (reducible.length === 1) alone.set(reducible[0], joint);
    for (const precision of reducible.filter((other) => !alone.has(other))) {
      alone.set(precision, await attempt('single', [precision], narrow(assignment, [precision])));
    }
    const breaking = reducible.filter((precision) => !alone.get(precision)?.withinTolerance);
    const blocked = breaking.length > 0 ? breaking : [mostSensitive(reducible, alone)];
    reducible = reducible.filter((precision) => !blocked.includes(precision));
  }
  return { assignment, baselineAccuracy, accuracy, trials };
}

/** The accuracy that a trial needs; with errors, or before there is a baseline, nothing can be given up early. */
function leastAccuracy(options: SearchOptions, baseline: number | undefined): number {
  if (baseline === undefined || options.higherIsBetter === false) return -Infinity;
  const tolerated = options.toleratedAccuracyLoss + roundingSlack;
  return baseline - tolerated * (options.lossIs === 'relative' && baseline > 0 ? baseline : 1);
}

function canNarrow(
  precision: Precision,
  assignment: PrecisionAssignment,
  mayNarrow: SearchOptions['mayNarrow'] = () => true,
): boolean {
  return precision.slots.every(({ typedef, type }) => {
    const current = assignment.get(typedef) ?? type;
    return current.width > narrowest(current) && mayNarrow(typedef, narrower(current));
  });
}

/** One bit off the total width; the integer bits stay, so the last fraction bit goes. */
function narrower(type: FixedType): FixedType {
  const width = type.width - 1;
  return { ...type, width, integer: type.isInteger ? width : type.integer };
}

/** One bit off each. */
function narrow(assignment: PrecisionAssignment, precisions: readonly Precision[]): PrecisionAssignment {
  const narrowed = new Map(assignment);
  for (const { typedef, type } of precisions.flatMap(({ slots }) => slots)) {
    narrowed.set(typedef, narrower(narrowed.get(typedef) ?? type));
  }
  return narrowed;
}

function mostSensitive(precisions: readonly Precision[], alone: ReadonlyMap<Precision, Trial>): Precision {
  const loss = (precision: Precision): number => alone.get(precision)?.loss ?? 0;
  return [...precisions].sort((a, b) => loss(b) - loss(a))[0];
}
