/** A spelled type, taken apart. */
export interface SpelledType {
  /** Without its own template arguments: `ap_fixed`, `nnet::array`, `unsigned int`. */
  readonly name: string;
  /** The texts of its template arguments; null when it has no list. */
  readonly args: readonly string[] | null;
  readonly isConst: boolean;
  /** `*`, `&`, `&&` and what follows them. */
  readonly suffix: string;
}

const ignored = /^(?:volatile|typename|struct|class|union|enum|static|constexpr|mutable|register)\b\s*/;

/** @returns null where the text is no type but an expression, such as the `10*1` of `array<T, 10*1>` */
export function readType(text: string): SpelledType | null {
  let rest = text.trim();
  let isConst = false;
  for (;;) {
    const word = /^const\b\s*/.exec(rest) ?? ignored.exec(rest);
    if (!word) break;
    isConst ||= word[0].startsWith('const');
    rest = rest.slice(word[0].length);
  }
  const builtin =
    /^(?:(?:unsigned|signed|long|short|int|char|double|float|bool|void)\b\s*)+/.exec(rest)?.[0] ?? '';
  if (builtin) return finish(builtin.trim().replace(/\s+/g, ' '), null, rest.slice(builtin.length), isConst);
  let name = '';
  let args: string[] | null = null;
  for (;;) {
    const part = /^\s*((?:::)?\s*(?:template\s+)?[A-Za-z_]\w*)\s*/.exec(rest);
    if (!part) return null;
    if (args) name += `<${args.join(',')}>`;
    name += part[1]!.replace(/\s+|\btemplate\b/g, '');
    rest = rest.slice(part[0].length);
    args = null;
    if (rest.startsWith('<')) {
      const close = closingAngle(rest);
      if (close < 0) return null;
      args = splitArguments(rest.slice(1, close));
      rest = rest.slice(close + 1).trimStart();
    }
    if (!rest.startsWith('::')) break;
  }
  return finish(name, args, rest, isConst);
}

function finish(name: string, args: string[] | null, rest: string, isConst: boolean): SpelledType | null {
  const suffix = rest.trim();
  const constant = /^const\b/.test(suffix);
  const tail = suffix.replace(/^const\b\s*/, '').replace(/\s+/g, '');
  return /^[*&]*(const|\.\.\.)?$/.test(tail)
    ? { name, args, isConst: isConst || constant, suffix: tail }
    : null;
}

/** The index of the `>` that closes the `<` at 0; -1 if none does. Parentheses protect what is in them. */
function closingAngle(text: string): number {
  let angles = 0;
  let parentheses = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '(' || c === '[' || c === '{') parentheses++;
    else if (c === ')' || c === ']' || c === '}') parentheses--;
    else if (parentheses > 0) continue;
    else if (c === '<') angles++;
    else if (c === '>' && --angles === 0) return i;
  }
  return -1;
}

/** The parts of a comma-separated list, trimmed; commas inside brackets of any kind do not count. */
function splitArguments(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < list.length; i++) {
    const c = list[i]!;
    if ('(<[{'.includes(c)) depth++;
    else if (')>]}'.includes(c)) depth--;
    else if (c === ',' && depth === 0) {
      parts.push(list.slice(from, i).trim());
      from = i + 1;
    }
  }
  const last = list.slice(from).trim();
  if (last !== '' || parts.length > 0) parts.push(last);
  return parts;
}
