import type { Project } from '../cpp/index.js';
import { HlsmithError } from '../diagnostics/index.js';
import type { LayerGraph, PrecisionAssignment } from '../hls/index.js';
import {
  findCompiler,
  openCompiledSession,
  openSession,
  type CompiledSession,
  type EvaluatedTensor,
  type EvaluateOptions,
  type SessionInputs,
} from '../simulate/index.js';

/** What answers the search's questions. */
export interface Evaluator {
  /** `simulated`: no compiler; `compiled`: the kernel itself, with precisions that it reads when it runs. */
  readonly tier: 'simulated' | 'compiled';
  /** Why it is not simulated, where it is not. */
  readonly remark: string | null;
  /** Typedefs that can only be changed together. */
  readonly ties: readonly (readonly string[])[];
  /** Of a compiled kernel, the typedefs that can be changed, as found. */
  readonly precisions: PrecisionAssignment;
  evaluate(assignment: PrecisionAssignment, options: EvaluateOptions): Promise<EvaluatedTensor>;
  close(): void;
}

/**
 * The fast evaluation of known layers where there is one, and else the kernel compiled.
 *
 * @param graph the reason where the layers cannot be read.
 * @throws what `openCompiledSession` throws, where that is needed; without a compiler, the reason why it is.
 */
export async function openEvaluator(
  project: Project,
  graph: LayerGraph | HlsmithError,
  data: SessionInputs,
  options: { readonly top?: string; readonly until: EvaluateOptions },
): Promise<Evaluator> {
  let reason: HlsmithError;
  if (graph instanceof HlsmithError) reason = graph;
  else {
    try {
      return await simulated(graph, data, options.until);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      reason = error;
    }
  }
  if (findCompiler() === null) throw reason;
  const known = graph instanceof HlsmithError ? undefined : graph;
  const session = await openCompiledSession(project, data, { top: options.top, graph: known });
  try {
    // A project that does not compile as it is has its fault where its layers could not be read.
    if (session.form === 'static types') await session.evaluate(new Map(), options.until);
  } catch (error) {
    session.close();
    throw error instanceof HlsmithError && error.code === 'simulate.compile-failed' ? reason : error;
  }
  return compiled(session, reason.message);
}

/** The kernel is one that the fast evaluation does not do; other errors are about the inputs, or faults. */
function isRefusal(error: unknown): error is HlsmithError {
  return error instanceof HlsmithError && error.code.startsWith('simulate.') && !faults.has(error.code);
}

const faults = new Set<string>([
  'simulate.sample-shape',
  'simulate.no-tensor',
  'simulate.closed',
  'simulate.multiplier-width',
]);

async function simulated(graph: LayerGraph, data: SessionInputs, until: EvaluateOptions): Promise<Evaluator> {
  const session = await openSession(graph, data);
  try {
    // Some layers are refused when they are first computed.
    session.evaluate(new Map(), until);
  } catch (error) {
    session.close();
    throw error;
  }
  return {
    ...{ tier: 'simulated', remark: null, ties: [], precisions: new Map() },
    evaluate: (assignment, options) => Promise.resolve(session.evaluate(assignment, options).tensor),
    close: () => session.close(),
  };
}

/** Messages that list all that is known are long. */
const shortened = (text: string): string => (text.length > 160 ? `${text.slice(0, 160)}...` : text);

function compiled(session: CompiledSession, reason: string): Evaluator {
  const { form, remark, ties, precisions } = session;
  const how = form === 'run-time precisions' ? 'compiled once' : `compiled for each trial: ${remark}`;
  return {
    ...{ tier: 'compiled', remark: `${shortened(reason)}; ${how}`, ties, precisions },
    evaluate: async (assignment, options) => (await session.evaluate(assignment, options)).tensor,
    close: () => session.close(),
  };
}
