/** Exit codes of the command line: a contract, listed in the README. */
export const exitCode = {
  ok: 0,
  /** The work was done and its answer is "no": a verification differs, `--check` found edits to make. */
  negative: 1,
  /** The command line or an input file is wrong; the message names it. */
  badInput: 2,
  /** Something that the machine lacks: a compiler, a package, disk space. */
  environment: 3,
  /** A fault in hlsmith itself. */
  internal: 70,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
