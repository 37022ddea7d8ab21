import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** How a child process ended. */
export interface Outcome {
  /** null when it was killed, by us or otherwise. */
  readonly status: number | null;
  readonly timedOut: boolean;
  /** What it wrote to standard error, cut at 64 KiB. */
  readonly errors: string;
}

const longestErrors = 65536;

/**
 * Runs a program with an argument array, never through a shell. It gets a process group of its own, which is
 * killed as a whole when the time is up or this process ends: compilers start children.
 *
 * @param options.seconds time limit.
 * @param options.temporary where the program puts its temporary files: a killed compiler leaves them behind.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly seconds: number;
    readonly temporary: string;
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.environment, TMPDIR: options.temporary },
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let timedOut = false;
    let errors = '';
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) killGroup(child.pid);
    }, options.seconds * 1000);
    // A group of its own hears no Ctrl-C.
    const end = (): void => {
      if (child.pid !== undefined) killGroup(child.pid);
    };
    // Before the folders that it writes to are removed.
    process.prependOnceListener('exit', end);
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      errors = (errors + text).slice(0, longestErrors);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      process.off('exit', end);
      reject(error);
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      process.off('exit', end);
      resolve({ status, timedOut, errors });
    });
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}

/** The first of some programs that PATH leads to, as an absolute path, or null. */
export function findProgram(names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (found) return found;
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
