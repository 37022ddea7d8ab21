import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionNode, Project } from '../../cpp/index.js';
import { HlsmithError, problem } from '../../diagnostics/index.js';
import {
  parseFixedType,
  type FixedType,
  type LayerGraph,
  type PrecisionAssignment,
} from '../../hls/index.js';
import { temporaryFolder, type TemporaryFolder } from '../../text/index.js';
import { setPrecisions } from '../../../metaprograms/precision.js';
import { evaluatedTensor, rawArray, type EvaluatedTensor } from '../evaluation.js';
import type { EvaluateOptions, Until } from '../session.js';
import { compileKernel, findCompiler, ownHeaders, type Samples } from './compile.js';
import { readKernel, topFunction, type Kernel } from './kernel.js';
import {
  compileRunTimeForm,
  readCounts,
  writeFormats,
  type FormatCounts,
  type RunTimeForm,
} from './run-time-form.js';
import { kernelTensors, type KernelTensor } from './tensors.js';
import { writeTraced } from './traced.js';
import type { Trace, Traces } from './traces.js';

/** The answer of a compiled kernel to one precision assignment. */
export interface CompiledEvaluation {
  readonly samples: number;
  /** Of a kernel with several outputs, the first argument that it writes. */
  readonly tensor: EvaluatedTensor;
}

/** What a typedef's format was given, by a run of the kernel. */
export interface TypedefProfile extends Omit<FormatCounts, 'entry'> {
  /** More than one where C++ wants them to be one type. */
  readonly typedefs: readonly string[];
  readonly type: FixedType;
}

export interface CompiledSessionOptions {
  readonly top?: string;
  /** What is known of the layers; tells the shapes of streams. */
  readonly graph?: LayerGraph;
  /** A compiler's path; by default g++, else clang++ on PATH, else `@yowasp/clang`. */
  readonly compiler?: string;
  /** For compiling; 600 by default. */
  readonly seconds?: number;
  /** For each evaluation; 300 by default. */
  readonly runSeconds?: number;
}

/**
 * Any kernel and its inputs, ready to be asked for its answers under one precision assignment after another. Each
 * evaluation is a process of its own: statics do not leak from one to the next, a crash or an endless loop ends that
 * evaluation only.
 */
export interface CompiledSession {
  readonly samples: number;
  /** `run-time precisions`: compiled once; `static types`: compiled for each assignment, which any kernel takes. */
  readonly form: 'run-time precisions' | 'static types';
  /** Why types are static, where they are. */
  readonly remark: string | null;
  /** Typedefs that can only be changed together. */
  readonly ties: readonly (readonly string[])[];
  /** What can be changed, as found. */
  readonly precisions: PrecisionAssignment;
  /**
   * Bit for bit what the rewritten kernel computes with our headers. `logits` is what goes into a last
   * `nnet::softmax`, or the output; of several outputs, the first.
   *
   * @throws simulate.no-tensor, simulate.output-type, simulate.result-width, simulate.fixed-precision,
   *   simulate.tied, simulate.run-failed, simulate.time-limit, simulate.compile-failed
   */
  evaluate(assignment: PrecisionAssignment, options?: EvaluateOptions): Promise<CompiledEvaluation>;
  /** What was fitted into each typedef's format. @throws simulate.no-profile with static types, and as `evaluate` */
  profile(assignment: PrecisionAssignment): Promise<TypedefProfile[]>;
  /** Removes its files; the session cannot be used afterwards. */
  close(): void;
}

/**
 * Compiles a kernel with run-time precisions; where that does not compile, with its static types.
 *
 * @throws simulate.no-compiler, simulate.compile-failed, simulate.time-limit, and what `readKernel` throws.
 */
export async function openCompiledSession(
  project: Project,
  data: Samples,
  options: CompiledSessionOptions = {},
): Promise<CompiledSession> {
  const compiler = options.compiler ?? findCompiler();
  if (!compiler) throw problem('simulate.no-compiler', {});
  const kernel = await readKernel(project, options);
  const folder = temporaryFolder('kernel');
  try {
    const { seconds = 600, runSeconds = 300 } = options;
    const context: Context = {
      project,
      data,
      kernel,
      folder,
      compiler,
      seconds,
      runSeconds,
      graph: options.graph,
    };
    const form = await formOrReason(context);
    return typeof form === 'string' ? new StaticSession(context, form) : new RunTimeSession(context, form);
  } catch (error) {
    folder.remove();
    throw error;
  }
}

interface Context {
  readonly project: Project;
  readonly data: Samples;
  readonly kernel: Kernel;
  readonly folder: TemporaryFolder;
  readonly compiler: string;
  readonly seconds: number;
  readonly runSeconds: number;
  readonly graph: LayerGraph | undefined;
}

async function formOrReason(context: Context, profile = false): Promise<RunTimeForm | string> {
  const folder = join(context.folder.path, profile ? 'profile' : 'run-time');
  mkdirSync(folder);
  try {
    return await compileRunTimeForm(context.project, { ...context, folder, profile });
  } catch (error) {
    if (error instanceof HlsmithError && error.code === 'simulate.compile-failed') return error.message;
    throw error;
  }
}

/** Asking for a tensor; how the kernel runs is left to the two forms. */
abstract class AnySession implements CompiledSession {
  abstract readonly form: CompiledSession['form'];
  abstract readonly remark: string | null;
  abstract readonly ties: CompiledSession['ties'];
  abstract readonly precisions: PrecisionAssignment;
  readonly samples: number;
  private readonly top: FunctionNode;
  private readonly tensors: ReadonlyMap<string, KernelTensor>;
  private open = true;

  constructor(protected readonly context: Context) {
    this.samples = context.data.samples;
    this.top = topFunction(context.project, context.kernel.name);
    this.tensors = kernelTensors(this.top);
  }

  /** @param record the only record that is wanted. */
  abstract run(assignment: PrecisionAssignment, record: string): Promise<Traces>;
  abstract profile(assignment: PrecisionAssignment): Promise<TypedefProfile[]>;

  async evaluate(
    assignment: PrecisionAssignment,
    { until = 'logits' }: EvaluateOptions = {},
  ): Promise<CompiledEvaluation> {
    this.check(assignment);
    const name = this.tensorUntil(until);
    const tensor = this.tensors.get(name);
    const { kernel } = this.context;
    if (!tensor) throw problem('simulate.no-tensor', { tensor: name, kernel: kernel.name });
    if (!tensor.slot) throw problem('simulate.output-type', { tensor: name });
    const isArgument = kernel.parameters.some((parameter) => parameter.name === name);
    const record = isArgument ? `output ${name}` : name;
    const trace = (await this.run(assignment, record)).get(record);
    if (!trace) throw problem('simulate.no-tensor', { tensor: name, kernel: kernel.name });
    const type = assignment.get(tensor.slot.typedef) ?? tensor.slot.type;
    return { samples: this.samples, tensor: this.tensorOf(name, type, trace) };
  }

  close(): void {
    this.open = false;
    this.context.folder.remove();
  }

  protected check(assignment: PrecisionAssignment): void {
    if (!this.open) throw problem('simulate.closed', {});
    const { precisions, ties } = this;
    for (const typedef of assignment.keys()) {
      if (!precisions.has(typedef)) throw problem('simulate.fixed-precision', { typedef });
    }
    for (const names of ties) {
      const types = names.map((name) => JSON.stringify(assignment.get(name) ?? precisions.get(name)));
      if (new Set(types).size > 1) throw problem('simulate.tied', { typedefs: names });
    }
  }

  private tensorUntil(until: Until): string {
    if (typeof until === 'object') return until.tensor;
    const outputs = this.context.kernel.parameters.filter(({ direction }) => direction === 'output');
    const output = outputs[0]?.name ?? '';
    const last = this.top.calls().findLast((call) => call.args.some(({ text }) => text === output));
    const isSoftmax = last?.qualifiedName === 'nnet::softmax';
    return until === 'logits' && isSoftmax ? (last.args[0]?.text ?? output) : output;
  }

  private tensorOf(name: string, type: FixedType, trace: Trace): EvaluatedTensor {
    const raw = rawArray(name, type, trace.length);
    for (let at = 0; at < raw.length; at++) {
      const value = type.signed ? BigInt.asIntN(type.width, trace.pattern(at)) : trace.pattern(at);
      if (raw instanceof BigInt64Array) raw[at] = value;
      else raw[at] = Number(value);
    }
    const values = this.samples === 0 ? 0 : trace.length / this.samples;
    const { graph } = this.context;
    const known = graph?.layers.find(({ output }) => output.name === name)?.output.shape;
    const declared = known ?? this.tensors.get(name)?.shape ?? [];
    const fits = declared.reduce((product, extent) => product * extent, 1) === values;
    return evaluatedTensor(name, type, fits && declared.length > 0 ? declared : [values], raw);
  }
}

class RunTimeSession extends AnySession {
  readonly form = 'run-time precisions';
  readonly remark = null;
  readonly ties: CompiledSession['ties'];
  readonly precisions: PrecisionAssignment;
  private profiled: Promise<RunTimeForm | string> | null = null;
  private runs = 0;

  constructor(
    context: Context,
    private readonly runTime: RunTimeForm,
  ) {
    super(context);
    this.ties = runTime.ties;
    this.precisions = new Map(runTime.precisions.map(({ typedef, type }) => [typedef, type]));
  }

  async run(assignment: PrecisionAssignment, record: string): Promise<Traces> {
    return this.runTime.compiled.run(this.context.data, {
      HLSMITH_FORMATS: this.formats(this.runTime, assignment),
      HLSMITH_TRACE_ONLY: record,
    });
  }

  async profile(assignment: PrecisionAssignment): Promise<TypedefProfile[]> {
    this.check(assignment);
    const form = await (this.profiled ??= formOrReason(this.context, true));
    if (typeof form === 'string') throw problem('simulate.no-profile', { reason: form });
    const path = join(this.context.folder.path, `counts${this.runs}`);
    await form.compiled.run(this.context.data, {
      HLSMITH_FORMATS: this.formats(form, assignment),
      HLSMITH_TRACE_ONLY: ' ',
      HLSMITH_COUNTS: path,
    });
    return readCounts(path).map(({ entry, ...counts }) => {
      const precisions = form.precisions.filter((precision) => precision.entry === entry);
      const [first] = precisions;
      const type = assignment.get(first!.typedef) ?? first!.type;
      return { typedefs: precisions.map(({ typedef }) => typedef), type, ...counts };
    });
  }

  private formats(form: RunTimeForm, assignment: PrecisionAssignment): string {
    const path = join(this.context.folder.path, `formats${this.runs++}`);
    writeFormats(path, form.precisions, assignment);
    return path;
  }
}

/** For kernels that need a width when they are compiled. */
class StaticSession extends AnySession {
  readonly form = 'static types';
  readonly ties = [];
  readonly precisions: PrecisionAssignment;
  private runs = 0;

  constructor(
    context: Context,
    readonly remark: string,
  ) {
    super(context);
    const spelled = context.project
      .typedefs()
      .filter(({ type }) => /^\s*a[pc]_u?fixed\s*</.test(type.text))
      .map(({ qualifiedName, type }) => [qualifiedName, parseFixedType(type.canonical)] as const);
    this.precisions = new Map(spelled.flatMap(([name, type]) => (type ? [[name, type] as const] : [])));
  }

  async run(assignment: PrecisionAssignment, record: string): Promise<Traces> {
    const { project, data, kernel, folder, compiler, seconds, runSeconds } = this.context;
    const fork = project.fork();
    setPrecisions(fork, assignment);
    fork.commit({ author: 'precision' });
    const projectDirectory = join(folder.path, `static${this.runs}`);
    const build = join(folder.path, `build${this.runs++}`);
    mkdirSync(build);
    writeTraced(fork, kernel.name, projectDirectory);
    const job = { projectDirectory, kernel, headers: ownHeaders(), build, compiler, seconds, runSeconds };
    const compiled = await compileKernel(job);
    return compiled.run(data, { HLSMITH_TRACE_ONLY: record });
  }

  profile(): Promise<TypedefProfile[]> {
    throw problem('simulate.no-profile', { reason: this.remark });
  }
}
