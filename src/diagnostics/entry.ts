import type { ExitCode } from './exit-codes.js';

/** One kind of message: what happened, what to do about it, and how the command ends. */
export interface Entry<A> {
  readonly exit: ExitCode;
  readonly message: (args: A) => string;
  readonly hint: (args: A) => string;
}

/** Declares a catalogue entry; the arguments' type is what `problem()` then demands. */
export function entry<A>(
  exit: ExitCode,
  message: (args: A) => string,
  hint: string | ((args: A) => string),
): Entry<A> {
  return { exit, message, hint: typeof hint === 'string' ? () => hint : hint };
}
