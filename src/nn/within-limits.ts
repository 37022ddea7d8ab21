import { existsSync, statSync } from 'node:fs';
import { memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import {
  formatPlace,
  HlsmithError,
  type DiagnosticCode,
  type ExitCode,
  type Place,
} from '../diagnostics/index.js';
import type { Model } from './model.js';

/** Which model to read. */
export interface Question {
  readonly path: string;
  readonly weights: string | undefined;
}

type Answer =
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
  /** The thread's code, built, which calls `answerWith`. Default that beside the reader; where there is none, this thread reads. */
  readonly script?: URL;
}

/** A reader of one kind of files. */
export interface Reader {
  readonly read: (question: Question) => Model;
  readonly script: URL;
  /** What to say when a limit is reached. */
  readonly damaged: (reason: string) => HlsmithError;
}

/**
 * Reads a model, within limits: a library may run in circles on a damaged file, or believe what it says about sizes.
 * What is not read at once is read again, in a thread that is ended when it takes too long or too much.
 * @throws what the reader throws; `damaged` when a limit is reached
 */
export async function readWithin(reader: Reader, question: Question, limits: Limits = {}): Promise<Model> {
  const { atOnce = 0.5 } = limits;
  try {
    if (atOnce > 0) return within(atOnce, () => reader.read(question));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
  }
  const script = limits.script ?? reader.script;
  // Sources that run without being built have no file that a thread could run.
  if (!existsSync(fileURLToPath(script))) return reader.read(question);
  const { path, weights } = question;
  const size = sizeOf(path) + (weights === undefined ? 0 : sizeOf(weights));
  const { seconds = 15 + size / 1e6, bytes = 1e9 + 16 * size } = limits;
  const heap = { maxOldGenerationSizeMb: Math.ceil(bytes / 1e6) };
  const thread = new Worker(script, { workerData: question, resourceLimits: heap });
  try {
    return await answerOf(thread, reader, seconds, bytes);
  } finally {
    await thread.terminate();
  }
}

function answerOf(thread: Worker, { damaged }: Reader, seconds: number, bytes: number): Promise<Model> {
  const timers: NodeJS.Timeout[] = [];
  const before = memoryUsage.rss();
  return new Promise<Model>((resolve, reject) => {
    const end = (reason: string): void => {
      reject(damaged(reason));
    };
    const tooLong = `reading takes more than ${Math.ceil(seconds)} s`;
    timers.push(setTimeout(end, seconds * 1000, tooLong));
    const tooMuch = `reading takes more than ${Math.ceil(bytes / 1e6)} MB`;
    const watch = (): void => {
      if (memoryUsage.rss() - before > bytes) end(tooMuch);
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
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') end(tooMuch);
      else reject(error);
    });
    thread.on('exit', () => {
      end('the reader stopped');
    });
  }).finally(() => {
    timers.forEach(clearTimeout);
  });
}

/** What the thread does: reads the model that it was asked for, and answers. */
export function answerWith(read: Reader['read']): void {
  parentPort!.postMessage(answer(read));
}

function answer(read: Reader['read']): Answer {
  try {
    return { model: read(workerData as Question) };
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    const { code, hint, exit, place } = error;
    const message = place ? error.message.slice(formatPlace(place).length + 2) : error.message;
    return { refusal: { code, message, hint, exit, ...(place ? { place } : {}) } };
  }
}

/** A call that is ended when its time is over: with the error ERR_SCRIPT_EXECUTION_TIMEOUT. */
function within<T>(seconds: number, act: () => T): T {
  return runInNewContext('act()', { act }, { timeout: seconds * 1000 }) as T;
}

/** 0 where there is no such file: the thread says so. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
