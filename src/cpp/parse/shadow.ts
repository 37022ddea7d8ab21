import {
  afterBlockComment,
  afterDirective,
  afterLineComment,
  afterNumber,
  afterParentheses,
  afterQuoted,
  afterRawString,
  char,
  isDigit,
  isIdentifierPart,
  isIdentifierStart,
} from './characters.js';
import { readDirective, type Directive } from './directives.js';
import type { MacroTable } from './macro-table.js';

/** A stretch of text that the parser does not see, and why. */
export interface Mask {
  readonly start: number;
  readonly end: number;
  readonly why: 'directive' | 'qualifier macro' | 'statement macro' | 'grammar gap' | 'inactive branch';
  /** What the parser sees instead, at the same length; default spaces. */
  readonly instead?: string;
}

export interface Shadow {
  /** As long as the original, so that every offset means the same in both. */
  readonly text: string;
  readonly directives: readonly Directive[];
  readonly masks: readonly Mask[];
}

/**
 * The text that the parser gets. tree-sitter-cpp takes pragmas and directives for statements: one between a
 * label or loop header and its loop detaches the loop, silently. So they are masked at equal length, as are
 * macros that stand where C++ has no place for a word. Edits are made to the original.
 */
export function makeShadow(text: string, macros: MacroTable): Shadow {
  const directives: Directive[] = [];
  const masks: Mask[] = [];
  const { length } = text;
  let lineIsBlank = true;
  let previous = -1; // where the last character was that is neither white space nor comment
  let i = 0;
  while (i < length) {
    const code = text.charCodeAt(i);
    if (code === char.lineFeed) {
      lineIsBlank = true;
      i++;
      continue;
    }
    if (code <= char.space) {
      i++;
      continue;
    }
    if (code === char.slash) {
      const next = text.charCodeAt(i + 1);
      if (next === char.slash || next === char.star) {
        i = next === char.slash ? afterLineComment(text, i) : afterBlockComment(text, i);
        continue;
      }
    }
    if (code === char.hash && lineIsBlank) {
      const end = afterDirective(text, i);
      directives.push(readDirective(text, i, end));
      masks.push({ start: i, end, why: 'directive' });
      i = end;
      continue;
    }
    lineIsBlank = false;
    if (isIdentifierStart(code)) {
      const start = i++;
      while (i < length && isIdentifierPart(text.charCodeAt(i))) i++;
      if (text.charCodeAt(i) === char.doubleQuote && text.charCodeAt(i - 1) === 82 /* R */) {
        i = afterRawString(text, i);
      } else if (macros.mayMask(code)) {
        const mask = maskOfWord(text, start, i, previous, macros);
        if (mask) {
          masks.push(mask);
          i = mask.end;
          // A mask leaves no trace: what was before it is still what came last.
          if (mask.instead === undefined) continue;
        }
      }
    } else if (isDigit(code)) {
      i = afterNumber(text, i);
    } else if (code === char.doubleQuote || code === char.singleQuote) {
      i = afterQuoted(text, i);
    } else {
      i++;
    }
    previous = i - 1;
  }
  return { text: applyMasks(text, masks), directives, masks };
}

/** @param previous offset of the last character of code before the word, -1 if none */
function maskOfWord(
  text: string,
  start: number,
  end: number,
  previous: number,
  macros: MacroTable,
): Mask | null {
  const word = text.slice(start, end);
  const role = macros.role(word);
  if (role === 'none') return null;
  if (role === 'template') {
    // `x.template f<3>()`: the word only helps compilers.
    return /(?:\.|->|::)$/.test(text.slice(Math.max(previous - 1, 0), previous + 1))
      ? { start, end, why: 'grammar gap' }
      : null;
  }
  const next = skipBlanks(text, end);
  if (word === 'component' && !beginsDeclaration(text, previous, next)) return null;
  if (role === 'qualifier') {
    return qualifies(text, previous, next) ? { start, end, why: 'qualifier macro' } : null;
  }
  if (text.charCodeAt(next) !== char.openParenthesis) return null;
  const close = afterParentheses(text, next);
  if (close < 0) return null;
  if (role === 'qualifier call') return { start, end: close, why: 'qualifier macro' };
  return standsAlone(text, close, previous) ? { start, end: close, why: 'statement macro' } : null;
}

/** Intel HLS marks top functions with a word that others use for variables. */
const beginsDeclaration = (text: string, previous: number, next: number): boolean =>
  (previous < 0 || ';{}>'.includes(text[previous]!)) && isIdentifierStart(text.charCodeAt(next));

/**
 * A word in front of another, or behind a declarator. Empty macros also switch things on, in template
 * arguments and the like: there they are values.
 */
function qualifies(text: string, previous: number, next: number): boolean {
  const code = text.charCodeAt(next);
  if (isIdentifierStart(code) || code === char.openBracket || code === char.tilde) return true;
  const before = text.charCodeAt(previous);
  const endsDeclarator =
    isIdentifierPart(before) || before === char.closeBracket || before === char.closeParenthesis;
  if (code === char.star || code === char.ampersand) return !endsDeclarator || isIdentifierPart(before);
  return (
    endsDeclarator &&
    (code === char.semicolon ||
      code === char.comma ||
      code === char.equals ||
      code === char.openBrace ||
      code === char.closeParenthesis)
  );
}

/** A macro call where a statement or member may begin, without a `;` of its own. */
function standsAlone(text: string, close: number, previous: number): boolean {
  const begins = previous < 0 || ';{}):'.includes(text[previous]!);
  if (!begins) return false;
  const next = text.charCodeAt(skipBlanks(text, close));
  return (
    next !== char.semicolon && (isIdentifierStart(next) || next === char.closeBrace || next === char.hash)
  );
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code <= char.space) at++;
    else if (code === char.slash && text.charCodeAt(at + 1) === char.slash) at = afterLineComment(text, at);
    else if (code === char.slash && text.charCodeAt(at + 1) === char.star) at = afterBlockComment(text, at);
    else return at;
  }
}

/** Masks in order of start. */
export function applyMasks(text: string, masks: readonly Mask[]): string {
  if (masks.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, instead } of masks) {
    if (start < at) continue;
    parts.push(text.slice(at, start), instead ?? ' '.repeat(end - start));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** Both sets in order; of two that overlap, the one that begins first and reaches further. */
export function mergeMasks(a: readonly Mask[], b: readonly Mask[]): Mask[] {
  const all = [...a, ...b].sort((one, other) => one.start - other.start || other.end - one.end);
  const merged: Mask[] = [];
  for (const mask of all) {
    const last = merged.at(-1);
    if (!last || mask.start >= last.end) merged.push(mask);
    else if (mask.end > last.end)
      merged.push({
        ...mask,
        start: last.end,
        ...(mask.instead === undefined ? {} : { instead: mask.instead.slice(last.end - mask.start) }),
      });
  }
  return merged;
}
