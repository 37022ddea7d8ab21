import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { HlsmithError, problem, type DiagnosticCode, type ExitCode } from '../../diagnostics/index.js';
import type { Job, JobResult } from './executor.js';

/** An error on its way between processes. */
interface ErrorData {
  readonly message: string;
  readonly stack?: string;
  /** Of an error of hlsmith's own catalogue. */
  readonly known?: { readonly code: string; readonly hint: string; readonly exit: number };
}

type Result = { readonly done: JobResult } | { readonly failed: ErrorData };

export const jobFile = (folder: string): string => join(folder, 'job.json');
export const logFile = (folder: string): string => join(folder, 'log.jsonl');
const resultFile = (folder: string): string => join(folder, 'result.json');

/** Writes what `job-main.js FOLDER` reads. */
export async function prepareJob(job: Job): Promise<void> {
  await mkdir(job.folder, { recursive: true });
  await writeFile(jobFile(job.folder), JSON.stringify(job));
}

/** Leaves a job's result, all or nothing: a reader that sees the file sees it whole. */
export async function writeJobResult(folder: string, result: JobResult | Error): Promise<void> {
  const content: Result = result instanceof Error ? { failed: asData(result) } : { done: result };
  const file = await open(`${resultFile(folder)}.new`, 'w');
  await file.writeFile(JSON.stringify(content));
  await file.datasync();
  await file.close();
  await rename(`${resultFile(folder)}.new`, resultFile(folder));
}

/**
 * What a job has done, after it has ended.
 * @param how in words, how its process ended: `exit code 1`, `SIGKILL`
 * @throws what the task threw; task.ended when there is no result
 */
export async function readJobResult({ step, folder }: Job, how: string): Promise<JobResult> {
  if (!existsSync(resultFile(folder))) {
    throw problem('task.ended', { step, how, said: await lastWords(folder) });
  }
  const result = JSON.parse(await readFile(resultFile(folder), 'utf8')) as Result;
  if ('done' in result) return result.done;
  throw asError(result.failed);
}

function asData(error: Error): ErrorData {
  const { message, stack } = error;
  if (!(error instanceof HlsmithError)) return { message, ...(stack === undefined ? {} : { stack }) };
  return { message, known: { code: error.code, hint: error.hint, exit: error.exit } };
}

function asError({ message, stack, known }: ErrorData): Error {
  if (known) {
    return new HlsmithError(known.code as DiagnosticCode, message, known.hint, known.exit as ExitCode);
  }
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** The last line that a process wrote on its standard error. */
async function lastWords(folder: string): Promise<string> {
  const path = join(folder, 'stderr');
  if (!existsSync(path)) return '';
  let last = '';
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (line.trim() !== '') last = line.trim().slice(0, 200);
  }
  return last;
}
