import { isAlive, statesOf, type JobState } from './commands.js';

interface Watched {
  readonly hasResult: () => boolean;
  readonly onState: (state: JobState) => void;
  readonly resolve: (state: JobState | null) => void;
  readonly reject: (error: unknown) => void;
  last: string;
  missing: number;
}

/** Polls for which a job that has ended may still be without its result: shared file systems show files late. */
const patience = 20;

/** Asks for the states of all jobs at once, again and again, while there are any. */
export class Watch {
  private readonly jobs = new Map<string, Watched>();
  private isPolling = false;

  constructor(private readonly milliseconds: number) {}

  /**
   * Resolves when a job has ended, with its last state; null where the cluster has forgotten it.
   * @param hasResult whether the job has left its result, after which its state is not waited for
   */
  ended(id: string, hasResult: () => boolean, onState: (state: JobState) => void): Promise<JobState | null> {
    return new Promise((resolve, reject) => {
      this.jobs.set(id, { hasResult, onState, resolve, reject, last: '', missing: 0 });
      if (!this.isPolling) void this.poll();
    });
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    while (this.jobs.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, this.milliseconds));
      try {
        const states = await statesOf(this.jobs.keys());
        for (const [id, job] of this.jobs) this.look(id, job, states);
      } catch (error) {
        for (const { reject } of this.jobs.values()) reject(error);
        this.jobs.clear();
      }
    }
    this.isPolling = false;
  }

  private look(id: string, job: Watched, states: ReadonlyMap<string, JobState> | null): void {
    const state = states?.get(id);
    if (state && `${state.state} ${state.detail}` !== job.last) {
      job.last = `${state.state} ${state.detail}`;
      job.onState(state);
    }
    if (state && isAlive(state) && !(state.state === 'COMPLETING' && job.hasResult())) return;
    // No answer at all, or an answer without it: it may be over, or the cluster is not there.
    if (states === null && !job.hasResult()) return;
    const isWell = state === undefined || state.state === 'COMPLETED';
    if (isWell && !job.hasResult() && ++job.missing < patience) return;
    this.jobs.delete(id);
    job.resolve(state ?? null);
  }
}
