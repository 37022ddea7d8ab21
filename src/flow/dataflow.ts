import { buildGraph } from './graph/builder.js';
import type { Configuration } from './graph/configuration.js';
import type { FlowGraph } from './graph/graph.js';
import { toMermaid } from './graph/mermaid.js';
import { resumeFlow, runFlow, validateFlow, type RunOptions, type RunResult } from './run/run-flow.js';

/** Survives two copies of hlsmith in one process, which `instanceof` does not. */
const mark = Symbol.for('hlsmith.dataflow');

/** A flow of pipe tasks: drawn, checked, run and resumed. */
export class Dataflow {
  readonly [mark] = true;

  constructor(
    readonly graph: FlowGraph,
    /** What a flow file configures; `run` adds to it. */
    readonly cfg: Configuration = {},
  ) {}

  get name(): string {
    return this.graph.name;
  }

  /** Checks the graph and the configuration. @throws flow.invalid with all faults, or the only one */
  validate(cfg: Configuration = {}): void {
    validateFlow(this.graph, { ...this.cfg, ...cfg });
  }

  /** Runs it from its beginning. @throws what is wrong, before anything runs; run.unwritable */
  run(cfg: Configuration = {}, options: RunOptions = {}): Promise<RunResult> {
    return runFlow(this.graph, { ...this.cfg, ...cfg }, options);
  }

  /**
   * Goes on with a run of it; what is done is not done again.
   * @param cfg for its functions: the data are those that the run was begun with
   * @throws run.missing, run.held, run.other-flow, journal.damaged
   */
  resume(run: string, cfg: Configuration = {}, options: RunOptions = {}): Promise<RunResult> {
    return resumeFlow(this.graph, run, { ...this.cfg, ...cfg }, options);
  }

  /** The flow as a Mermaid diagram. */
  toMermaid(): string {
    return toMermaid(this.graph);
  }
}

/** Builds a flow: the tasks that `build` places, and the paths between them. */
export function dataflow(name: string, build: () => unknown, cfg: Configuration = {}): Dataflow {
  return new Dataflow(buildGraph(name, build), cfg);
}

export const isDataflow = (value: unknown): value is Dataflow =>
  typeof value === 'object' && value !== null && mark in value;
