import { setImmediate } from 'node:timers/promises';
import type { Project } from '../cpp/index.js';
import { readLayerGraph, type LayerGraph, type PrecisionAssignment } from '../hls/index.js';
import { accuracy, openSession } from '../simulate/index.js';
import { giveOwnTypedefs } from '../../metaprograms/own-typedefs.js';
import { setPrecisions } from '../../metaprograms/precision.js';
import {
  groupVirtualLayers,
  precisionsAsFound,
  type VirtualLayer,
} from '../../metaprograms/virtual-layers.js';
import { independentPrecisions, withoutUnusedIntegerBits, type PinnedPrecision } from './precisions.js';
import { searchPrecisions, type SearchOptions, type SearchResult } from './search.js';

export interface QhsOptions extends Pick<SearchOptions, 'toleratedAccuracyLoss' | 'lossIs' | 'onTrial'> {
  /** Samples x features, row-major. */
  readonly inputs: Float64Array;
  /** The class of each sample. */
  readonly labels: Int32Array;
  /** The top function's name, where the project has several. */
  readonly top?: string;
}

export interface QhsOutcome extends SearchResult {
  /** Of the project as rewritten. */
  readonly graph: LayerGraph;
  readonly virtualLayers: readonly VirtualLayer[];
  readonly baseline: PrecisionAssignment;
  readonly pinned: readonly PinnedPrecision[];
}

/**
 * Quantises a kernel (MetaML-Pro, section 4.2): finds the smallest precisions of weights, biases and
 * results whose accuracy loss stays within alpha_q, and writes them into the project. Accuracy is judged on
 * logits: a softmax table breaks before the network does. The project's edits are committed in memory; it
 * is the caller who writes files.
 */
export async function quantize(project: Project, options: QhsOptions): Promise<QhsOutcome> {
  giveOwnTypedefs(project, readLayerGraph(project, options));
  project.commit({ author: 'own-typedefs' });
  const graph = readLayerGraph(project, options);
  const virtualLayers = groupVirtualLayers(graph);
  const { reducible, pinned } = independentPrecisions(graph, virtualLayers);
  const baseline = precisionsAsFound(virtualLayers);

  const session = await openSession(graph, { inputs: options.inputs, samples: options.labels.length });
  try {
    const result = await searchPrecisions({
      ...options,
      precisions: reducible,
      baseline,
      lossless: withoutUnusedIntegerBits(graph, reducible, baseline),
      accuracy: async (assignment) => {
        // Lets progress be drawn and Ctrl-C be heard between trials: an evaluation does not wait for anything.
        await setImmediate();
        return accuracy(session.evaluate(assignment).tensor, options.labels);
      },
    });
    setPrecisions(project, result.assignment);
    project.commit({ author: 'qhs' });
    return { ...result, graph, virtualLayers, baseline, pinned };
  } finally {
    session.close();
  }
}
