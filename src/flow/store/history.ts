import { join } from 'node:path';
import type { Model } from '../meta-model/model.js';
import { holderOf, isAlive } from './lock.js';
import type { Begun, Done, Failed, LogRecord, RunRecord, RunStatus } from './records.js';
import { lockName, readLog, readRecords } from './run-folder.js';

/** A run as one looks back at it. */
export interface RunHistory {
  readonly folder: string;
  readonly begun: Begun;
  /** `running` while a process works on it, `interrupted` when that process died. */
  readonly status: RunStatus | 'running' | 'interrupted';
  /** How many processes have worked on it. */
  readonly sessions: number;
  /** For how long processes have worked on it, together. */
  readonly seconds: number;
  /** What was done, in the order in which it ended. */
  readonly steps: readonly Done[];
  readonly failures: readonly Failed[];
  /** Steps that have begun and not ended. */
  readonly underWay: readonly string[];
  readonly models: readonly Model[];
  /** What STOPs returned, and the newest model on the path to each. */
  readonly results: readonly RunOutput[];
}

export interface RunOutput {
  readonly step: string;
  readonly output: unknown;
  readonly model: Model | null;
}

/** Reads a run without disturbing a process that works on it. @throws journal.damaged, run.unknown-format */
export function readHistory(folder: string): RunHistory {
  const holder = holderOf(join(folder, lockName));
  const isHeld = holder !== null && isAlive(holder);
  // What is under way is of interest while someone works on it.
  const records = readRecords(folder, isHeld);
  const steps: Done[] = [];
  const open = new Map<string, Failed | null>();
  for (const record of records) {
    if (record.kind === 'started') open.set(record.step, null);
    else if (record.kind === 'failed') open.set(record.step, record);
    else if (record.kind === 'done') {
      open.delete(record.step);
      steps.push(record);
    }
  }
  const begun = records[0] as Begun;
  const last = records.at(-1)!;
  const status = isHeld ? 'running' : last.kind === 'ended' ? last.status : 'interrupted';
  return {
    ...{ folder, begun, status, steps, results: resultsOf(begun, steps) },
    sessions: records.filter(({ kind }) => kind === 'opened').length,
    seconds: secondsOf(records),
    failures: [...open.values()].filter((failure) => failure !== null),
    underWay: [...open].flatMap(([step, failure]) => (failure ? [] : [step])),
    models: steps.flatMap(({ models }) => models),
  };
}

/** Time between a process's first and last record; after that it was gone or had nothing to say. */
function secondsOf(records: readonly RunRecord[]): number {
  let milliseconds = 0;
  let [from, to] = [records[0]!.at, records[0]!.at];
  for (const record of records) {
    if (record.kind === 'opened') {
      milliseconds += to - from;
      from = record.at;
    }
    to = record.at + ('seconds' in record ? 1000 * record.seconds : 0);
  }
  return (milliseconds + to - from) / 1000;
}

function resultsOf({ flow }: Begun, steps: readonly Done[]): RunOutput[] {
  const ends = new Set(flow.tasks.filter(({ to }) => to.length === 0).map(({ name }) => name));
  const byName = new Map(steps.map((step) => [step.step, step]));
  const newestBefore = (from: Done): Model | null => {
    for (let at: Done | undefined = from; at; at = byName.get(at.inputs[at.goOn] ?? '')) {
      const newest = at.models.at(-1);
      if (newest) return newest;
    }
    return null;
  };
  return steps
    .filter(({ name }) => ends.has(name))
    .map((step) => ({ step: step.step, output: step.output ?? null, model: newestBefore(step) }))
    .sort((a, b) => (a.step < b.step ? -1 : 1));
}

/** The LOG of what has been done, in the order in which it was written. */
export function readRunLog({ folder, steps }: RunHistory): AsyncGenerator<LogRecord> {
  const attempts = new Map(steps.map(({ step, attempt }) => [step, attempt]));
  return readLog(folder, ({ step, attempt }) => attempts.get(step) === attempt);
}

/** Everything of a run that does not depend on when and where it ran, for comparing and for keeping. */
export interface FinalMetaModel {
  readonly flow: Begun['flow'];
  readonly seed: number;
  readonly cfg: Begun['cfg'];
  readonly steps: readonly Omit<Done, 'kind' | 'attempt' | 'at' | 'seconds'>[];
  readonly failures: readonly { readonly step: string; readonly message: string }[];
  readonly log: readonly { readonly step: string; readonly message: string; readonly data?: unknown }[];
}

/** The meta-model that a run has come to: CFG, LOG and the model space, each step by its name. */
export async function finalMetaModel(history: RunHistory): Promise<FinalMetaModel> {
  const { begun, steps, failures } = history;
  const log: FinalMetaModel['log'][number][] = [];
  for await (const { step, message, data } of readRunLog(history)) {
    log.push({ step, message, ...(data === undefined ? {} : { data }) });
  }
  const byStep = (a: { step: string }, b: { step: string }): number =>
    a.step < b.step ? -1 : a.step > b.step ? 1 : 0;
  return {
    ...{ flow: begun.flow, seed: begun.seed, cfg: begun.cfg },
    steps: steps
      .map(({ step, name, branch, inputs, models, cfg, to, goOn, adopt, output, without }) => ({
        ...{ step, name, branch, inputs, models, cfg, to, goOn, adopt, output, without },
      }))
      .sort(byStep),
    failures: failures.map(({ step, error }) => ({ step, message: error.message })).sort(byStep),
    // Lines of one step stay in their order; paths that ran at the same time mixed theirs by chance.
    log: log.sort(byStep),
  };
}
