import { submit } from './commands.js';

/** Jobs that become ready within so many milliseconds go to the cluster together. */
const gatheringTime = 50;
/** Most jobs of one array: clusters allow 1,000 unless told otherwise (MaxArraySize), on a line of a megabyte. */
const mostInArray = 500;

interface Waiting {
  readonly folder: string;
  readonly options: readonly string[];
  resolve(id: string): void;
  reject(error: unknown): void;
}

/**
 * Gathers jobs that are ready at the same time and want the same of the cluster, and submits each group as one
 * array: a sweep of hundreds of trials is one line in the queue and one call of sbatch.
 */
export class Submissions {
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** @param command what a job runs, before the folders */
  constructor(private readonly command: readonly string[]) {}

  /** @returns the job's number, `12` or `12_3` @throws slurm.missing, slurm.refused */
  add(folder: string, options: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ folder, options, resolve, reject });
      this.timer ??= setTimeout(() => void this.submitAll(), gatheringTime);
    });
  }

  private async submitAll(): Promise<void> {
    const groups = new Map<string, Waiting[]>();
    for (const each of this.waiting) {
      const key = JSON.stringify(each.options);
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    this.waiting = [];
    this.timer = undefined;
    for (const group of groups.values()) {
      for (let at = 0; at < group.length; at += mostInArray) {
        await this.submitGroup(group.slice(at, at + mostInArray));
      }
    }
  }

  private async submitGroup(group: readonly Waiting[]): Promise<void> {
    const isArray = group.length > 1;
    const folders = group.map(({ folder }) => folder);
    try {
      const options = [...group[0]!.options, ...(isArray ? [`--array=1-${group.length}`] : [])];
      const id = await submit(options, [...this.command, ...folders]);
      group.forEach(({ resolve }, index) => resolve(isArray ? `${id}_${index + 1}` : id));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
