import { createReadStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { HlsmithError, problem } from '../../diagnostics/index.js';
import { parametersOf } from '../graph/configuration.js';
import { MetaModel, type MetaModelState } from '../meta-model/meta-model.js';
import type { ObjectFolder } from '../meta-model/objects.js';
import { contentOf } from '../store/journal.js';
import type { Done, LogRecord } from '../store/records.js';
import type { OpenRun } from '../store/run-folder.js';
import type { RunEvent } from './events.js';
import type { Executor, JobResult } from './executor.js';
import { logFile } from './job-files.js';
import { seedOf } from './random.js';
import { runTask } from './run-task.js';
import type { Step } from './scheduler.js';

/** One try of a step. */
interface Attempt {
  readonly id: string;
  readonly folder: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly states: readonly MetaModelState[];
}

/** Runs one step: its attempts, its time limit, what it leaves in the journal. */
export class StepRunner {
  private attempts = 0;

  constructor(
    private readonly open: OpenRun,
    private readonly objects: ObjectFolder,
    private readonly executor: Executor,
    private readonly onEvent: (event: RunEvent) => void,
  ) {}

  /**
   * @param check throws when a result does not fit the flow
   * @returns what was done, recorded; the error that it ended with, recorded; null when it was cancelled
   * @throws run.unwritable, run.lost
   */
  async run(
    step: Step,
    signal: AbortSignal,
    check: (result: JobResult) => void,
  ): Promise<Done | Error | null> {
    const { name, node, tokens } = step;
    const states = tokens.map(({ state }) => state);
    // Where several paths meet, the first one's CFG says what the parameters are.
    const parameters = parametersOf(node, states[0]!.cfg);
    const { timeout, retries = 0 } = parameters as { timeout?: number; retries?: number };
    for (let tries = 0; ; tries++) {
      const attempt = this.attempt(parameters, states);
      const about = { step: name, name: node.name, branch: step.branch.name, attempt: attempt.id };
      const at = Date.now();
      const started = performance.now();
      const seconds = (): number => Number(((performance.now() - started) / 1000).toFixed(6));
      this.open.note({ kind: 'started', step: name, at });
      this.onEvent({ event: 'task-started', step: name, type: node.task.type, attempt: attempt.id });
      try {
        const result = await withinTime(signal, timeout, name, (limit) =>
          this.attemptIt(step, attempt, limit),
        );
        check(result);
        const { changes, to, goOn, adopt, output } = result;
        const done: Done = {
          ...{
            kind: 'done',
            ...about,
            at,
            seconds: seconds(),
            inputs: tokens.map(({ sentBy }) => sentBy ?? ''),
          },
          ...{ models: changes.models, cfg: changes.cfg, to, goOn, adopt, output },
          ...(step.without.length > 0 ? { without: step.without } : {}),
        };
        await this.open.commit(done);
        if (existsSync(attempt.folder)) await rm(attempt.folder, { recursive: true, force: true });
        this.onEvent({ event: 'task-done', step: name, seconds: done.seconds, models: done.models });
        return done;
      } catch (caught) {
        if (isFatal(caught)) throw caught;
        if (signal.aborted) return null;
        const error = caught instanceof Error ? caught : new Error(String(caught));
        const willRetry = tries < retries;
        const { message } = error;
        this.onEvent({ event: 'task-failed', step: name, seconds: seconds(), message, willRetry });
        if (willRetry) continue;
        await this.open.commit({ kind: 'failed', ...about, at, seconds: seconds(), error: asData(error) });
        return error;
      }
    }
  }

  private attempt(parameters: Attempt['parameters'], states: Attempt['states']): Attempt {
    const id = `${this.open.session}.${++this.attempts}`;
    return { id, folder: join(this.open.work, id), parameters, states };
  }

  private async attemptIt(step: Step, attempt: Attempt, signal: AbortSignal): Promise<JobResult> {
    const { name, node, turn } = step;
    const { parameters, states, folder } = attempt;
    const log = (message: string, data?: unknown, at = Date.now()): void => {
      this.open.log({ step: name, attempt: attempt.id, at, message, data });
      this.onEvent({ event: 'log', step: name, message, ...(data === undefined ? {} : { data }) });
    };
    const recorder = { step: name, objects: this.objects, log };
    const onProgress = (text: string): void => this.onEvent({ event: 'task-progress', step: name, text });
    const seed = seedOf(this.open.begun.seed, name);
    if (node.task.module === undefined) {
      const { name: instance } = node;
      return runTask(node.task, {
        ...{ name: instance, turn, parameters, states, recorder, folder, seed, signal, onProgress },
      });
    }
    const job = {
      ...{ run: this.open.begun.run, step: name, name: node.name, turn, parameters, folder, seed },
      task: { type: node.task.type, module: node.task.module },
      metaModels: states.map((state) => new MetaModel(state, recorder).toData()),
      objects: this.objects.folder,
    };
    try {
      return await this.executor.run(job, { signal, onProgress });
    } finally {
      for await (const record of jobLog(folder)) log(record.message, record.data, record.at);
    }
  }
}

/** What a job wrote to the LOG; a line that its end has torn is left out. */
async function* jobLog(folder: string): AsyncGenerator<Pick<LogRecord, 'at' | 'message' | 'data'>> {
  if (!existsSync(logFile(folder))) return;
  for await (const line of createInterface({ input: createReadStream(logFile(folder)) })) {
    const json = contentOf(line);
    if (json !== null) yield JSON.parse(json) as LogRecord;
  }
}

/** Rejects when the signal is aborted or the time is up, also where the work takes no notice. @throws task.time */
async function withinTime<T>(
  signal: AbortSignal,
  seconds: number | undefined,
  step: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', cancel);
  const late = (): void => controller.abort(problem('task.time', { step, seconds: seconds! }));
  const timer = seconds === undefined ? undefined : setTimeout(late, seconds * 1000);
  const working = work(controller.signal);
  try {
    return await new Promise<T>((resolve, reject) => {
      // A process is waited for until it is gone; what runs here cannot be ended, only left.
      controller.signal.addEventListener('abort', () =>
        setTimeout(() => reject(controller.signal.reason as Error), 50).unref(),
      );
      working.then(resolve, (error: unknown) =>
        reject(controller.signal.aborted ? (controller.signal.reason as Error) : (error as Error)),
      );
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

function asData(error: Error): { message: string; hint?: string; code?: string } {
  const { message } = error;
  return error instanceof HlsmithError ? { message, hint: error.hint, code: error.code } : { message };
}

/** Whether an error is of the run and not of a task. */
const isFatal = (error: unknown): boolean =>
  error instanceof HlsmithError && ['run.unwritable', 'run.lost'].includes(error.code);
