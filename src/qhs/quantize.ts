import { setImmediate } from 'node:timers/promises';
import type { Project } from '../cpp/index.js';
import { HlsmithError } from '../diagnostics/index.js';
import { fractionBits, readLayerGraph, type LayerGraph, type PrecisionAssignment } from '../hls/index.js';
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
  /** What is judged; by default the input of a final softmax, whose tables break first. */
  readonly judged?: 'logits' | 'outputs';
  /** `keep` by default. */
  readonly accumulators?: AccumulatorRule;
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
  /** What was judged, under the final assignment. */
  readonly answers: EvaluatedTensor;
}

/**
 * Quantises a kernel (MetaML-Pro, section 4.2): finds the smallest precisions of weights, biases and
 * results whose accuracy loss stays within alpha_q, and writes them into the project. Accuracy is judged on
 * logits: a softmax table breaks before the network does. The project's edits are committed in memory; it
 * is the caller who writes files.
 *
 * @throws simulate.no-truth where the metric needs labels or targets that are not there, and what `openEvaluator`
 *   throws.
 */
export async function quantize(project: Project, options: QhsOptions): Promise<QhsOutcome> {
  const graph = graphWithOwnTypedefs(project, options);
  const known = graph instanceof HlsmithError ? null : graph;
  const { inputs, top, judged = 'logits', accumulators = 'keep' } = options;
  const data = { inputs, samples: options.samples ?? options.labels?.length ?? 0 };
  const until = { until: judged };
  const evaluator = await openEvaluator(project, graph, data, { top, until });
  try {
    const kernel = known?.name ?? (await readKernel(project, { top })).name;
    const { virtualLayers, reducible, pinned } = precisionsOf(project, known, kernel, evaluator);
    const baseline = precisionsAsFound(virtualLayers);
    const withAccumulators = (assignment: PrecisionAssignment): PrecisionAssignment =>
      known ? new Map([...assignment, ...accumulatorTypes(known, accumulators, assignment)]) : assignment;
    const answer = (assignment: PrecisionAssignment): Promise<EvaluatedTensor> =>
      evaluator.evaluate(withAccumulators(assignment), until);
    const judging = judgeOf(options, await evaluator.evaluate(baseline, until));
    const floors = known ? roundingFloors(known) : new Map<string, number>();
    const result = await searchPrecisions({
      ...options,
      precisions: reducible,
      baseline,
      lossless: known ? withoutUnusedIntegerBits(known, reducible, baseline) : baseline,
      higherIsBetter: judging.higherIsBetter,
      mayNarrow: (typedef, type) => fractionBits(type) >= (floors.get(typedef) ?? -Infinity),
      accuracy: async (assignment) => {
        // Lets progress be drawn and Ctrl-C be heard between trials: an evaluation may not wait for anything.
        await setImmediate();
        const isBaseline = assignment === baseline;
        return judging.score(await (isBaseline ? evaluator.evaluate(baseline, until) : answer(assignment)));
      },
    });
    const answers = await answer(result.assignment);
    const assignment = withAccumulators(result.assignment);
    setPrecisions(project, assignment);
    project.commit({ author: 'qhs' });
    const { tier, remark } = evaluator;
    return {
      ...{ ...result, assignment, graph: known, kernel, virtualLayers, baseline, pinned },
      ...{ metric: judging.metric, judged, accumulators, evaluated: { tier, remark }, answers },
    };
  } finally {
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

/** Without targets, answers are held against those of the kernel as found. */
function judgeOf({ metric, labels, targets }: QhsOptions, asFound: EvaluatedTensor): Judge {
  const chosen = metric ?? (labels ? 'accuracy' : 'agreement');
  return judge(chosen, { labels, targets: targets ?? asFound.toDoubles() });
}
