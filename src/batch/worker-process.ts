import { fork, type ChildProcess } from 'node:child_process';
import { HlsmithError, problem, type DiagnosticCode, type ExitCode } from '../diagnostics/index.js';
import type { BatchRequest, FromWorker, ToWorker, Unit, UnitResult } from './protocol.js';

/** A process starts slowly on a busy machine, which is not the unit's fault. */
const leastSecondsToOpen = 10;

interface Waiting {
  readonly unit: Unit;
  readonly done: (result: UnitResult) => void;
}

export interface Opened {
  readonly name: string;
  readonly scope: 'file' | 'project';
}

/** A child process that works through units one after the other, and is replaced when it hangs or dies. */
export class WorkerProcess {
  private child: ChildProcess | null = null;
  private readonly waiting: Waiting[] = [];
  private opened: Opened | null = null;
  /** In messages: the path, until it has told its name. */
  private name: string;
  private timer: NodeJS.Timeout | undefined;
  private ranOutOfTime = false;
  private onOpened: { resolve: (opened: Opened) => void; reject: (error: Error) => void } | null = null;

  constructor(
    private readonly request: BatchRequest,
    /** Seconds for one unit; 0 for no limit. */
    private readonly timeLimit: number,
    private readonly script: URL,
  ) {
    this.name = request.metaprogram;
  }

  /** Loads the metaprogram. @throws what is wrong with it or its options */
  open(): Promise<Opened> {
    return new Promise((resolve, reject) => {
      this.onOpened = { resolve, reject };
      this.start();
    });
  }

  /** How many units it has been given that are not done. */
  get load(): number {
    return this.waiting.length;
  }

  run(unit: Unit): Promise<UnitResult> {
    return new Promise((done) => {
      this.waiting.push({ unit, done });
      if (!this.child) this.start();
      else if (this.opened) this.send({ unit });
      if (this.waiting.length === 1) this.watch();
    });
  }

  /** It writes no files, so it can be killed at any time; with what it has started itself. */
  close(): void {
    const { child } = this;
    this.child = null;
    clearTimeout(this.timer);
    if (child?.pid === undefined) return;
    child.removeAllListeners();
    // A late error of the channel is no news once the process is to end.
    child.on('error', () => undefined);
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  }

  private start(): void {
    const child = fork(this.script, {
      // A group of its own, to be killed together.
      detached: true,
      serialization: 'advanced',
      // What a metaprogram prints is no result.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.child = child;
    this.opened = null;
    child.on('message', (message) => this.hear(message as FromWorker));
    child.on('error', () => undefined);
    child.on('exit', (code, signal) => this.ended(signal ?? `exit code ${code}`));
    this.send({ open: this.request });
    this.watch();
  }

  private send(message: ToWorker): void {
    // A failed send is followed by `exit`, which deals with it.
    this.child?.send(message, () => undefined);
  }

  private hear(message: FromWorker): void {
    if ('result' in message) {
      this.waiting.shift()?.done(message.result);
      this.watch();
    } else if ('opened' in message) {
      this.opened = message.opened;
      this.name = message.opened.name;
      for (const { unit } of this.waiting) this.send({ unit });
      this.onOpened?.resolve(message.opened);
      this.onOpened = null;
      this.watch();
    } else {
      const { code, message: text, hint, exit } = message.refused;
      this.fail(new HlsmithError(code as DiagnosticCode, text, hint, exit as ExitCode));
    }
  }

  /** Restarts the clock for what the process does now. */
  private watch(): void {
    clearTimeout(this.timer);
    const isBusy = this.opened === null || this.waiting.length > 0;
    if (this.timeLimit <= 0 || !isBusy) return;
    const seconds = this.opened ? this.timeLimit : Math.max(this.timeLimit, leastSecondsToOpen);
    this.timer = setTimeout(() => {
      this.ranOutOfTime = true;
      const { child } = this;
      this.close();
      if (child) this.ended('SIGKILL');
    }, seconds * 1000);
  }

  private ended(how: string): void {
    clearTimeout(this.timer);
    this.child = null;
    const metaprogram = this.name;
    const error = this.ranOutOfTime
      ? problem('batch.time', { metaprogram, seconds: this.timeLimit })
      : problem('batch.ended', { metaprogram, how });
    this.ranOutOfTime = false;
    this.fail(error);
    if (this.waiting.length > 0) this.start();
  }

  /** The first waiting unit is the one that it was at. */
  private fail(error: HlsmithError): void {
    const { code, message, hint } = error;
    this.onOpened?.reject(error);
    this.onOpened = null;
    const current = this.waiting.shift();
    current?.done({ status: 'failed', path: current.unit.path, error: { code, message, hint } });
  }
}
