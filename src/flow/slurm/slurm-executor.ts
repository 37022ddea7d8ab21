import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templatePath } from '../../templates/index.js';
import type { Executor, Job, JobOptions, JobResult } from '../run/executor.js';
import { jobFile, prepareJob, readJobResult } from '../run/job-files.js';
import { cancel, lostItsNode, type JobState } from './commands.js';
import { Submissions } from './submissions.js';
import { Watch } from './watch.js';

export interface SlurmOptions {
  /** Options of sbatch for every job: `--partition=fpga`, `--account=hls`. */
  readonly sbatch?: readonly string[];
  /** Milliseconds between two questions for the states of all jobs; default 1,000. */
  readonly pollInterval?: number;
  /** How often a job is submitted again whose node failed; default 3. */
  readonly nodeRetries?: number;
}

/** A job in the queue, and the folder that it works in. */
interface Submitted {
  readonly folder: string;
  readonly id: string;
}

/** Where a job's number is kept, for a process that goes on with the run. */
const idName = 'slurm-job';
const exitName = 'exit-status';
const isOver = (folder: string): boolean => existsSync(join(folder, exitName));

/**
 * Has heavy tasks run by Slurm, where all nodes see the store's file system and have Node.js where this process
 * has it. A task's parameters `cpus`, `memory` and `licenses` say what it needs, `timeout` is the limit of its
 * time; jobs that are ready together are one array. A job whose node fails is submitted again. Jobs outlive this
 * process: a resumed run finds those that it had submitted and waits for them instead of running them twice.
 */
export class SlurmExecutor implements Executor {
  readonly name = 'slurm';
  private readonly submissions: Submissions;
  private readonly watch: Watch;
  private readonly live = new Set<string>();
  private readonly orphans = new Map<string, Submitted>();

  /** @param script the built `job-main.js`; default the one of this installation */
  constructor(
    private readonly options: SlurmOptions = {},
    script = new URL('../run/job-main.js', import.meta.url),
  ) {
    const command = [templatePath('flow/slurm-job.sh'), process.execPath, fileURLToPath(script)];
    this.submissions = new Submissions(command);
    this.watch = new Watch(options.pollInterval ?? 1000);
  }

  async adopt(work: string): Promise<void> {
    const found = existsSync(work) ? await readdir(work, { recursive: true }) : [];
    for (const path of found.filter((each) => basename(each) === idName)) {
      const folder = dirname(join(work, path));
      const id = (await readFile(join(work, path), 'utf8')).trim();
      const job = JSON.parse(await readFile(jobFile(folder), 'utf8')) as Job;
      this.orphans.set(keyOf(job), { folder, id });
    }
  }

  async run(job: Job, { signal, onProgress }: JobOptions): Promise<JobResult> {
    let submitted = this.orphans.get(keyOf(job));
    this.orphans.delete(keyOf(job));
    for (let tries = 1; ; tries++) {
      const isAdopted = submitted !== undefined;
      submitted ??= await this.submit(job, tries);
      const { folder, id } = submitted;
      const state = await this.wait(submitted, signal, onProgress);
      if (!isOver(folder) && tries <= (this.options.nodeRetries ?? 3)) {
        if (state !== null && lostItsNode(state)) onProgress(`${state.state}: submitted again`);
        // What an earlier process had submitted may be gone without a trace.
        else if (isAdopted) onProgress(`job ${id} was lost: submitted again`);
        else return this.result(job, folder, state);
        submitted = undefined;
      } else return this.result(job, folder, state);
    }
  }

  async close(): Promise<void> {
    await cancel([...this.live, ...[...this.orphans.values()].map(({ id }) => id)]);
    for (const { folder } of this.orphans.values()) await rm(folder, { recursive: true, force: true });
  }

  /** Each submission has a folder of its own: a node that was given up may still write. */
  private async submit(job: Job, tries: number): Promise<Submitted> {
    const folder = join(job.folder, `submission-${tries}`);
    await prepareJob({ ...job, folder });
    const id = await this.submissions.add(folder, this.sbatchOptions(job));
    await writeFile(join(folder, idName), id);
    return { folder, id };
  }

  private async result(job: Job, folder: string, state: JobState | null): Promise<JobResult> {
    await mkdir(job.folder, { recursive: true });
    for (const name of ['result.json', 'log.jsonl', 'stdout', 'stderr']) {
      if (existsSync(join(folder, name))) await copyFile(join(folder, name), join(job.folder, name));
    }
    const how = isOver(folder)
      ? `exit code ${(await readFile(join(folder, exitName), 'utf8')).trim()}`
      : (state?.state ?? 'its end was not seen');
    return readJobResult(job, how);
  }

  private async wait(
    { id, folder }: Submitted,
    signal: AbortSignal,
    onProgress: (text: string) => void,
  ): Promise<JobState | null> {
    this.live.add(id);
    const stop = (): void => void cancel([id]);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const say = ({ state, detail }: JobState): void =>
      onProgress([state.toLowerCase(), detail].join(' ').trim());
    try {
      const state = await this.watch.ended(id, () => isOver(folder), say);
      signal.throwIfAborted();
      return state;
    } finally {
      signal.removeEventListener('abort', stop);
      this.live.delete(id);
    }
  }

  /** Jobs of one task type in one run get the same options, so that they can be one array. */
  private sbatchOptions({ run, task, parameters }: Job): string[] {
    const { cpus, memory, licenses, timeout } = parameters as {
      cpus?: number;
      memory?: string;
      licenses?: string;
      timeout?: number;
    };
    return [
      ...['--no-requeue', '--output=/dev/null', '--error=/dev/null'],
      `--job-name=${run}:${task.type}`,
      ...(cpus === undefined ? [] : [`--cpus-per-task=${cpus}`]),
      ...(memory === undefined ? [] : [`--mem=${memory}`]),
      ...(licenses === undefined ? [] : [`--licenses=${licenses}`]),
      // Slurm counts in minutes; the engine ends a task to the second while it is there to do so.
      ...(timeout === undefined ? [] : [`--time=${Math.ceil(timeout / 60) + 1}`]),
      ...(this.options.sbatch ?? []),
    ];
  }
}

/** What makes two jobs the same but for their folders. */
const keyOf = (job: Job): string => JSON.stringify({ ...job, folder: null });
