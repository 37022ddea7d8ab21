import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '../../diagnostics/index.js';
import type { LayerGraph, PrecisionAssignment } from '../../hls/index.js';
import { render, templatePath } from '../../templates/index.js';
import { inTemporaryFolder } from '../../text/index.js';
import type { EvaluatedTensor } from '../evaluation.js';
import { size } from '../network.js';
import { openSession, type Session } from '../session.js';
import { findProgram, runProgram, type Outcome } from './process.js';
import { readTraces, type Trace, type Traces } from './trace.js';

export interface VerifyOptions {
  /** The project whose C++ holds the types of the assignment; it has `firmware/`, or the sources themselves. */
  readonly projectDirectory: string;
  readonly graph: LayerGraph;
  readonly assignment: PrecisionAssignment;
  /** `[samples, features]`, row-major. */
  readonly inputs: Float64Array;
  readonly samples: number;
  /** A compiler's path; by default g++, else clang++ on PATH. */
  readonly compiler?: string;
  /** For compiling, and again for running; 300 by default. */
  readonly seconds?: number;
}

/** The first value that differs. */
export interface Mismatch {
  readonly tensor: string;
  readonly sample: number;
  /** Within the sample, row-major. */
  readonly index: number;
  /** Raw values: the simulation's, and what the compiled kernel gave. */
  readonly expected: bigint;
  readonly got: bigint;
}

export interface Verification {
  /** null where there is no compiler. */
  readonly verified: boolean | null;
  readonly compiler: string | null;
  /** Tensors that were compared: the output, and every array that the project traces. */
  readonly compared: readonly string[];
  readonly mismatch?: Mismatch;
}

/** The record under which the driver writes the kernel's output; no C++ name can be the same. */
const outputRecord = '<output>';

/**
 * Compiles a project with its static types, runs it, and compares every output bit for bit with the fast
 * evaluation of the same assignment; so also each array that the project passes to `hlsmith::trace` of
 * `hlsmith_trace.h`, first layers first.
 *
 * @throws `simulate.not-compilable`, `simulate.compile-failed`, `simulate.run-failed`, `simulate.time-limit`
 */
export async function verifyByCompiling(options: VerifyOptions): Promise<Verification> {
  const compiler = options.compiler ?? findProgram(['g++', 'clang++']);
  if (!compiler) return { verified: null, compiler: null, compared: [] };
  return inTemporaryFolder('verify', async (build) => {
    const traces = await runKernel(options, compiler, build);
    return { compiler, ...(await compare(options, traces)) };
  });
}

async function runKernel(options: VerifyOptions, compiler: string, build: string): Promise<Traces> {
  const { projectDirectory, graph, inputs, samples, seconds = 300 } = options;
  const firmware = ['firmware', '.']
    .map((folder) => join(projectDirectory, folder))
    .find((folder) => existsSync(join(folder, `${graph.name}.cpp`)));
  if (!firmware || !/^[A-Za-z_]\w*$/.test(graph.name)) {
    throw problem('simulate.not-compilable', { directory: projectDirectory, kernel: graph.name });
  }
  const place = (name: string): string => join(build, name);
  writeFileSync(
    place('driver.cpp'),
    render('verify/driver.cpp', {
      header: `${graph.name}.h`,
      top: graph.name,
      inputs: size(graph.inputs[0]!.shape),
      outputs: size(graph.outputs[0]!.shape),
      record: outputRecord,
    }),
  );
  writeFileSync(place('inputs.bin'), Buffer.from(inputs.buffer, inputs.byteOffset, inputs.byteLength));
  const sources = readdirSync(firmware).filter((name) => name.endsWith('.cpp'));
  const includes = [firmware, join(firmware, 'ap_types'), templatePath('verify')].map(
    (folder) => `-I${folder}`,
  );
  const flags = ['-std=c++17', '-O1', '-w', ...includes, '-o', place('kernel')];
  const files = [place('driver.cpp'), ...sources.sort().map((name) => join(firmware, name))];
  const limits = { cwd: firmware, seconds, temporary: build };
  const compiled = await runProgram(compiler, [...flags, ...files], limits);
  if (compiled.timedOut) throw problem('simulate.time-limit', { what: `compiling ${firmware}`, seconds });
  if (compiled.status !== 0) {
    throw problem('simulate.compile-failed', { compiler, directory: firmware, error: firstError(compiled) });
  }
  // Weight files are found from the firmware's folder, as the generated project expects.
  const args = [place('inputs.bin'), String(samples), place('trace.bin')];
  const ran = await runProgram(place('kernel'), args, limits);
  if (ran.timedOut) throw problem('simulate.time-limit', { what: `running ${graph.name}`, seconds });
  if (ran.status !== 0) {
    throw problem('simulate.run-failed', { kernel: graph.name, status: ran.status, error: firstError(ran) });
  }
  return readTraces(readFileSync(place('trace.bin')));
}

function firstError({ errors }: Outcome): string {
  const lines = errors.split('\n').map((line) => line.trim());
  return (lines.find((line) => /error/i.test(line)) ?? lines.find((line) => line !== '') ?? '').slice(0, 300);
}

async function compare(
  { graph, assignment, inputs, samples }: VerifyOptions,
  traces: Traces,
): Promise<Omit<Verification, 'compiler'>> {
  const output = graph.outputs[0]!.name;
  const tensors = graph.layers.map((layer) => layer.output.name);
  const compared: string[] = [];
  const session = await openSession(graph, { inputs, samples });
  try {
    for (const [record, tensor] of [...tensors.map((name) => [name, name]), [outputRecord, output]]) {
      const trace = traces.get(record!);
      if (!trace) continue;
      const mismatch = firstMismatch(tensorOf(session, assignment, tensor!), trace);
      compared.push(tensor!);
      if (mismatch) return { verified: false, compared, mismatch };
    }
  } finally {
    session.close();
  }
  return { verified: compared.includes(output), compared: [...new Set(compared)] };
}

function tensorOf(session: Session, assignment: PrecisionAssignment, tensor: string): EvaluatedTensor {
  return session.evaluate(assignment, { until: { tensor } }).tensor;
}

function firstMismatch(
  { name, type, shape, raw }: EvaluatedTensor,
  { width, patterns }: Trace,
): Mismatch | null {
  const count = size(shape);
  const length = Math.max(raw.length, patterns.length);
  for (let at = 0; at < length; at++) {
    const expected = BigInt(raw[at] ?? 0);
    const pattern = patterns[at] ?? 0n;
    const got = type.signed ? BigInt.asIntN(width, pattern) : pattern;
    if (expected !== got || width !== type.width || at >= raw.length || at >= patterns.length) {
      return { tensor: name, sample: Math.floor(at / count), index: at % count, expected, got };
    }
  }
  return null;
}
