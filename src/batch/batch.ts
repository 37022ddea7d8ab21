import type { BatchRequest, Unit, UnitResult } from './protocol.js';
import { WorkerProcess, type Opened } from './worker-process.js';

export interface BatchOptions {
  /** Child processes at most; default 1. */
  readonly jobs?: number;
  /** Seconds for one file or project; 0 for no limit; default 60. */
  readonly timeLimit?: number;
  /** The child's script; default the built one beside this file. */
  readonly script?: URL;
}

/** Units sent ahead to a child, so that it never waits. */
const ahead = 4;
/** Results that may wait, for each child, until an earlier one is done. */
const window = 64;
/** Fewer units than this do not pay for another child. */
const unitsForOneJob = 32;

/** A metaprogram, run over many files or projects in child processes. One failure never stops the others. */
export class Batch {
  private readonly workers: WorkerProcess[];

  private constructor(
    private readonly request: BatchRequest,
    private readonly options: Required<BatchOptions>,
    first: WorkerProcess,
    /** The metaprogram's name, and what one unit is. */
    readonly metaprogram: Opened,
  ) {
    this.workers = [first];
    process.once('exit', this.close);
  }

  /** Loads the metaprogram in a first child. @throws what is wrong with it or its options */
  static async open(request: BatchRequest, options: BatchOptions = {}): Promise<Batch> {
    const complete = {
      jobs: options.jobs ?? 1,
      timeLimit: options.timeLimit ?? 60,
      script: options.script ?? new URL('./worker.js', import.meta.url),
    };
    const first = new WorkerProcess(request, complete.timeLimit, complete.script);
    try {
      return new Batch(request, complete, first, await first.open());
    } catch (error) {
      first.close();
      throw error;
    }
  }

  /** The results in the order of the units, each as soon as it and those before it are done. */
  async *run(units: readonly Unit[]): AsyncGenerator<UnitResult, void, undefined> {
    const wanted = Math.min(this.options.jobs, Math.ceil(units.length / unitsForOneJob));
    while (this.workers.length < wanted) {
      this.workers.push(new WorkerProcess(this.request, this.options.timeLimit, this.options.script));
    }
    const done = new Map<number, UnitResult>();
    let next = 0;
    let shown = 0;
    let wake = (): void => undefined;
    const feed = (worker: WorkerProcess): void => {
      while (worker.load < ahead && next < Math.min(units.length, shown + window * this.workers.length)) {
        const index = next++;
        void worker.run(units[index]!).then((result) => {
          done.set(index, result);
          feed(worker);
          wake();
        });
      }
    };
    for (; shown < units.length; shown++) {
      for (const worker of this.workers) feed(worker);
      while (!done.has(shown)) await new Promise<void>((resolve) => (wake = resolve));
      yield done.get(shown)!;
      done.delete(shown);
    }
  }

  /** Ends the children. */
  readonly close = (): void => {
    process.off('exit', this.close);
    for (const worker of this.workers) worker.close();
  };
}
