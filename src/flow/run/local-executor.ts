import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Executor, Job, JobOptions, JobResult } from './executor.js';
import { prepareJob, readJobResult } from './job-files.js';

/** Runs each heavy task in a child process of this machine, the leader of a group that is killed together. */
export class LocalExecutor implements Executor {
  readonly name = 'local';
  private readonly running = new Map<ChildProcess, Promise<void>>();

  /** @param script the built `job-main.js`; default the one beside this file */
  constructor(private readonly script = new URL('./job-main.js', import.meta.url)) {
    process.on('exit', this.killAll);
  }

  async run(job: Job, { signal, onProgress }: JobOptions): Promise<JobResult> {
    await prepareJob(job);
    signal.throwIfAborted();
    const [out, errors] = ['stdout', 'stderr'].map((name) => openSync(join(job.folder, name), 'w'));
    const child = spawn(process.execPath, [fileURLToPath(this.script), job.folder], {
      detached: true,
      stdio: ['ignore', out, errors, 'ipc'],
    });
    [out, errors].forEach((file) => closeSync(file!));
    child.on('message', (text) => onProgress(String(text)));
    let how = '';
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => resolve(void (how ||= error.message)));
      child.once('exit', (code, killedBy) => resolve(void (how ||= killedBy ?? `exit code ${code}`)));
    });
    this.running.set(child, ended);
    const kill = (): void => killGroup(child);
    signal.addEventListener('abort', kill);
    await ended;
    signal.removeEventListener('abort', kill);
    this.running.delete(child);
    // What the task started and left behind.
    kill();
    signal.throwIfAborted();
    return readJobResult(job, how);
  }

  async close(): Promise<void> {
    process.off('exit', this.killAll);
    this.killAll();
    await Promise.all(this.running.values());
  }

  private readonly killAll = (): void => [...this.running.keys()].forEach(killGroup);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
