import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { problem } from '../../diagnostics/index.js';

const run = promisify(execFile);

/** How Slurm says that a job is, in its own words: `PENDING`, `RUNNING`, `NODE_FAIL`. */
export interface JobState {
  readonly state: string;
  /** Why it waits (`Resources`), or the nodes that it runs on. */
  readonly detail: string;
}

const alive = new Set([
  'PENDING',
  'CONFIGURING',
  'RUNNING',
  'COMPLETING',
  'SUSPENDED',
  'STAGE_OUT',
  'SIGNALING',
]);
const nodeFailures = new Set([
  'NODE_FAIL',
  'BOOT_FAIL',
  'LAUNCH_FAILED',
  'RECONFIG_FAIL',
  'PREEMPTED',
  'REQUEUED',
]);

export const isAlive = ({ state }: JobState): boolean => alive.has(state);

/** It ended through no fault of its own: what it ran on was lost or taken away. */
export const lostItsNode = ({ state }: JobState): boolean => nodeFailures.has(state);

/**
 * Submits a batch script.
 * @returns the job's number
 * @throws slurm.missing; slurm.refused with what sbatch said
 */
export async function submit(options: readonly string[], command: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('sbatch', ['--parsable', ...options, ...command]);
    return stdout.trim().split(';')[0]!;
  } catch (error) {
    throw asProblem('sbatch', error);
  }
}

/**
 * The states of jobs, `12` or `12_3` in an array. One that the cluster has forgotten is not among them; null when
 * the cluster does not answer, which passes.
 * @throws slurm.missing
 */
export async function statesOf(ids: Iterable<string>): Promise<ReadonlyMap<string, JobState> | null> {
  const wanted = [...new Set([...ids].map((id) => id.split('_')[0]!))];
  const format = '--format=%i|%T|%r|%N';
  const options = ['--noheader', '--states=all', '--array', format, `--jobs=${wanted.join(',')}`];
  try {
    const { stdout } = await run('squeue', options, { timeout: 30_000, maxBuffer: 2 ** 26 });
    return new Map(
      stdout
        .split('\n')
        .filter((line) => line.includes('|'))
        .map((line) => {
          const [id, state, reason, nodes] = line.trim().split('|');
          return [id!, { state: state!, detail: state === 'PENDING' ? reason! : nodes! }];
        }),
    );
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw asProblem('squeue', error);
    // It says so of a job that ended long ago, if it is the only one.
    return /invalid job id/i.test(stderr ?? '') ? new Map() : null;
  }
}

/** Ends jobs; those that have ended already are none of its business. */
export async function cancel(ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await run('scancel', ['--quiet', ...ids]).catch(() => undefined);
}

function asProblem(command: string, error: unknown): Error {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === 'ENOENT') return problem('slurm.missing', { command });
  const said = (stderr ?? '').trim().split('\n').at(-1) || message.split('\n')[0]!;
  return problem('slurm.refused', { said: said.replace(/^\w+: (?:error: )?/, '') });
}
