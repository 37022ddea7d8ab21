import { problem } from '../../diagnostics/index.js';
import { faultOfEntry } from '../graph/configuration.js';
import { sourcesOf, type FlowGraph, type GraphNode } from '../graph/graph.js';
import { advance, type MetaModelState } from '../meta-model/meta-model.js';
import type { Model } from '../meta-model/model.js';
import type { Done, RunStatus } from '../store/records.js';
import type { OpenRun } from '../store/run-folder.js';
import { chooses, forks, takesAll } from '../task/task.js';
import { mainBranch, stepName, type Branch, type Token } from './branches.js';
import type { RunEvent } from './events.js';
import type { JobResult } from './executor.js';
import { Gatherings, type Gathering } from './gathering.js';
import type { StepRunner } from './step-runner.js';

export interface SchedulerOptions {
  /** Tasks that run at the same time, at most. */
  readonly jobs: number;
  /** The first failure stops all. */
  readonly failFast: boolean;
  /** More than this is taken for a loop without an end. */
  readonly maxSteps: number;
  readonly cfg: ReadonlyMap<string, unknown>;
  readonly onEvent: (event: RunEvent) => void;
}

export interface Ending {
  readonly status: RunStatus;
  /** What STOPs returned, in the order of their steps' names. */
  readonly outputs: readonly { readonly step: string; readonly value: unknown }[];
  readonly failures: readonly { readonly step: string; readonly error: Error }[];
  readonly steps: number;
  readonly models: number;
}

/** A task about to run, with the meta-models that it is given. */
export interface Step {
  readonly name: string;
  readonly node: GraphNode;
  readonly branch: Branch;
  /** The number of the step on its branch. */
  readonly visit: number;
  readonly turn: number;
  readonly tokens: readonly Token[];
  /** What stands for it among those on their way. */
  readonly token: Token;
  /** Of a task that takes all: the failed steps that it would have waited for. */
  readonly without: readonly string[];
}

/**
 * Moves meta-models through the graph: what is ready runs, up to so many at a time. A step that an earlier process
 * has finished is not run but taken from the journal; everything else follows from the steps' results, so that a
 * resumed run is the run that was not interrupted.
 */
export class Scheduler {
  private readonly ready: Step[] = [];
  private readonly moving = new Set<Token>();
  private readonly gatherings: Gatherings;
  private readonly visits = new Map<string, number>();
  private readonly outputs: { step: string; value: unknown }[] = [];
  private readonly failures: { step: string; error: Error; token: Token }[] = [];
  private readonly abort = new AbortController();
  private running = 0;
  private steps = 0;
  private models = 0;
  /** What ends the run at once: a full disk, a lock that is lost. */
  private fatal: unknown = null;
  private finish: () => void = () => undefined;

  constructor(
    private readonly graph: FlowGraph,
    private readonly run: OpenRun,
    private readonly runner: StepRunner,
    private readonly options: SchedulerOptions,
  ) {
    this.gatherings = new Gatherings(graph);
  }

  /** @param signal cancels: what runs is stopped, and can be resumed later. @throws run.unwritable, run.lost, run.steps */
  async play(signal: AbortSignal): Promise<Ending> {
    const cancel = (): void => this.abort.abort(signal.reason);
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    const sources = sourcesOf(this.graph);
    for (const [index, { name }] of sources.entries()) {
      const branch = sources.length === 1 ? mainBranch : { name, scope: null, rank: [index] };
      const state: MetaModelState = { branch: branch.name, cfg: this.options.cfg, shelf: null };
      this.arrive({ at: name, branch, state, turns: new Map(), sentBy: null });
    }
    await new Promise<void>((resolve) => {
      this.finish = resolve;
      this.pump();
    });
    signal.removeEventListener('abort', cancel);
    if (this.fatal !== null) throw this.fatal;
    const status = signal.aborted ? 'cancelled' : this.failures.length > 0 ? 'failed' : 'done';
    const byStep = (a: { step: string }, b: { step: string }): number => (a.step < b.step ? -1 : 1);
    return {
      ...{ status, steps: this.steps, models: this.models },
      outputs: this.outputs.sort(byStep),
      failures: this.failures.map(({ step, error }) => ({ step, error })).sort(byStep),
    };
  }

  private arrive(token: Token): void {
    const node = this.graph.nodes.get(token.at)!;
    if (takesAll(node.task)) this.gatherings.add(token);
    else this.enqueue(node, token, [token], []);
  }

  private enqueue(node: GraphNode, token: Token, tokens: readonly Token[], without: readonly string[]): void {
    const { branch } = token;
    const visit = this.count(`${branch.name}\n${node.name}`);
    const turn = chooses(node.task) ? (token.turns.get(node.name) ?? 0) + 1 : 1;
    this.moving.add(token);
    this.ready.push({
      name: stepName(branch.name, node.name, visit),
      ...{ node, branch, visit, turn, tokens, token, without },
    });
  }

  private count(key: string): number {
    const count = (this.visits.get(key) ?? 0) + 1;
    this.visits.set(key, count);
    return count;
  }

  /** Starts what can start; ends the run when nothing is left to do. */
  private pump(): void {
    try {
      while (!this.abort.signal.aborted) {
        while (this.ready.length > 0 && this.running < this.options.jobs) this.start(this.ready.shift()!);
        if (this.ready.length > 0) break;
        const complete = this.gatherings.takeComplete(this.moving);
        if (complete.length === 0) break;
        complete.forEach((gathering) => this.gathered(gathering));
      }
    } catch (error) {
      this.stop(error);
    }
    if (this.running === 0) this.finish();
  }

  private gathered(gathering: Gathering): void {
    const node = this.graph.nodes.get(gathering.at)!;
    const count = this.count(`${gathering.scope?.step ?? ''}\n${gathering.at}\ngathered`);
    const branch = this.gatherings.branchAfter(gathering, count);
    const missed = this.failures.filter(({ token }) => this.gatherings.waitsFor(gathering, token));
    const token = { ...gathering.tokens[0]!, branch };
    const without = missed.map(({ step }) => step);
    this.enqueue(node, token, gathering.tokens, without);
  }

  private start(step: Step): void {
    if (++this.steps > this.options.maxSteps) throw problem('run.steps', { most: this.options.maxSteps });
    const { done, failed } = this.run.past;
    const known = done.get(step.name);
    if (known) {
      this.options.onEvent({ event: 'task-known', step: step.name, models: known.models });
      return this.sendOn(step, known);
    }
    const failure = failed.get(step.name);
    if (failure) return this.fail(step, new Error(failure.error.message));
    this.running++;
    this.runner
      .run(step, this.abort.signal, (result) => this.checkResult(step, result))
      .then((result) => {
        if (result instanceof Error) this.fail(step, result);
        else if (result) this.sendOn(step, result);
      })
      .catch((error: unknown) => this.stop(error))
      .finally(() => {
        this.running--;
        this.pump();
      });
  }

  /** What a task decided must fit the graph, and what it set must be configuration. */
  private checkResult({ name, node }: Step, { to, changes }: JobResult): void {
    const refuse = (reason: string): Error => problem('task.outcome', { step: name, reason });
    const count = node.outputs.length;
    if (to?.some((index) => !Number.isInteger(index) || index < 0 || index >= count))
      throw refuse(`it sends to output ${to.join(', ')} and has ${count}`);
    if (chooses(node.task) && to?.length !== 1) throw refuse('it must send to one of its outputs');
    for (const [key, value] of Object.entries(changes.cfg)) {
      const fault = faultOfEntry(this.graph, key, value);
      if (fault) throw fault;
    }
  }

  private sendOn(step: Step, result: Done): void {
    const { node, branch, tokens, name, turn } = step;
    const before = tokens[result.goOn]!;
    this.moving.delete(step.token);
    this.models += result.models.length;
    const models = [...this.adopted(tokens, result.adopt), ...result.models];
    const next = (to: Branch): MetaModelState => advance(before.state, { models, cfg: result.cfg }, to.name);
    if (node.task.outputs === 0) this.outputs.push({ step: name, value: result.output });
    const turns = chooses(node.task) ? new Map([...before.turns, [node.name, turn]]) : before.turns;
    for (const index of result.to ?? node.outputs.keys()) {
      const at = node.outputs[index]!;
      const to = forks(node.task) ? this.forked(step, index) : branch;
      this.arrive({ at, branch: to, state: next(to), turns, sentBy: name });
    }
  }

  private forked({ name, node, branch, visit }: Step, index: number): Branch {
    return {
      name: `${name}:${node.outputs[index]!}`,
      scope: { step: name, fork: node.name, outer: branch },
      rank: [...branch.rank, visit, index],
    };
  }

  private adopted(tokens: readonly Token[], ids: readonly string[]): Model[] {
    if (ids.length === 0) return [];
    const all = new Map<string, Model>();
    for (const { state } of tokens) {
      for (let at = state.shelf; at; at = at.older) all.set(at.model.id, at.model);
    }
    return ids.map((id) => all.get(id)).filter((model) => model !== undefined);
  }

  private fail({ name, token }: Step, error: Error): void {
    this.moving.delete(token);
    this.failures.push({ step: name, error, token });
    if (this.options.failFast) this.abort.abort();
  }

  private stop(error: unknown): void {
    this.fatal ??= error;
    this.abort.abort();
  }
}
