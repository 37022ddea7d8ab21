import type { Changes, MetaModelData } from '../meta-model/meta-model.js';

/** A heavy task that is to run somewhere: data, so that it can cross to a process or to another machine. */
export interface Job {
  readonly run: string;
  /** The step, the same for every attempt: `Fork#1:Pruning/Vivado#2`. */
  readonly step: string;
  /** The instance's name. */
  readonly name: string;
  readonly turn: number;
  readonly task: { readonly type: string; readonly module: string };
  /** Checked and complete. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly metaModels: readonly MetaModelData[];
  /** Where models' files lie by content. On a cluster: a file system that all nodes see. */
  readonly objects: string;
  /** The attempt's own folder, made before the executor is asked; the task's `folder` lies in it. */
  readonly folder: string;
  readonly seed: number;
}

/** What a job has done; its lines of the LOG lie in `log.jsonl` in the job's folder. */
export interface JobResult {
  readonly changes: Changes;
  readonly to?: readonly number[];
  /** The place of the meta-model that goes on among those of the job. */
  readonly goOn: number;
  readonly adopt: readonly string[];
  readonly output?: unknown;
}

export interface JobOptions {
  /** When aborted, the executor ends the job, waits until it is gone and rejects. */
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/**
 * Runs heavy tasks. The local pool runs `node job-main.js FOLDER` as a child process; another executor has the
 * same line run elsewhere: `prepareJob` writes `job.json` into the job's folder, `job-main.js` does the work
 * and leaves `result.json`, `readJobResult` reads it.
 */
export interface Executor {
  readonly name: string;
  /** @throws what the task threw; task.ended when it died without a word */
  run(job: Job, options: JobOptions): Promise<JobResult>;
  /**
   * Takes over what an earlier process of this run left in its folder of attempts; those that it makes no use of
   * are removed. Without it, all are.
   */
  adopt?(folder: string): Promise<void>;
  /** Ends all that still runs. */
  close(): Promise<void>;
}
