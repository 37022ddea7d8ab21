import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { problem } from '../../diagnostics/index.js';
import { ObjectFolder } from '../meta-model/objects.js';
import { nearest } from '../nearest.js';
import { holderOf, isAlive } from './lock.js';
import { makeFolder } from './run-folder.js';

export const defaultStore = '.hlsmith';

/** A folder with runs and with the files of all their models. Made when the first run begins. */
export class Store {
  readonly folder: string;
  readonly objects: ObjectFolder;

  constructor(folder = defaultStore) {
    this.folder = resolve(folder);
    this.objects = new ObjectFolder(join(this.folder, 'objects'));
  }

  /** Makes the folder of a new run, `pruning-1`. @throws run.unwritable */
  newRun(flow: string): { run: string; folder: string } {
    makeFolder(join(this.folder, 'runs'));
    makeFolder(this.objects.folder);
    const stem = flow.replace(/[^\w.-]+/g, '-').replace(/^[^\w]+/, '') || 'flow';
    const taken = this.runs().filter((name) => name.startsWith(`${stem}-`));
    const numbers = taken.map((name) => Number(name.slice(stem.length + 1))).filter(Number.isInteger);
    for (let number = Math.max(0, ...numbers) + 1; ; number++) {
      const run = `${stem}-${number}`;
      const folder = this.path(run);
      try {
        mkdirSync(folder);
        return { run, folder };
      } catch (error) {
        // Another process took the number first.
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
        throw problem('run.unwritable', { path: folder, reason: (error as Error).message.split(',')[0]! });
      }
    }
  }

  /** The names of all runs. */
  runs(): string[] {
    const folder = join(this.folder, 'runs');
    return existsSync(folder) ? readdirSync(folder).sort(byNumber) : [];
  }

  /** The folder of a run. @throws run.missing */
  runFolder(run: string): string {
    const runs = this.runs();
    if (runs.includes(run)) return this.path(run);
    throw problem('run.missing', { run, store: this.folder, nearest: nearest(run, runs) });
  }

  /** Held while garbage is collected. */
  get collecting(): string {
    return join(this.folder, 'collecting');
  }

  /**
   * Waits until no garbage is collected. Called once a run holds its own lock: so either the collector sees the run,
   * or the run sees the collector.
   */
  async settled(): Promise<void> {
    for (;;) {
      const holder = holderOf(this.collecting);
      if (!holder || !isAlive(holder)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private path(run: string): string {
    return join(this.folder, 'runs', run);
  }
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
