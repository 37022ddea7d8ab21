import { existsSync, statSync } from 'node:fs';
import { memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { createContext, Script, type Context } from 'node:vm';
import type { Worker } from 'node:worker_threads';
import {
  HlsmithError,
  problem,
  type DiagnosticCode,
  type ExitCode,
  type Place,
} from '../../diagnostics/index.js';
import type { Model } from '../model.js';
import { readModel } from './reader.js';

export interface Question {
  readonly path: string;
  readonly weights: string | undefined;
}

export type Answer =
  | { readonly model: Model }
  | {
      readonly refusal: {
        readonly code: DiagnosticCode;
        readonly message: string;
        readonly hint: string;
        readonly exit: ExitCode;
        readonly place?: Place;
      };
    };

export interface Limits {
  /**
   * Seconds for the first attempt, in this thread. Default 0.5, of which it takes a hundredth as a rule: so short that
   * it cannot fill the memory. 0 for none.
   */
  readonly atOnce?: number;
  /** Seconds for reading. Default 15, and one more for each megabyte. */
  readonly seconds?: number;
  /** Bytes that reading may add to this process. Default 1 GB, and 16 times the files. */
  readonly bytes?: number;
  /** The thread's code, built. Default that beside this file; where there is none, this thread reads. */
  readonly script?: URL;
}

/**
 * Reads a model, within limits: an HDF5 library may run in circles on a damaged file, or believe what it says about
 * sizes. What is not read at once is read again, in a thread that is ended when it takes too long or too much.
 * @throws as `readModel` of `reader.ts`; `model.damaged` when a limit is reached
 */
export async function readGuarded(
  path: string,
  options: { weights?: string } = {},
  limits: Limits = {},
): Promise<Model> {
  const { weights } = options;
  const { atOnce = 0.5 } = limits;
  try {
    if (atOnce > 0) return within(atOnce, () => readModel(path, options));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
  }
  const script = limits.script ?? new URL('./reading-thread.js', import.meta.url);
  // Sources that run without being built have no file that a thread could run.
  if (!existsSync(fileURLToPath(script))) return readModel(path, options);
  const size = sizeOf(path) + (weights === undefined ? 0 : sizeOf(weights));
  const { seconds = 15 + size / 1e6, bytes = 1e9 + 16 * size } = limits;
  const question: Question = { path, weights };
  const heap = { maxOldGenerationSizeMb: Math.ceil(bytes / 1e6) };
  const { Worker } = await import('node:worker_threads');
  const thread = new Worker(script, { workerData: question, resourceLimits: heap });
  try {
    return await answerOf(thread, path, seconds, bytes);
  } finally {
    await thread.terminate();
  }
}

function answerOf(thread: Worker, file: string, seconds: number, bytes: number): Promise<Model> {
  const timers: NodeJS.Timeout[] = [];
  const before = memoryUsage.rss();
  return new Promise<Model>((resolve, reject) => {
    const damaged = (reason: string): void => {
      reject(problem('model.damaged', { reason }, { file }));
    };
    const tooLong = `reading takes more than ${Math.ceil(seconds)} s`;
    timers.push(setTimeout(damaged, seconds * 1000, tooLong));
    const tooMuch = `reading takes more than ${Math.ceil(bytes / 1e6)} MB`;
    const watch = (): void => {
      if (memoryUsage.rss() - before > bytes) damaged(tooMuch);
    };
    timers.push(setInterval(watch, 100));
    thread.on('message', (answer: Answer) => {
      if ('model' in answer) {
        resolve(answer.model);
      } else {
        const { code, message, hint, exit, place } = answer.refusal;
        reject(new HlsmithError(code, message, hint, exit, place));
      }
    });
    thread.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') damaged(tooMuch);
      else reject(error);
    });
    thread.on('exit', () => {
      damaged('the HDF5 library stopped');
    });
  }).finally(() => {
    timers.forEach(clearTimeout);
  });
}

const calling = new Script('act()');
const room: { act?: () => unknown } = {};
/** Made once: it takes half a millisecond. */
let context: Context | undefined;

/** A call that is ended when its time is over: with the error ERR_SCRIPT_EXECUTION_TIMEOUT. */
function within<T>(seconds: number, act: () => T): T {
  room.act = act;
  return calling.runInContext((context ??= createContext(room)), { timeout: seconds * 1000 }) as T;
}

/** 0 where there is no such file: the thread says so. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
