import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import peggy from 'peggy';

/** One item behind `#pragma`, with 0-based offsets into the payload as written. */
export interface PayloadItem {
  /** `word`: `complete`; `setting`: `factor=4`; `call`: `array(a)`; `value`: an expression by itself. */
  readonly form: 'word' | 'setting' | 'call' | 'value';
  /** As written; null for a `value`. */
  readonly name: string | null;
  /** The expression as written, outer blanks left out; the word itself for a `word`. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** A payload in its items, or why it is none. */
export type Payload =
  | { readonly items: readonly PayloadItem[] }
  | { readonly items: null; readonly reason: string; readonly column: number };

/** Reads what follows `#pragma` by grammars/pragma.peggy: no dialect, only syntax. */
export function parsePayload(text: string): Payload {
  const grammar = parser();
  try {
    return { items: grammar.parse(text) as PayloadItem[] };
  } catch (error) {
    if (!(error instanceof grammar.SyntaxError)) throw error;
    const { offset } = error.location.start;
    const rest = text.slice(offset).trim();
    const reason = rest === '' ? 'it ends too early' : `"${rest.slice(0, 20)}" is not expected`;
    return { items: null, reason, column: offset + 1 };
  }
}

/** True for one C expression (or a list, or a placeholder) that can stand behind `key=`. */
export function isOptionValue(text: string): boolean {
  const { items } = parsePayload(`key=${text}`);
  return items?.length === 1 && items[0]!.valueEnd === text.length + 4 && !/[\r\n]/.test(text);
}

let made: peggy.Parser | null = null;

/** The grammar is compiled once, when the first pragma is read (about 40 ms). */
function parser(): peggy.Parser {
  made ??= peggy.generate(readFileSync(grammarPath(dirname(fileURLToPath(import.meta.url))), 'utf8'));
  return made;
}

/** From this file upwards: it stands at one depth in `src/` and at another in `dist/src/`. */
function grammarPath(from: string): string {
  return existsSync(join(from, 'package.json'))
    ? join(from, 'grammars', 'pragma.peggy')
    : grammarPath(dirname(from));
}
