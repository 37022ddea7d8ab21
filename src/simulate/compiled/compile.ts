import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '../../diagnostics/index.js';
import { render, templatePath } from '../../templates/index.js';
import type { Kernel } from './kernel.js';
import { findProgram, runProgram } from './process.js';
import { readTraces, type Traces } from './traces.js';
import {
  compileCommand,
  hasWebAssemblyCompiler,
  runCommand,
  webAssemblyCompiler,
  type CommandLine,
  type CompileJob,
} from './web-assembly/compiler.js';

export interface CompileOptions {
  /** Where the kernel's folder is; its sources say what to record. */
  readonly projectDirectory: string;
  readonly kernel: Kernel;
  /** Folders of the arithmetic's headers, in the order in which they are searched. */
  readonly headers: readonly string[];
  /** An empty folder, there as long as the kernel is to be run. */
  readonly build: string;
  readonly compiler: string;
  /** For compiling. */
  readonly seconds: number;
  /** For each run; as long as for compiling by default. */
  readonly runSeconds?: number;
  /** For the compiler; `-O1` by default, which compiles fastest and runs static types as fast as any. */
  readonly flags?: readonly string[];
}

/** `[samples, features]`, row-major. */
export interface Samples {
  readonly inputs: Float64Array;
  readonly samples: number;
}

/** A kernel with its driver, compiled. Each run is a process of its own: nothing that is static outlives it. */
export interface CompiledKernel {
  /** @throws simulate.run-failed, simulate.time-limit */
  run(data: Samples, environment?: Readonly<Record<string, string>>): Promise<Traces>;
}

/** The first C++ compiler on PATH that we know, as an absolute path, else the one of npm where it is installed. */
export const findCompiler = (): string | null =>
  findProgram(['g++', 'clang++']) ?? (hasWebAssemblyCompiler() ? webAssemblyCompiler : null);

/** @throws simulate.compile-failed, simulate.time-limit */
export async function compileKernel(options: CompileOptions): Promise<CompiledKernel> {
  const built = await buildKernel(options);
  return typeof built === 'string' ? compileFailed(options, built) : built;
}

/** @param errors what the compiler wrote; @throws simulate.compile-failed, always */
export function compileFailed(options: CompileOptions, errors: string): never {
  const directory = join(options.projectDirectory, options.kernel.folder);
  const { compiler } = options;
  throw problem('simulate.compile-failed', { compiler, directory, error: theError(errors) });
}

/** The kernel, or what the compiler has against it. @throws simulate.time-limit */
export async function buildKernel(options: CompileOptions): Promise<CompiledKernel | string> {
  const { projectDirectory, kernel, headers, build, compiler, seconds, flags: more = ['-O1'] } = options;
  const runSeconds = options.runSeconds ?? seconds;
  const folder = join(projectDirectory, kernel.folder);
  const place = (name: string): string => join(build, name);
  writeFileSync(place('driver.cpp'), driverOf(kernel));
  const includes = [...headers, folder, templatePath('host')];
  const flags = ['-std=c++17', '-w', ...more];
  const others = kernel.sources.length > 1 ? kernel.sources.map((name) => join(folder, name)) : [];
  const limits = { cwd: folder, seconds, temporary: build };
  const isWebAssembly = compiler === webAssemblyCompiler;
  const program = place(isWebAssembly ? 'kernel.wasm' : 'kernel');
  const sources = [place('driver.cpp'), ...others];
  const [command, ...args] = isWebAssembly
    ? webAssemblyCompile({ compiler, flags, includes, sources, output: program }, place('job.json'))
    : [compiler, ...flags, ...includes.map((path) => `-I${path}`), '-o', program, ...sources];
  const compiled = await runProgram(command!, args, limits);
  if (compiled.timedOut) throw problem('simulate.time-limit', { what: `compiling ${folder}`, seconds });
  if (compiled.status !== 0) return compiled.errors || 'no message';
  return {
    // Weight files are found from the firmware's folder, as the generated project expects.
    run: async ({ inputs, samples }, environment = {}) => {
      writeFileSync(place('inputs.bin'), Buffer.from(inputs.buffer, inputs.byteOffset, inputs.byteLength));
      const features = samples === 0 ? 0 : inputs.length / samples;
      const words = [place('inputs.bin'), String(samples), String(features), place('traces.bin')];
      const [run, ...rest] = isWebAssembly ? runCommand(program, words, environment) : [program, ...words];
      const ran = await runProgram(run, rest, { ...limits, seconds: runSeconds, environment });
      if (ran.timedOut)
        throw problem('simulate.time-limit', { what: `running ${kernel.name}`, seconds: runSeconds });
      if (ran.status !== 0) {
        const { status } = ran;
        throw problem('simulate.run-failed', { kernel: kernel.name, status, error: theError(ran.errors) });
      }
      return readTraces(readFileSync(place('traces.bin')));
    },
  };
}

function webAssemblyCompile(job: CompileJob, file: string): CommandLine {
  const sources = [...job.sources, templatePath('host/hlsmith_exceptions.cpp')];
  writeFileSync(file, JSON.stringify({ ...job, sources }));
  return compileCommand(file);
}

/** One source is included, which halves the time to compile; several are compiled beside the driver. */
function driverOf(kernel: Kernel): string {
  const { parameters, sources, header } = kernel;
  const own = sources.length === 1 ? sources : [header];
  return render('host/driver.cpp', {
    standard: standardHeaders,
    includes: own.filter((name) => name !== null && canBeIncluded(name)),
    top: kernel.name,
    returns: kernel.returns ?? '',
    arguments: parameters.map(({ name }) => name).join(', '),
    parameters,
    inputs: parameters
      .filter(({ direction }) => direction === 'input')
      .map(({ name, values }) => ({ name, values: values ?? 0 })),
    outputs: parameters.filter(({ direction }) => direction === 'output'),
  });
}

/** What a vendor's headers bring along, so that kernels come to use it without saying so. */
const standardHeaders = ['cmath', 'cstdlib', 'iostream', 'sstream', 'string'];

/** A name that can stand in an #include. */
const canBeIncluded = (name: string): boolean => !/["\n\\]/.test(name);

/** The line that says what is wrong. */
function theError(errors: string): string {
  const lines = errors.split('\n').map((line) => line.trim());
  const [first] = [/error/i, /assert/i, /\S/].flatMap((test) => lines.find((line) => test.test(line)) ?? []);
  return (first ?? '').slice(0, 300);
}

/** The headers of hlsmith's own arithmetic. */
export const ownHeaders = (): string[] => [templatePath('library/ap_types')];

/**
 * The headers of a vendor's arithmetic: a folder that holds `ap_fixed.h` or, as Xilinx publishes them, has it in
 * `include/`. What it lacks (streams) comes from hls4ml's copy in the project, else from ours.
 *
 * @throws simulate.no-reference
 */
export function referenceHeaders(reference: string, projectDirectory: string): string[] {
  const folder = [reference, join(reference, 'include'), join(reference, 'ap_types')].find((path) =>
    existsSync(join(path, 'ap_fixed.h')),
  );
  if (folder === undefined) throw problem('simulate.no-reference', { directory: reference });
  const besides = join(projectDirectory, 'firmware', 'ap_types');
  return [folder, ...(existsSync(besides) ? [besides] : []), ...ownHeaders()];
}
