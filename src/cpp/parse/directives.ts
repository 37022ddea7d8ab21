/** A preprocessor line, pragmas included. */
export interface Directive {
  /** `include`, `define`, `if`, `pragma`, ...; '' for a lone `#`. */
  readonly keyword: string;
  /** From the `#` to the end of the last continuation line, without its line end. */
  readonly start: number;
  readonly end: number;
  /** What follows the keyword, as written, continuation lines included. */
  readonly argument: string;
}

/** `#define NAME body` or `#define NAME(a, b) body`. */
export interface Macro {
  readonly name: string;
  /** Null for an object-like macro. */
  readonly parameters: readonly string[] | null;
  /** Comments stripped, continuation lines joined, trimmed. */
  readonly body: string;
  /** Offset of the name within the argument's file. */
  readonly nameStart: number;
}

export function readDirective(text: string, start: number, end: number): Directive {
  const match = /^#[ \t]*([A-Za-z_]*)/.exec(text.slice(start, Math.min(end, start + 80)))!;
  return { keyword: match[1]!, start, end, argument: text.slice(start + match[0].length, end) };
}

/** Joins continuation lines and strips comments. */
export const plainText = (argument: string): string =>
  argument
    .replace(/\\\r?\n/g, ' ')
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/g, ' ')
    .trim();

export function readMacro(directive: Directive): Macro | null {
  if (directive.keyword !== 'define') return null;
  const match = /^([ \t]+)([A-Za-z_$][\w$]*)(\(([^)]*)\))?/.exec(directive.argument);
  if (!match) return null;
  return {
    name: match[2]!,
    parameters: match[3] === undefined ? null : splitNames(match[4]!),
    body: plainText(directive.argument.slice(match[0].length)),
    nameStart: directive.end - directive.argument.length + match[1]!.length,
  };
}

const splitNames = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The file that an `#include` names, as written between its quotes or angle brackets. */
export function includedPath(directive: Directive): string | null {
  if (directive.keyword !== 'include') return null;
  return /^\s*["<]([^">]+)[">]/.exec(directive.argument)?.[1] ?? null;
}
