import { createReadStream, existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { problem } from '../../diagnostics/index.js';
import { contentOf, Journal, readJournal } from './journal.js';
import { RunLock } from './lock.js';
import type { Begun, Done, Failed, LogRecord, RunRecord } from './records.js';

const journalName = 'journal.jsonl';
const logName = 'log.jsonl';
export const lockName = 'lock';

/** A run as one process works on it: its journal, its LOG, its lock. */
export class OpenRun {
  private hasNewLog = false;

  private constructor(
    readonly folder: string,
    readonly begun: Begun,
    /** How many processes have worked on it, this one included. */
    readonly session: number,
    /** What earlier processes did. */
    readonly past: Past,
    private readonly journal: Journal,
    private readonly logFile: Journal,
    private readonly lock: RunLock,
  ) {}

  /** Begins a run in a new folder. @throws run.unwritable */
  static async create(folder: string, begun: Begun): Promise<OpenRun> {
    const lock = RunLock.take(join(folder, lockName), begun.run);
    const journal = Journal.create(join(folder, journalName));
    journal.append(begun);
    const log = Journal.create(join(folder, logName));
    return OpenRun.opened(new OpenRun(folder, begun, 1, pastOf([]), journal, log, lock));
  }

  /** Goes on with a run. What a crash has torn is set aside first. @throws run.held, journal.damaged */
  static async resume(folder: string, run: string): Promise<OpenRun> {
    const lock = RunLock.take(join(folder, lockName), run);
    try {
      const records = recover(join(folder, journalName));
      const begun = begunOf(records, folder);
      recover(join(folder, logName));
      const sessions = records.filter(({ kind }) => kind === 'opened').length;
      const [journal, log] = [journalName, logName].map((name) => Journal.open(join(folder, name)));
      return await OpenRun.opened(
        new OpenRun(folder, begun, sessions + 1, pastOf(records), journal!, log!, lock),
      );
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private static async opened(run: OpenRun): Promise<OpenRun> {
    const { session } = run;
    await run.commit({ kind: 'opened', session, pid: process.pid, host: hostname(), at: Date.now() });
    return run;
  }

  /** Where attempts at tasks have their folders. */
  get work(): string {
    return join(this.folder, 'work');
  }

  /** Adds a record that need not last. */
  note(record: RunRecord): void {
    this.journal.append(record);
  }

  /** Adds a record; it and the LOG up to it are on the disk when this resolves. @throws run.unwritable, run.lost */
  async commit(record: RunRecord): Promise<void> {
    this.lock.check();
    if (this.hasNewLog) {
      this.hasNewLog = false;
      await this.logFile.commit();
    }
    this.journal.append(record);
    await this.journal.commit();
  }

  log(record: LogRecord): void {
    this.logFile.append(record);
    this.hasNewLog = true;
  }

  close(): void {
    this.journal.close();
    this.logFile.close();
    this.lock.release();
  }
}

/** What earlier processes did in a run. */
export interface Past {
  readonly done: ReadonlyMap<string, Done>;
  /** Failures that are not run again, since a task that takes all went on without them. */
  readonly failed: ReadonlyMap<string, Failed>;
}

function pastOf(records: readonly RunRecord[]): Past {
  const done = new Map<string, Done>();
  const failures = new Map<string, Failed>();
  for (const record of records) {
    if (record.kind === 'done') done.set(record.step, record);
    if (record.kind === 'failed') failures.set(record.step, record);
  }
  const passedOver = new Set([...done.values()].flatMap(({ without = [] }) => without));
  const failed = new Map([...failures].filter(([step]) => passedOver.has(step) && !done.has(step)));
  return { done, failed };
}

/**
 * A run's records, without disturbing who works on it.
 * @param withBeginnings also those that tell that a task began
 * @throws journal.damaged, run.empty
 */
export function readRecords(folder: string, withBeginnings: boolean): RunRecord[] {
  const path = join(folder, journalName);
  const isWanted = (json: string): boolean => withBeginnings || !json.startsWith('{"kind":"started"');
  const records = existsSync(path) ? readJournal<RunRecord>(path, isWanted).records : [];
  begunOf(records, folder);
  return records;
}

/** The LOG, line by line: those of the attempts that count. */
export async function* readLog(
  folder: string,
  counts: (record: LogRecord) => boolean,
): AsyncGenerator<LogRecord> {
  const path = join(folder, logName);
  if (!existsSync(path)) return;
  let number = 0;
  let torn = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number++;
    if (torn > 0) throw problem('journal.damaged', { line: torn }, { file: path, line: torn });
    const json = contentOf(line);
    if (json === null) {
      torn = number;
      continue;
    }
    const record = JSON.parse(json) as LogRecord;
    if (counts(record)) yield record;
  }
}

function begunOf(records: readonly RunRecord[], folder: string): Begun {
  const [first] = records;
  if (first?.kind === 'begun' && first.format === 1) return first;
  if (!first) throw problem('run.empty', { run: basename(folder) });
  throw problem('run.unknown-format', { path: join(folder, journalName) });
}

/** Reads a journal to go on with; a torn end is kept beside it and cut off. */
function recover(path: string): RunRecord[] {
  if (!existsSync(path)) return [];
  const { records, size, torn } = readJournal<RunRecord>(path);
  if (torn.length > 0) {
    writeFileSync(`${path}.torn`, torn, { flag: 'a' });
    truncateSync(path, size);
  }
  return records;
}

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw problem('run.unwritable', { path, reason: (error as Error).message.split(',')[0]! });
  }
}
