import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const slurmMessages = {
  'slurm.missing': entry<{ command: string }>(
    exitCode.environment,
    (a) => `${a.command} is not on this machine`,
    'run where Slurm is installed, or without --executor slurm',
  ),
  'slurm.refused': entry<{ said: string }>(
    exitCode.environment,
    (a) => `sbatch refused a job: ${a.said}`,
    'correct the options for sbatch, or what the task asks for (cpus, memory, licenses, timeout)',
  ),
};
