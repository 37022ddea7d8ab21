/** Character tests on UTF-16 codes, for scanners. */
const letter = 1;
const digit = 2;
const table = new Uint8Array(128);
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$') table[c.charCodeAt(0)] = letter;
for (const c of '0123456789') table[c.charCodeAt(0)] = digit;

export const isIdentifierStart = (code: number): boolean => code >= 128 || table[code] === letter;
export const isIdentifierPart = (code: number): boolean => code >= 128 || table[code] !== 0;
export const isDigit = (code: number): boolean => code < 128 && table[code] === digit;

export const char = {
  ampersand: 38,
  comma: 44,
  equals: 61,
  openBracket: 91,
  closeBracket: 93,
  tilde: 126,
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  doubleQuote: 34,
  dot: 46,
  hash: 35,
  singleQuote: 39,
  openParenthesis: 40,
  closeParenthesis: 41,
  star: 42,
  slash: 47,
  colon: 58,
  question: 63,
  semicolon: 59,
  backslash: 92,
  openBrace: 123,
  closeBrace: 125,
} as const;

/** The offset after a line comment that begins at `at`; the line end is not part of it. */
export function afterLineComment(text: string, at: number): number {
  let feed = text.indexOf('\n', at);
  while (feed > 0 && isContinued(text, feed)) feed = text.indexOf('\n', feed + 1);
  if (feed < 0) return text.length;
  return text.charCodeAt(feed - 1) === char.carriageReturn ? feed - 1 : feed;
}

export function afterBlockComment(text: string, at: number): number {
  const close = text.indexOf('*/', at + 2);
  return close < 0 ? text.length : close + 2;
}

/** The offset after a string or character literal that begins at `at`; it ends at the line's end at the latest. */
export function afterQuoted(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === char.backslash) i++;
    else if (code === quote) return i + 1;
    else if (code === char.lineFeed) return i;
  }
  return text.length;
}

/** The offset after a raw string whose quote is at `at`: `R"x(...)x"`. */
export function afterRawString(text: string, at: number): number {
  const open = text.indexOf('(', at);
  if (open < 0) return text.length;
  const close = text.indexOf(`)${text.slice(at + 1, open)}"`, open);
  return close < 0 ? text.length : close + (open - at) + 1;
}

/** The offset after a number; what it is worth does not matter. */
export function afterNumber(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const separator = code === char.singleQuote && isIdentifierPart(text.charCodeAt(at + 1));
    if (!isIdentifierPart(code) && code !== char.dot && !separator) break;
  }
  return at;
}

/** The offset after the directive that begins at `at`: continuation lines and open comments belong to it. */
export function afterDirective(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === char.lineFeed && !isContinued(text, i)) {
      return text.charCodeAt(i - 1) === char.carriageReturn ? i - 1 : i;
    }
    if (code === char.slash && text.charCodeAt(i + 1) === char.star) i = afterBlockComment(text, i) - 1;
    else if (code === char.slash && text.charCodeAt(i + 1) === char.slash) return afterLineComment(text, i);
  }
  return text.length;
}

function isContinued(text: string, feed: number): boolean {
  let i = feed - 1;
  if (text.charCodeAt(i) === char.carriageReturn) i--;
  return text.charCodeAt(i) === char.backslash;
}

/** The offset after the parenthesis that closes the one at `at`; -1 if none does. Literals are skipped. */
export function afterParentheses(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === char.openParenthesis) depth++;
    else if (code === char.closeParenthesis && --depth === 0) return i + 1;
    else if (code === char.doubleQuote || code === char.singleQuote) i = afterQuoted(text, i) - 1;
    else if (code === char.slash && text.charCodeAt(i + 1) === char.slash) i = afterLineComment(text, i) - 1;
    else if (code === char.slash && text.charCodeAt(i + 1) === char.star) i = afterBlockComment(text, i) - 1;
  }
  return -1;
}
