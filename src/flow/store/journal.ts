import { closeSync, fdatasync, ftruncateSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { problem } from '../../diagnostics/index.js';

/** Lines waiting to be written are held in memory up to this size. */
const bufferBytes = 1 << 16;

/**
 * A file that only grows: one record a line, as JSON, a tab and the CRC-32 of the JSON. What `commit` has
 * resolved for outlives `kill -9` and a loss of power; of what has not been committed, a line may be torn, and
 * only the last one.
 */
export class Journal {
  private buffer = '';
  /** The file up to here is whole lines. */
  private size: number;
  private broken: Error | null = null;
  private syncing: Promise<void> | null = null;

  private constructor(
    private readonly path: string,
    private readonly file: number,
  ) {
    this.size = fstatSync(file).size;
  }

  /** @throws run.unwritable */
  static create(path: string): Journal {
    return Journal.openAs(path, 'wx');
  }

  /** Opens a file that ends with a whole line, to go on. @throws run.unwritable */
  static open(path: string): Journal {
    return Journal.openAs(path, 'a');
  }

  private static openAs(path: string, flags: string): Journal {
    try {
      return new Journal(path, openSync(path, flags));
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  /** Adds a record, which is on the disk when the next `commit` resolves. @throws run.unwritable */
  append(record: object): void {
    const json = JSON.stringify(record);
    this.buffer += `${json}\t${checksum(json)}\n`;
    if (this.buffer.length > bufferBytes) this.write();
  }

  /** Resolves when all that was appended is on the disk. Calls at one time share one wait. @throws run.unwritable */
  async commit(): Promise<void> {
    await this.syncing?.catch(() => undefined);
    // The first of those who waited syncs for all.
    this.syncing ??= this.sync().finally(() => (this.syncing = null));
    await this.syncing;
  }

  close(): void {
    if (!this.broken) this.write();
    closeSync(this.file);
  }

  private async sync(): Promise<void> {
    this.write();
    await new Promise<void>((resolve, reject) =>
      fdatasync(this.file, (error) => (error ? reject(unwritable(this.path, error)) : resolve())),
    );
  }

  private write(): void {
    if (this.broken) throw this.broken;
    const data = Buffer.from(this.buffer);
    this.buffer = '';
    try {
      for (let done = 0; done < data.length;) done += writeSync(this.file, data, done);
      this.size += data.length;
    } catch (error) {
      this.broken = unwritable(this.path, error);
      // A full disk takes part of a line: without it the file can be gone on with.
      ignoreFailure(() => ftruncateSync(this.file, this.size));
      throw this.broken;
    }
  }
}

/** What a journal holds. */
export interface JournalContent<R> {
  readonly records: R[];
  /** The length in bytes of the whole lines, and what stands behind them: a line that a crash has torn. */
  readonly size: number;
  readonly torn: Buffer;
}

/**
 * @param isWanted of a record's JSON; what is not wanted is checked, but not given
 * @throws journal.damaged when a line other than the last is not what was written
 */
export function readJournal<R>(
  path: string,
  isWanted: (json: string) => boolean = () => true,
): JournalContent<R> {
  const content = readFileSync(path);
  const end = content.lastIndexOf(10) + 1;
  const lines = content.toString('utf8', 0, end).split('\n').slice(0, -1);
  const records: string[] = [];
  for (const [index, line] of lines.entries()) {
    const json = contentOf(line);
    // Only the last write can be torn; the disk may have kept its line end and lost what is before.
    if (json === null && index < lines.length - 1)
      throw problem('journal.damaged', { line: index + 1 }, { file: path, line: index + 1 });
    if (json !== null && isWanted(json)) records.push(json);
  }
  const isTorn = lines.length > 0 && contentOf(lines.at(-1)!) === null;
  const size = isTorn ? content.lastIndexOf(10, end - 2) + 1 : end;
  // One call is several times faster than one for each line.
  return { records: JSON.parse(`[${records.join()}]`) as R[], size, torn: content.subarray(size) };
}

/** The JSON of a line, or null for a line that is not as it was written. */
export function contentOf(line: string): string | null {
  const tab = line.lastIndexOf('\t');
  const json = line.slice(0, Math.max(tab, 0));
  return tab > 0 && line.slice(tab + 1) === checksum(json) ? json : null;
}

const checksum = (json: string): string => crc32(json).toString(16).padStart(8, '0');

function unwritable(path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message.split(',')[0]! : String(error);
  return problem('run.unwritable', { path, reason });
}

function ignoreFailure(action: () => void): void {
  try {
    action();
  } catch {
    // The first failure is the one to report.
  }
}
