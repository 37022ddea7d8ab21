import { afterBlockComment, afterLineComment, afterParentheses, afterQuoted, char } from './characters.js';
import type { Mask } from './shadow.js';

/**
 * Masks for text that the parser stumbled over: macros whose definition is not in the project, and C++ that
 * tree-sitter-cpp 0.23 cannot read. Each rule is a guess from the look of the text; the caller keeps them only
 * where they leave fewer errors.
 * @param shadow the text that was parsed
 */
export function repairMasks(shadow: string): Mask[] {
  const code = withoutComments(shadow);
  const masks: Mask[] = [];
  const taken = new Uint8Array(code.length);
  const add = (start: number, end: number, why: Mask['why'], instead?: string): void => {
    for (let i = start; i < end; i++) if (taken[i]) return;
    taken.fill(1, start, end);
    masks.push(instead === undefined ? { start, end, why } : { start, end, why, instead });
  };
  for (const rule of rules) rule(code, add);
  return masks.sort((a, b) => a.start - b.start);
}

type Add = (start: number, end: number, why: Mask['why'], instead?: string) => void;
type Rule = (code: string, add: Add) => void;

/** Comments and what stands in quotes made blank, so that patterns see code only. */
export function withoutComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  const blank = (from: number, to: number): void => {
    parts.push(text.slice(at, from), ' '.repeat(to - from));
    at = to;
  };
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    let end = -1;
    if (code === char.slash && text.charCodeAt(i + 1) === char.slash) end = afterLineComment(text, i);
    else if (code === char.slash && text.charCodeAt(i + 1) === char.star) end = afterBlockComment(text, i);
    else if (code === char.doubleQuote) {
      end = afterQuoted(text, i);
      parts.push(text.slice(at, i), `"${' '.repeat(Math.max(end - i - 2, 0))}"`.slice(0, end - i));
      at = end;
    } else if (code === char.singleQuote && !/[0-9a-fA-F]/.test(text[i - 1] ?? '')) {
      i = afterQuoted(text, i) - 1;
    }
    if (end < 0) continue;
    if (at < end) blank(i, end);
    i = end - 1;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

const capitals = '[A-Z_][A-Z0-9_]*[A-Z0-9]';
const typeWords =
  'void|int|unsigned|signed|long|short|float|double|char|bool|auto|static|inline|template|struct|class|union|' +
  'extern|virtual|typedef|explicit|friend|constexpr|enum|const';

/** What ends just before a statement, member or declaration. */
const atStatement = (code: string, start: number): boolean => /(?:^|[;{}:)])\s*$/.test(tail(code, start));

/** What stands before, on earlier lines too; blanks (and masked pragmas) that end it count as one. */
function tail(code: string, end: number): string {
  let last = end;
  while (last > 0 && code.charCodeAt(last - 1) <= char.space) last--;
  return code.slice(Math.max(0, last - 120), last) + (last < end ? ' ' : '');
}

/** Keeps the letters, so that the masked text is still one name: `XF_TNAME(A,B)` becomes `XF_TNAME_A_B_`. */
const asName = (text: string): string => text.replace(/\W/g, '_');

/** The same for a type: the name that may follow at once must stay apart. */
const asType = (text: string): string => `${asName(text.slice(0, -1))} `;

/** The commas or semicolons that no bracket protects. */
function topLevel(mark: ',' | ';', code: string, from: number, to: number): number[] {
  const found: number[] = [];
  let depth = 0;
  for (let i = from; i < to; i++) {
    if ('([{'.includes(code[i]!)) depth++;
    else if (')]}'.includes(code[i]!)) depth--;
    else if (code[i] === mark && depth === 0) found.push(i);
  }
  return found;
}

const rules: readonly Rule[] = [
  // `x = typename T::value_type(y)`: a conversion, where the grammar expects a type.
  (code, add) => {
    for (const { index } of code.matchAll(/\btypename(?=\s+[\w:<>,\s]+?\s*[({])/g)) {
      if (/(?:[=(,?:+\-*/|&<]|\breturn)\s*$/.test(tail(code, index))) add(index, index + 8, 'grammar gap');
    }
  },
  // `decltype(a)(x)`: a conversion too.
  (code, add) => {
    for (const { index } of code.matchAll(/\bdecltype\s*\(/g)) {
      const close = afterParentheses(code, code.indexOf('(', index));
      if (close > 0 && /^\s*\(/.test(code.slice(close))) {
        add(index, index + 8, 'grammar gap', 'Decltype');
        // Handled as a call of the result of a call.
      }
    }
  },
  // `typeof(a) x;`: a type.
  (code, add) => {
    for (const { index } of code.matchAll(/\b(?:__)?typeof(?:__)?\s*\(/g)) {
      const close = afterParentheses(code, code.indexOf('(', index));
      if (close > 0) add(index, close, 'grammar gap', asType(code.slice(index, close)));
    }
  },
  // `R (C::*)(A)`: a pointer to a member, without a name.
  (code, add) => {
    for (const match of code.matchAll(/(?<=\()\s*(?:\w+\s*::\s*)+(?=\*\s*\)\s*\()/g))
      add(match.index, match.index + match[0].length, 'grammar gap');
  },
  // `x.operator+=(y)`, and `operator=(y);` as a statement: calls of a name.
  (code, add) => {
    for (const match of code.matchAll(/\boperator\s*(?:\(\)|\[\]|[-+*/%^&|~!=<>,]+)(?=\s*[(<])/g)) {
      const before = tail(code, match.index);
      const isCall = /(?:\.|->)\s*$/.test(before) || /(?:[;{})(=]|\breturn)\s*$/.test(before);
      if (isCall) add(match.index, match.index + match[0].length, 'grammar gap', asName(match[0]));
    }
    for (const match of code.matchAll(/\boperator\s+[\w:]+(?:<[^<>()]*>)?(?=\s*\()/g)) {
      const isCall = /(?:\.|->|\breturn)\s*$/.test(tail(code, match.index));
      if (isCall) add(match.index, match.index + match[0].length, 'grammar gap', asName(match[0]));
    }
  },
  // `(a = b, c)`: taken for the beginning of a fold expression.
  (code, add) => {
    for (const match of code.matchAll(/(?:[=(?:;{}]|\breturn)\s*(?=\()/g)) {
      const open = match.index + match[0].length;
      const close = afterParentheses(code, open);
      if (close < 0 || close - open > 600) continue;
      const inner = code.slice(open, close);
      if (!/[^=!<>]=[^=]/.test(inner) || inner.includes(';')) continue;
      for (const comma of topLevel(',', code, open + 1, close - 1)) add(comma, comma + 1, 'grammar gap', '|');
    }
  },
  // `for (; int j = i; )`: a declaration as condition, read as the assignment.
  (code, add) => {
    for (const match of code.matchAll(/\bfor\s*\(/g)) {
      const open = match.index + match[0].length;
      const close = afterParentheses(code, open - 1);
      const [from, to] = close < 0 ? [] : topLevel(';', code, open, close - 1);
      if (from === undefined || to === undefined) continue;
      const type = /^\s*[A-Za-z_][\w:<>, ]*?[\s*&]+(?=[A-Za-z_]\w*\s*=(?!=))/.exec(
        code.slice(from + 1, to),
      )?.[0];
      if (type !== undefined) add(from + 1, from + 1 + type.length, 'grammar gap');
    }
  },
  // `unsigned f OF((int a));`: the macro only wraps the parameters.
  (code, add) => {
    for (const match of code.matchAll(new RegExp(`\\b(?:${capitals}|OF)\\s*\\((?=\\s*\\()`, 'g'))) {
      if (!/[\w)]\s*$/.test(tail(code, match.index)) || /\b(?:return|else)\s*$/.test(tail(code, match.index)))
        continue;
      const open = match.index + match[0].length - 1;
      const close = afterParentheses(code, open);
      if (close < 0) continue;
      add(match.index, open + 1, 'qualifier macro');
      add(close - 1, close, 'qualifier macro');
    }
  },
  // `CHECK(err, T x(y));`: a macro around a declaration or statement, which is kept.
  (code, add) => {
    for (const match of code.matchAll(new RegExp(`\\b${capitals}\\s*\\(`, 'g'))) {
      if (!atStatement(code, match.index)) continue;
      const open = match.index + match[0].length - 1;
      const close = afterParentheses(code, open);
      if (close < 0 || !/^\s*;/.test(code.slice(close))) continue;
      const comma = /^\s*\w+\s*,/.exec(code.slice(open + 1, close));
      const inner = code.slice(open + 1 + (comma?.[0].length ?? 0), close - 1);
      // A name behind a type, or statements: neither is an argument.
      if (!/^\s*(?:const\s+)?[A-Za-z_][\w:]*(?:<[^;()]*>)?\s*[*&]?\s+[*&]?[A-Za-z_]\w*\s*[=({]|;/.test(inner))
        continue;
      add(match.index, open + 1 + (comma?.[0].length ?? 0), 'statement macro');
      add(close - 1, close, 'statement macro');
      if (/;\s*$/.test(inner) || /\}\s*$/.test(inner)) {
        const semicolon = code.indexOf(';', close);
        add(semicolon, semicolon + 1, 'statement macro');
      }
    }
  },
  // `OPERATOR(+=);`: no argument that C++ knows.
  (code, add) => {
    for (const match of code.matchAll(new RegExp(`\\b${capitals}\\s*\\([-+*/%^&|~!=<>]+\\)(?=\\s*;)`, 'g')))
      add(match.index, match.index + match[0].length, 'statement macro', asName(match[0]));
  },
  // `TYPE(a, b) x`: a macro in place of a type. `MAX(a, b) * c` loses its arguments, no more.
  (code, add) => {
    for (const match of code.matchAll(new RegExp(`\\b${capitals}\\s*\\(`, 'g'))) {
      const close = afterParentheses(code, match.index + match[0].length - 1);
      if (close < 0 || close - match.index > 200) continue;
      const next = code.slice(close, close + 40);
      const whole = code.slice(match.index, close);
      if (/[;{}"]/.test(whole)) continue;
      const behind = /^[ \t]*[A-Za-z_]/.test(next) && !/^\s*(?:else|while|if|for|return|do)\b/.test(next);
      const pointer = /^\s*[*&]+\s*(?:[A-Za-z_]|\)|,|const\b)/.test(next);
      const ends = /^\s*(?:>|,)/.test(next) && /<[^;(){}]*$/.test(tail(code, match.index));
      const isTypePlace =
        /(?:[({,<;}]|\b(?:const|static|typedef|typename|using\s+\w+\s*=|new))\s*$/.test(
          tail(code, match.index),
        ) ||
        new RegExp(`\\b(?:${typeWords})\\s*$`).test(tail(code, match.index)) ||
        (behind && />\s*$/.test(tail(code, match.index))) ||
        match.index === 0;
      if (isTypePlace && (behind || pointer || ends))
        add(match.index, close, 'qualifier macro', asType(whole));
    }
  },
  // `EXPORT void f();`: no name stands in front of these words. Then `EXPORT T f();` is no different.
  (code, add) => {
    const pattern = new RegExp(`\\b(${capitals})(?:\\s*\\([^(){};]*\\))?\\s+(?=(?:${typeWords})\\b)`, 'g');
    const qualifiers = new Set<string>();
    for (const match of code.matchAll(pattern)) {
      const name = match[1]!;
      // `T const x` is C++; a name that ends what came before is not ours.
      if (
        /^const\b/.test(code.slice(match.index + match[0].length)) ||
        /[\w>)]\s*$/.test(tail(code, match.index).replace(/\)\s*$/, ''))
      )
        continue;
      const text = match[0].trimEnd();
      add(match.index, match.index + text.length, 'qualifier macro');
      if (text === name) qualifiers.add(name);
    }
    for (const name of qualifiers) {
      for (const { index } of code.matchAll(new RegExp(`\\b${name}\\b(?=\\s+~?[A-Za-z_])`, 'g')))
        add(index, index + name.length, 'qualifier macro');
    }
  },
  // `int CALLBACK f(...)`: one name too many.
  (code, add) => {
    for (const match of code.matchAll(
      new RegExp(`([\\w>*&]\\s+)(${capitals})(?=\\s+[A-Za-z_]\\w*\\s*\\()`, 'g'),
    )) {
      const word = /(\w+)\s*$/.exec(tail(code, match.index + match[1]!.length))?.[1] ?? '';
      if (
        /^(?:const|static|inline|extern|virtual|return|new|else|typedef|struct|class|enum|unsigned|public|private|case|goto|throw|using|typename|template|constexpr|explicit|friend|volatile|register)$/.test(
          word,
        )
      )
        continue;
      const start = match.index + match[1]!.length;
      add(start, start + match[2]!.length, 'qualifier macro');
    }
  },
  // `BODY_MACRO` or `BODY_MACRO(x)` alone, without a `;`.
  (code, add) => {
    for (const match of code.matchAll(new RegExp(`\\b${capitals}\\b`, 'g'))) {
      if (!atStatement(code, match.index) || /\bcase\s[^;]*$|\?[^;]*$/.test(tail(code, match.index)))
        continue;
      let end = match.index + match[0].length;
      const open = /^\s*\(/.exec(code.slice(end, end + 20));
      if (open) end = afterParentheses(code, end + open[0].length - 1);
      if (end < 0) continue;
      const next = /^[ \t]*(\r?\n\s*)?(\S)?/.exec(code.slice(end, end + 400))!;
      const endsLine = next[1] !== undefined || next[2] === undefined;
      if (endsLine && !/[;,.=([{<>*&+\-?:|%^]/.test(next[2] ?? '')) add(match.index, end, 'statement macro');
    }
  },
  // Assembler.
  (code, add) => {
    for (const match of code.matchAll(/\b__asm(?:__)?\b\s*(?:volatile\s*)?\{[^}]*\}/g)) {
      add(match.index, match.index + match[0].length, 'grammar gap');
    }
  },
];
