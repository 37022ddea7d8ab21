import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { problem } from '../../diagnostics/index.js';

/** Who holds a run. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, by the kernel's clock: a later process may have the same id. Null where unknown. */
  readonly began: string | null;
  readonly token: string;
}

/** A run is one process's at a time. Whoever dies without letting go is recognised by the next. */
export class RunLock {
  private constructor(
    private readonly path: string,
    private readonly token: string,
  ) {
    process.on('exit', this.release);
  }

  /** @throws run.held when another process has it, or may have it */
  static take(path: string, run: string): RunLock {
    const token = randomBytes(8).toString('hex');
    const me: Holder = { pid: process.pid, host: hostname(), began: beginOf(process.pid), token };
    const own = `${path}.${token}`;
    try {
      writeFileSync(own, JSON.stringify(me), { flag: 'wx' });
    } catch (error) {
      throw problem('run.unwritable', { path: own, reason: (error as Error).message.split(',')[0]! });
    }
    try {
      // A link is made whole or not at all: no one sees a lock without its holder.
      for (let tries = 0; !linked(own, path); tries++) {
        const holder = holderOf(path);
        if (holder && (tries > 5 || isAlive(holder)))
          throw problem('run.held', { run, pid: holder.pid, host: holder.host, path });
        if (holder) setAside(path, holder);
      }
    } finally {
      rmSync(own, { force: true });
    }
    return new RunLock(path, token);
  }

  /** Whether it is still ours: someone may have removed it by hand. @throws run.lost */
  check(): void {
    if (holderOf(this.path)?.token !== this.token) throw problem('run.lost', { path: this.path });
  }

  readonly release = (): void => {
    process.off('exit', this.release);
    if (holderOf(this.path)?.token === this.token) rmSync(this.path, { force: true });
  };
}

/** Who holds a lock, or null when nobody does. */
export function holderOf(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

/** A process of another machine counts as alive: only that machine knows. */
export function isAlive({ pid, host, began }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return began === null || beginOf(pid) === began;
}

function linked(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead holder's lock; if another took it over meanwhile, that one's is put back. */
function setAside(path: string, dead: Holder): void {
  const aside = `${path}.${dead.token}.dead`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (holderOf(aside)?.token !== dead.token) linked(aside, path);
  rmSync(aside, { force: true });
}

/** Field 22 of /proc/PID/stat; a zombie has none, it only waits for its parent. */
function beginOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? 'over' : fields[19]!;
  } catch {
    return null;
  }
}
