import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { problem } from '../../diagnostics/index.js';
import { validateConfiguration, type Configuration } from '../graph/configuration.js';
import { graphAsData, type FlowGraph, type GraphData } from '../graph/graph.js';
import { validateGraph } from '../graph/validate.js';
import type { Begun } from '../store/records.js';
import { OpenRun } from '../store/run-folder.js';
import { Store } from '../store/store.js';
import type { RunEvent } from './events.js';
import type { Executor } from './executor.js';
import { LocalExecutor } from './local-executor.js';
import { Scheduler, type Ending } from './scheduler.js';
import { StepRunner } from './step-runner.js';

export interface RunOptions {
  /** The folder of runs; default `.hlsmith`. */
  readonly store?: string;
  /** Tasks that run at the same time, at most; default one for each processor. */
  readonly jobs?: number;
  /** From it come the seeds of all tasks; default 0. */
  readonly seed?: number;
  /** The first failure stops the run; default false: other paths go on. */
  readonly failFast?: boolean;
  /** A run of more steps is taken for endless; default 100,000. */
  readonly maxSteps?: number;
  /** Cancels the run, which can be resumed. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  /** Where heavy tasks run; default child processes of this one. Closed with the run. */
  readonly executor?: Executor;
  /** The file that the flow was read from, for `hlsmith flow resume`. */
  readonly file?: string;
}

/** How a run went. Failures do not throw: paths that went well have results. */
export interface RunResult extends Ending {
  readonly run: string;
  readonly folder: string;
  /** What the first STOP returned; undefined when none was reached. */
  readonly output: unknown;
}

/** Throws what is wrong with a flow and its configuration, all of it. @throws flow.invalid, or the only fault */
export function validateFlow(graph: FlowGraph, cfg: Configuration): void {
  const faults = [...validateGraph(graph), ...validateConfiguration(graph, cfg)];
  if (faults.length === 1) throw faults[0]!;
  const lines = faults.map(({ message, hint }) => `${message}; ${hint}`);
  if (faults.length > 1) throw problem('flow.invalid', { flow: graph.name, faults: lines });
}

/** Runs a flow from its beginning. @throws what is wrong with it, before anything runs; run.unwritable */
export async function runFlow(
  graph: FlowGraph,
  cfg: Configuration,
  options: RunOptions = {},
): Promise<RunResult> {
  validateFlow(graph, cfg);
  const store = new Store(options.store);
  const { run, folder } = store.newRun(graph.name);
  const open = await OpenRun.create(folder, {
    ...{ kind: 'begun', format: 1, run, flow: graphAsData(graph), file: options.file ?? null },
    ...{ cfg: withoutFunctions(cfg), seed: options.seed ?? 0, at: Date.now() },
  });
  return play(graph, cfg, { store, open, options, resumed: false });
}

/**
 * Goes on with a run that was cancelled, killed or in which tasks failed: what is done is not done again.
 * @param cfg for its functions; the data of the configuration are those that the run was begun with
 * @throws run.held, run.other-flow, journal.damaged
 */
export async function resumeFlow(
  graph: FlowGraph,
  run: string,
  cfg: Configuration,
  options: RunOptions = {},
): Promise<RunResult> {
  const store = new Store(options.store);
  const open = await OpenRun.resume(store.runFolder(run), run);
  const whole = withFunctions(open.begun, cfg);
  try {
    const how = difference(open.begun.flow, graphAsData(graph));
    if (how !== null) throw problem('run.other-flow', { run, how });
    validateFlow(graph, whole);
  } catch (error) {
    open.close();
    throw error;
  }
  return play(graph, whole, { store, open, options, resumed: true });
}

interface Stage {
  readonly store: Store;
  readonly open: OpenRun;
  readonly options: RunOptions;
  readonly resumed: boolean;
}

async function play(graph: FlowGraph, cfg: Configuration, stage: Stage): Promise<RunResult> {
  const { store, open, options, resumed } = stage;
  const { onEvent = () => undefined } = options;
  const executor: Executor = options.executor ?? new LocalExecutor();
  const { run } = open.begun;
  const started = performance.now();
  await store.settled();
  onEvent({ event: 'run-started', run, flow: graph.name, folder: open.folder, resumed });
  try {
    if (resumed && executor.adopt) await executor.adopt(open.work);
    // Nobody works in what another process of this machine was at when it ended.
    else rmSync(open.work, { recursive: true, force: true });
    const runner = new StepRunner(open, store.objects, executor, onEvent);
    const scheduler = new Scheduler(graph, open, runner, {
      jobs: options.jobs ?? availableParallelism(),
      failFast: options.failFast ?? false,
      maxSteps: options.maxSteps ?? 100_000,
      ...{ cfg: new Map(Object.entries(cfg)), onEvent },
    });
    const ending = await scheduler.play(options.signal ?? new AbortController().signal);
    const { status, steps, models, failures } = ending;
    const counts = { status, steps, models, failures: failures.length };
    await open.commit({ kind: 'ended', at: Date.now(), ...counts });
    const seconds = (performance.now() - started) / 1000;
    onEvent({ event: 'run-ended', run, ...counts, seconds });
    return { run, folder: open.folder, output: ending.outputs[0]?.value, ...ending };
  } finally {
    await executor.close();
    open.close();
  }
}

/** A configuration as the journal keeps it; a function stands there by its name. */
function withoutFunctions(cfg: Configuration): Configuration {
  const replace = (_: string, value: unknown): unknown =>
    typeof value === 'function' ? { function: value.name } : value;
  return JSON.parse(JSON.stringify(cfg, replace)) as Configuration;
}

/** The configuration that a run was begun with; functions, which cannot be kept, are those given now. */
function withFunctions({ cfg: kept }: Begun, cfg: Configuration): Configuration {
  const entries = Object.entries(kept).map(([key, value]) => [
    key,
    holdsFunctionName(value) && key in cfg ? cfg[key] : value,
  ]);
  return Object.fromEntries(entries) as Configuration;
}

function holdsFunctionName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const isName = Object.keys(value).join() === 'function' && 'function' in value;
  return isName || Object.values(value).some(holdsFunctionName);
}

function difference(begun: GraphData, now: GraphData): string | null {
  const describe = ({ tasks }: GraphData): Map<string, string> =>
    new Map(tasks.map(({ name, type, to }) => [name, `${type} >> ${to.join(', ')}`]));
  const [then, later] = [describe(begun), describe(now)];
  const lost = [...then.keys()].find((name) => !later.has(name));
  if (lost !== undefined) return `it had a task ${lost}`;
  const added = [...later.keys()].find((name) => !then.has(name));
  if (added !== undefined) return `it had no task ${added}`;
  const changed = [...then].find(([name, what]) => later.get(name) !== what);
  return changed ? `${changed[0]} was ${changed[1]}` : null;
}
