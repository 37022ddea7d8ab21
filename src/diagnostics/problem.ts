import { catalogue, type DiagnosticArguments, type DiagnosticCode } from './catalogue.js';
import type { ExitCode } from './exit-codes.js';

/** Where a message points: a file, and within it a 1-based line and column. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** An error that a user can act on. `message` is one line; `hint` says what to do. */
export class HlsmithError extends Error {
  override readonly name = 'HlsmithError';

  constructor(
    readonly code: DiagnosticCode,
    message: string,
    readonly hint: string,
    readonly exit: ExitCode,
    readonly place?: Place,
  ) {
    super(place ? `${formatPlace(place)}: ${message}` : message);
  }

  /** The line that the command line prints. */
  get line(): string {
    return `${this.message}; ${this.hint} [${this.code}]`;
  }
}

/** Makes the error of a catalogue entry; the caller throws it. */
export function problem<C extends DiagnosticCode>(
  code: C,
  args: DiagnosticArguments<C>,
  place?: Place,
): HlsmithError {
  // The lookup loses the link between the code and its arguments; the signature above keeps it.
  const { exit, message, hint } = catalogue[code] as unknown as {
    exit: ExitCode;
    message: (args: unknown) => string;
    hint: (args: unknown) => string;
  };
  return new HlsmithError(code, message(args), hint(args), exit, place);
}
