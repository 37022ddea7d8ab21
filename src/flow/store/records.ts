import type { GraphData } from '../graph/graph.js';
import type { Model } from '../meta-model/model.js';

/** What a run's journal holds: enough to go on from any point, and to look back at everything. */
export type RunRecord = Begun | Opened | Started | Done | Failed | Ended;

export interface Begun {
  readonly kind: 'begun';
  readonly format: 1;
  readonly run: string;
  readonly flow: GraphData;
  /** The file that the flow was read from, or null for a flow built in a program. */
  readonly file: string | null;
  /** As given; a function is `{ "function": name }`. */
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Milliseconds since 1970, as all times here. */
  readonly at: number;
}

/** A process begins to work on the run: the first, or one that resumes it. */
export interface Opened {
  readonly kind: 'opened';
  readonly session: number;
  readonly pid: number;
  readonly host: string;
  readonly at: number;
}

/** A task begins. Of use to people only: a step counts when it is done. */
export interface Started {
  readonly kind: 'started';
  readonly step: string;
  readonly at: number;
}

/** What every record of a step says. */
interface OfStep {
  readonly step: string;
  readonly name: string;
  readonly branch: string;
  /** The session and the try, `2.1`: lines of the LOG that other attempts left do not count. */
  readonly attempt: string;
  readonly at: number;
  readonly seconds: number;
}

export interface Done extends OfStep {
  readonly kind: 'done';
  /** The steps whose meta-models it was given. */
  readonly inputs: readonly string[];
  readonly models: readonly Model[];
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly to?: readonly number[];
  readonly goOn: number;
  readonly adopt: readonly string[];
  readonly output?: unknown;
  /** Of a task that takes all: the failed steps without which it went on. */
  readonly without?: readonly string[];
}

export interface Failed extends OfStep {
  readonly kind: 'failed';
  readonly error: { readonly message: string; readonly hint?: string; readonly code?: string };
}

export type RunStatus = 'done' | 'failed' | 'cancelled';

export interface Ended {
  readonly kind: 'ended';
  readonly status: RunStatus;
  readonly at: number;
  readonly steps: number;
  readonly models: number;
  readonly failures: number;
}

/** One line of the LOG. */
export interface LogRecord {
  readonly step: string;
  readonly attempt: string;
  readonly at: number;
  readonly message: string;
  readonly data?: unknown;
}
