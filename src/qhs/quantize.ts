import { setImmediate } from 'node:timers/promises';
import type { Project } from '../cpp/index.js';
import { HlsmithError, problem } from '../diagnostics/index.js';
import {
  fractionBits,
  readLayerGraph,
  type FixedType,
  type LayerGraph,
  type PrecisionAssignment,
  type TypeSlot,
} from '../hls/index.js';
import {
  judge,
  layerGraphOrReason,
  readKernel,
  type EvaluatedTensor,
  type Judge,
  type MetricName,
} from '../simulate/index.js';
import { giveOwnTypedefs } from '../../metaprograms/own-typedefs.js';
import { setPrecisions } from '../../metaprograms/precision.js';
import {
  groupVirtualLayers,
  precisionsAsFound,
  type VirtualLayer,
} from '../../metaprograms/virtual-layers.js';
import { accumulatorTypes, type AccumulatorRule } from './accumulators.js';
import { fewestSamples, Halves } from './halves.js';
import { openEvaluator, type Evaluator } from './evaluator.js';
import { kernelPrecisions } from './kernel-precisions.js';
import {
  independentPrecisions,
  tiePrecisions,
  withoutUnusedIntegerBits,
  type PinnedPrecision,
} from './precisions.js';
import { roundingFloors } from './rounding.js';
import { searchPrecisions, type SearchOptions, type SearchResult } from './search.js';

export interface QhsOptions extends Pick<SearchOptions, 'toleratedAccuracyLoss' | 'lossIs' | 'onTrial'> {
  /** Samples x features, row-major. */
  readonly inputs: Float64Array;
  /** How many samples; by default as many as labels. */
  readonly samples?: number;
  /** The class of each sample, for the metric `accuracy`. */
  readonly labels?: Int32Array;
  /** What the kernel should answer, for the others; by default what it answers as found. */
  readonly targets?: Float64Array;
  /** By default `accuracy` where there are labels, else `agreement`. */
  readonly metric?: MetricName;
  /**
   * What is judged; by default the input of a final softmax, whose tables break first. Of a kernel with several
   * outputs, the first, however it is evaluated.
   */
  readonly judged?: 'logits' | 'outputs';
  /** `keep` by default. */
  readonly accumulators?: AccumulatorRule;
  /**
   * Give a trial up once it is certain that too much is lost. Decisions are the same, the accuracies of trials that
   * fail are upper bounds. False by default: of a search over the example it saves a sixth of the samples and costs a
   * fifth more time, since two halves share no work.
   */
  readonly stopEarly?: boolean;
  /** The top function's name, where the project has several. */
  readonly top?: string;
}

export interface QhsOutcome extends SearchResult {
  /** Of the project as rewritten; null where its layers cannot be read. */
  readonly graph: LayerGraph | null;
  /** The top function's name. */
  readonly kernel: string;
  readonly virtualLayers: readonly VirtualLayer[];
  readonly baseline: PrecisionAssignment;
  readonly pinned: readonly PinnedPrecision[];
  readonly metric: MetricName;
  readonly judged: 'logits' | 'outputs';
  readonly accumulators: AccumulatorRule;
  /** How the trials were evaluated, and why not by simulation where they were not. */
  readonly evaluated: Pick<Evaluator, 'tier' | 'remark'>;
  /** What was judged, under the final assignment; null of a simulated kernel, which can be asked again. */
  readonly answers: EvaluatedTensor | null;
}

/**
 * Quantises a kernel (MetaML-Pro, section 4.2): finds the smallest precisions of weights, biases and
 * results whose accuracy loss stays within alpha_q, and writes them into the project. Accuracy is judged on
 * logits: a softmax table breaks before the network does. The project's edits are committed in memory; it
 * is the caller who writes files.
 *
 * @throws qhs.adders for layers by distributed arithmetic, whose weights are adders already; simulate.no-truth where the
 *   metric needs labels or targets that are not there, and what `openEvaluator` throws.
 */
export async function quantize(project: Project, options: QhsOptions): Promise<QhsOutcome> {
  const graph = graphWithOwnTypedefs(project, options);
  const known = graph instanceof HlsmithError ? null : graph;
  if (known) refuseAdders(known);
  const { inputs, top, judged = 'logits', accumulators = 'keep' } = options;
  const data = { inputs, samples: options.samples ?? options.labels?.length ?? 0 };
  const until = { until: judged };
  const evaluator = await openEvaluator(project, graph, data, { top, until });
  let halves: Halves | null = null;
  try {
    const kernel = known?.name ?? (await readKernel(project, { top })).name;
    const { virtualLayers, reducible, pinned } = precisionsOf(project, known, kernel, evaluator);
    const baseline = precisionsAsFound(virtualLayers);
    const withAccumulators = (assignment: PrecisionAssignment): PrecisionAssignment =>
      known ? new Map([...assignment, ...accumulatorTypes(known, accumulators, assignment)]) : assignment;
    const answer = (assignment: PrecisionAssignment): Promise<EvaluatedTensor> =>
      evaluator.evaluate(withAccumulators(assignment), until);
    const asFound = await evaluator.evaluate(baseline, until);
    const judging = judgeOf(options, asFound);
    halves = await halvesOf(options, known, evaluator, asFound, judging.metric);
    // All samples at once are not asked for again.
    if (halves) evaluator.close();
    const lossless = known ? withoutUnusedIntegerBits(known, reducible, baseline) : baseline;
    const typeOf = ({ typedef, type }: TypeSlot): FixedType => lossless.get(typedef) ?? type;
    const floors = known ? roundingFloors(known, { typeOf, accumulators }) : new Map<string, number>();
    const result = await searchPrecisions({
      ...options,
      precisions: reducible,
      baseline,
      lossless,
      higherIsBetter: judging.higherIsBetter,
      mayNarrow: (typedef, type) => fractionBits(type) >= (floors.get(typedef) ?? -Infinity),
      accuracy: async (assignment, least) => {
        // Lets progress be drawn and Ctrl-C be heard between trials: an evaluation may not wait for anything.
        await setImmediate();
        if (assignment === baseline) return judging.score(asFound);
        if (!halves) return judging.score(await answer(assignment));
        const { share, isUpperBound } = halves.evaluate(withAccumulators(assignment), until, least);
        return isUpperBound ? { atMost: share } : share;
      },
    });
    const answers = evaluator.tier === 'compiled' ? await answer(result.assignment) : null;
    const assignment = withAccumulators(result.assignment);
    setPrecisions(project, assignment, known ?? undefined);
    project.commit({ author: 'qhs' });
    const { tier, remark } = evaluator;
    return {
      ...{ ...result, assignment, graph: known, kernel, virtualLayers, baseline, pinned },
      ...{ metric: judging.metric, judged, accumulators, evaluated: { tier, remark }, answers },
    };
  } finally {
    halves?.close();
    evaluator.close();
  }
}

/** The layers of the project after each has typedefs of its own, or why they cannot be read. */
function graphWithOwnTypedefs(project: Project, options: QhsOptions): LayerGraph | HlsmithError {
  const asFound = layerGraphOrReason(project, options);
  if (asFound instanceof HlsmithError) return asFound;
  giveOwnTypedefs(project, asFound);
  project.commit({ author: 'own-typedefs' });
  return readLayerGraph(project, options);
}

function precisionsOf(
  project: Project,
  graph: LayerGraph | null,
  kernel: string,
  { ties, precisions }: Evaluator,
): Pick<QhsOutcome, 'virtualLayers' | 'pinned'> & { reducible: SearchOptions['precisions'] } {
  if (!graph) {
    const { virtualLayers, ...found } = kernelPrecisions(project, kernel, precisions);
    return { virtualLayers, ...tiePrecisions(found, ties) };
  }
  const virtualLayers = groupVirtualLayers(graph);
  return { virtualLayers, ...tiePrecisions(independentPrecisions(graph, virtualLayers), ties) };
}

/** Halves of the samples for metrics that count right ones, of simulated kernels with one output. */
async function halvesOf(
  { inputs, labels, stopEarly = false }: QhsOptions,
  graph: LayerGraph | null,
  { tier }: Evaluator,
  asFound: EvaluatedTensor,
  metric: MetricName,
): Promise<Halves | null> {
  const samples = labels?.length ?? 0;
  const canCount = metric === 'accuracy' && graph !== null && graph.outputs.length === 1;
  if (!labels || !canCount || tier !== 'simulated' || !stopEarly || samples < fewestSamples) return null;
  return Halves.open(graph, { inputs, samples }, asFound, labels);
}

/** Without targets, answers are held against those of the kernel as found. */
function judgeOf({ metric, labels, targets }: QhsOptions, asFound: EvaluatedTensor): Judge {
  const chosen = metric ?? (labels ? 'accuracy' : 'agreement');
  if (chosen === 'accuracy') return judge(chosen, { labels });
  return judge(chosen, { targets: targets ?? asFound.toDoubles() });
}

/** `nnet::strategy` of the kernel library. */
const distributedArithmetic = 3;

function refuseAdders({ layers }: LayerGraph): void {
  const made = layers.filter(({ parameters }) => parameters.strategy === distributedArithmetic);
  if (made.length > 0) throw problem('qhs.adders', { layers: made.map(({ name }) => name) });
}
