import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '../../diagnostics/index.js';
import { openHlsProject, type LayerGraph, type PrecisionAssignment } from '../../hls/index.js';
import { inTemporaryFolder } from '../../text/index.js';
import { compileKernel, findCompiler, ownHeaders, type Samples } from '../compiled/compile.js';
import { readKernel } from '../compiled/kernel.js';
import type { Traces } from '../compiled/traces.js';
import type { EvaluatedTensor } from '../evaluation.js';
import { size } from '../network.js';
import { openSession } from '../session.js';
import { compareTraces, traceOf, type Mismatch } from './compare.js';

export interface VerifyOptions {
  /** The project whose C++ holds the types of the assignment; it has `firmware/`, or the sources themselves. */
  readonly projectDirectory: string;
  readonly graph: LayerGraph;
  readonly assignment: PrecisionAssignment;
  /** `[samples, features]`, row-major. */
  readonly inputs: Float64Array;
  readonly samples: number;
  /** A compiler's path; by default g++, else clang++ on PATH, else `@yowasp/clang`. */
  readonly compiler?: string;
  /** For compiling, and again for running; 300 by default. */
  readonly seconds?: number;
}

export interface Verification {
  /** null where it could not be compiled: there is no compiler, or as `reason` says. */
  readonly verified: boolean | null;
  readonly reason?: string;
  readonly compiler: string | null;
  /** Tensors that were compared: the output, and every array that the project traces. */
  readonly compared: readonly string[];
  /** How many of the samples, the first ones; null for all. */
  readonly firstSamples: number | null;
  readonly mismatch?: Mismatch;
}

/** What is recorded of all arrays takes no more bytes than this; a few times less at a time. */
export const mostRecorded = 21 * 2 ** 20;

/** How many samples may be recorded at a time. */
export function samplesWithin({ layers }: LayerGraph, samples: number, bytes = mostRecorded): number {
  const values = layers.reduce((sum, { output }) => sum + size(output.shape), 0);
  return Math.min(samples, Math.max(1, Math.floor(bytes / (8 * values))));
}

/** How the driver records an output; no C++ name can be the same. */
const outputRecord = (name: string): string => `output ${name}`;

/**
 * Compiles a project with its static types and the headers beside it, runs it, and compares every output bit for
 * bit with the fast evaluation of the same assignment; so also each array that the project passes to
 * `hlsmith::trace` of `hlsmith_trace.h`, first layers first.
 *
 * @throws `simulate.not-compilable`, `simulate.compile-failed`, `simulate.run-failed`, `simulate.time-limit`
 */
export async function verifyByCompiling(all: VerifyOptions): Promise<Verification> {
  const compiler = all.compiler ?? findCompiler();
  if (!compiler) return { verified: null, compiler: null, compared: [], firstSamples: null };
  const { graph, assignment } = all;
  const samples = samplesWithin(graph, all.samples);
  const atOnce = samplesWithin(graph, samples, mostRecorded / 6);
  const outputs = graph.outputs.map(({ name }) => name);
  const types = new Map(
    graph.layers.map(({ output }) => [output.name, assignment.get(output.slot.typedef) ?? output.slot.type]),
  );
  return inTemporaryFolder('verify', async (build): Promise<Verification> => {
    const compute = await compiledTraces(all, compiler, build);
    const firstSamples = samples < all.samples ? samples : null;
    let compared: readonly string[] = [];
    for (let first = 0; first === 0 || first < samples; first += atOnce) {
      const part = samplesFrom(all, first, Math.min(atOnce, samples - first));
      const got = await compute(part);
      const tensors = graph.layers.map(({ output }) => output.name).filter((name) => got.has(name));
      const names = [...new Set([...tensors, ...outputs])];
      const expected = await simulatedTraces(graph, assignment, part, names);
      const found = compareTraces(expected, got, part.samples, (tensor) => types.get(tensor));
      compared = found.compared;
      if (!found.mismatch) continue;
      const mismatch = { ...found.mismatch, sample: first + found.mismatch.sample };
      return { verified: false, compiler, compared, firstSamples, mismatch };
    }
    const verified = outputs.every((name) => compared.includes(name));
    return { verified, compiler, compared, firstSamples };
  });
}

/** At most so many samples, from one on. */
export function samplesFrom({ inputs, samples }: Samples, first: number, most: number): Samples {
  const columns = samples === 0 ? 0 : inputs.length / samples;
  const end = Math.min(samples, first + most);
  return { samples: end - first, inputs: inputs.subarray(first * columns, end * columns) };
}

/**
 * Compiles a project with its static types and the headers beside it (ours where there are none), runs it, and compares
 * one of its tensors with answers that are known.
 *
 * @throws as `verifyByCompiling`
 */
export async function verifyAnswers(
  options: Omit<VerifyOptions, 'graph' | 'assignment'> & {
    readonly answers: EvaluatedTensor;
    readonly top?: string;
  },
): Promise<Verification> {
  const compiler = options.compiler ?? findCompiler();
  if (!compiler) return { verified: null, compiler: null, compared: [], firstSamples: null };
  const { answers, samples } = options;
  const got = await inTemporaryFolder('verify', async (build) => {
    const compute = await compiledTraces(options, compiler, build);
    return compute(options);
  });
  const expected = new Map([[answers.name, traceOf(answers)]]);
  const { compared, mismatch } = compareTraces(expected, got, samples, () => answers.type);
  const verified = mismatch === undefined && compared.length > 0;
  return { verified, compiler, compared, firstSamples: null, ...(mismatch ? { mismatch } : {}) };
}

/** The kernel, compiled: what it records of some samples. */
async function compiledTraces(
  options: Omit<VerifyOptions, 'graph' | 'assignment'> & { graph?: LayerGraph; top?: string },
  compiler: string,
  build: string,
): Promise<(data: Samples) => Promise<Traces>> {
  const { projectDirectory, graph, top, seconds = 300 } = options;
  const project = await openHlsProject(projectDirectory);
  if (graph && !project.functions().some((fn) => fn.isDefinition && fn.name === graph.name)) {
    throw problem('simulate.not-compilable', { directory: projectDirectory, kernel: graph.name });
  }
  const kernel = await readKernel(project, { graph, top });
  const beside = join(projectDirectory, kernel.folder, 'ap_types');
  const headers = [...(existsSync(beside) ? [beside] : []), ...ownHeaders()];
  const compiled = await compileKernel({ projectDirectory, kernel, headers, build, compiler, seconds });
  return async (data) => withoutOutputPrefix(await compiled.run(data));
}

/** Outputs under their own names; what the kernel itself recorded under one is left out. */
export function withoutOutputPrefix(traces: Traces): Traces {
  const prefix = outputRecord('');
  const named = [...traces].map(([name, trace]) => ({
    trace,
    isOutput: name.startsWith(prefix),
    name: name.startsWith(prefix) ? name.slice(prefix.length) : name,
  }));
  const outputs = named.filter(({ isOutput }) => isOutput).map(({ name }) => name);
  return new Map(
    named
      .filter(({ name, isOutput }) => isOutput || !outputs.includes(name))
      .map(({ name, trace }) => [name, trace]),
  );
}

/** The answers of the fast evaluation, tensor by tensor. */
export async function simulatedTraces(
  graph: LayerGraph,
  assignment: PrecisionAssignment,
  { inputs, samples }: Pick<VerifyOptions, 'inputs' | 'samples'>,
  tensors: readonly string[],
): Promise<Traces> {
  const session = await openSession(graph, { inputs, samples });
  try {
    return new Map(
      tensors.map((tensor) => [tensor, traceOf(session.evaluate(assignment, { until: { tensor } }).tensor)]),
    );
  } finally {
    session.close();
  }
}
