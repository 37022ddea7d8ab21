import { exitCode } from '../diagnostics/index.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal to stop calls `stop`, which ends things in order; the second ends the process. */
export function onInterrupt(stop: () => void): () => void {
  const before = signals.map((signal) => [signal, process.listeners(signal)] as const);
  let heard = false;
  const hear = (): void => {
    if (heard) process.exit(exitCode.interrupted);
    heard = true;
    stop();
  };
  for (const signal of signals) process.removeAllListeners(signal).on(signal, hear);
  return () => {
    for (const [signal, listeners] of before) {
      process.removeAllListeners(signal);
      for (const listener of listeners) process.on(signal, listener);
    }
  };
}

/** How often a state is shown: in a terminal, where it replaces itself, and elsewhere. */
const every = { terminal: 200, elsewhere: 10_000 };

/** Lines on standard error, with the state of things under them in a terminal, now and then elsewhere. */
export class StatusLine {
  private readonly timer: NodeJS.Timeout | null;
  private isShown = false;

  constructor(
    private readonly state: () => string,
    private readonly isOn: boolean,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {
    const interval = out.isTTY ? every.terminal : every.elsewhere;
    this.timer = isOn ? setInterval(() => this.show(), interval).unref() : null;
  }

  say(text: string): void {
    if (!this.isOn) return;
    this.clear();
    this.out.write(`${text}\n`);
  }

  end(): void {
    if (this.timer) clearInterval(this.timer);
    this.clear();
  }

  private show(): void {
    this.clear();
    const text = this.state();
    if (!this.out.isTTY) this.out.write(`${text}\n`);
    else {
      this.out.write(text.slice(0, (this.out.columns || 80) - 1));
      this.isShown = true;
    }
  }

  private clear(): void {
    // Back to the line's beginning, and what is there goes.
    if (this.isShown) this.out.write('\r\x1b[K');
    this.isShown = false;
  }
}
