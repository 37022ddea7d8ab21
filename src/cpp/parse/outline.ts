import {
  afterBlockComment,
  afterLineComment,
  afterNumber,
  afterQuoted,
  afterRawString,
  char,
  isDigit,
  isIdentifierPart,
  isIdentifierStart,
} from './characters.js';
import { fieldId, kindId, noField } from './kinds.js';
import { OutlineBuilder, type Outline } from './outline-tree.js';

/**
 * Finds the loops without parsing: statements are told apart by their keywords, brackets and semicolons alone,
 * which takes a fiftieth of the time. Null where that is not sure to give the loops that the parser gives.
 * @param text a shadow: without directives
 */
export function readOutline(text: string): Outline | null {
  try {
    return new OutlineReader(text).read();
  } catch (error) {
    if (error === doubt) return null;
    throw error;
  }
}

const doubt = new Error('in doubt');
const notSure = (): never => {
  throw doubt;
};

const kinds = {
  root: kindId('translation_unit'),
  block: kindId('compound_statement'),
  for: kindId('for_statement'),
  range: kindId('for_range_loop'),
  while: kindId('while_statement'),
  do: kindId('do_statement'),
};
const body = fieldId('body');

/** Words that begin a statement: anywhere else something is not as it seems. */
const statementWords = new Set(['for', 'while', 'do', 'if', 'else', 'switch', 'try', 'catch', 'case']);
const longestWord = 6;
const macroCase = /^[A-Z_][A-Z0-9_]*[A-Z0-9]$/;

/** Deeper nesting than anybody writes is left to the parser. */
const deepest = 500;

/** What stands between the parentheses of a `for`, at their level. */
interface Header {
  readonly semicolons: number;
  readonly hasColon: boolean;
}

class OutlineReader {
  private at = 0;
  private depth = 0;
  private loops = 0;
  private readonly builder = new OutlineBuilder();

  constructor(private readonly text: string) {}

  read(): Outline {
    const root = this.builder.open(kinds.root, noField, 0);
    this.items();
    if (this.at < this.text.length) notSure();
    this.builder.close(root, this.text.length);
    return this.builder.finish();
  }

  /** Statements, declarations, members or values, up to the closing brace. */
  private items(): void {
    for (;;) {
      const code = this.next();
      if (Number.isNaN(code) || code === char.closeBrace) return;
      this.item(false);
    }
  }

  private braces(): void {
    if (++this.depth > deepest) notSure();
    this.at++;
    this.items();
    this.expect(char.closeBrace);
    this.depth--;
  }

  /**
   * One statement or declaration; of a declaration with braces, up to their end.
   * @param isBody of a loop or branch, so that its end must be plain to see
   * @param field in which a loop stands in the loop around it
   */
  private item(isBody: boolean, field = noField): void {
    const code = this.next();
    if (code === char.openBrace) return this.braces();
    if (code === char.openBracket && this.text.charCodeAt(this.at + 1) === char.openBracket) {
      this.brackets();
      return this.item(isBody);
    }
    if (!isIdentifierStart(code)) return this.simple(isBody);
    const start = this.at;
    const word = this.word();
    switch (word) {
      case 'for':
        return this.forLoop(start, field);
      case 'while':
        return this.whileLoop(start, field);
      case 'do':
        return this.doLoop(start, field);
      case 'if':
        return this.branch();
      case 'switch':
        this.header();
        return this.body();
      case 'try':
        return this.attempt();
      case 'case':
        return isBody ? notSure() : this.caseLabel();
      case 'else':
      case 'catch':
        return notSure();
    }
    const behind = this.at;
    if (this.isLabelEnd()) {
      this.at++;
      if (isBody) this.item(true);
      return;
    }
    this.at = behind;
    if (macroCase.test(word) && this.macroLine(isBody)) return;
    this.simple(isBody);
  }

  /** `PRAGMA(x)` on a line without a semicolon, as what comes next shows. */
  private macroLine(isBody: boolean): boolean {
    if (isBody || this.next() !== char.openParenthesis) return false;
    this.brackets();
    const behind = this.at;
    const isLast = isIdentifierStart(this.next()) && this.text.slice(behind, this.at).includes('\n');
    const isAlone = isLast && (statementWords.has(this.word()) || this.isLabelEnd());
    this.at = behind;
    return isAlone;
  }

  /** At the colon behind a label's name. */
  private isLabelEnd(): boolean {
    return this.next() === char.colon && this.text.charCodeAt(this.at + 1) !== char.colon;
  }

  private forLoop(start: number, field: number): void {
    const loop = this.builder.open(kinds.for, field, start);
    const { semicolons, hasColon } = this.header();
    if (semicolons !== 2) {
      if (semicolons > 1 || !hasColon) notSure();
      this.builder.setKind(loop, kinds.range);
    }
    this.loopBody(loop);
    this.builder.close(loop, this.at);
  }

  private whileLoop(start: number, field: number): void {
    const loop = this.builder.open(kinds.while, field, start);
    this.header();
    this.loopBody(loop);
    this.builder.close(loop, this.at);
  }

  private doLoop(start: number, field: number): void {
    const loop = this.builder.open(kinds.do, field, start);
    this.loopBody(loop);
    if (!isIdentifierStart(this.next()) || this.word() !== 'while') notSure();
    this.header();
    this.expect(char.semicolon);
    this.builder.close(loop, this.at);
  }

  private loopBody(loop: number): void {
    const headerEnd = this.at;
    this.loops++;
    const first = this.next();
    const start = this.at;
    if (first === char.openBrace) {
      const block = this.builder.open(kinds.block, body, start);
      this.braces();
      this.builder.close(block, this.at);
    } else this.body(body);
    this.loops--;
    this.builder.setBody(loop, headerEnd, start, this.at);
  }

  private body(field = noField): void {
    if (++this.depth > deepest) notSure();
    this.item(true, field);
    this.depth--;
  }

  private branch(): void {
    for (;;) {
      if (isIdentifierStart(this.next()) && this.word() !== 'constexpr') notSure();
      this.header();
      this.body();
      const behind = this.at;
      if (!isIdentifierStart(this.next()) || this.word() !== 'else') {
        this.at = behind;
        return;
      }
      const otherwise = this.at;
      if (!isIdentifierStart(this.next()) || this.word() !== 'if') {
        this.at = otherwise;
        return this.body();
      }
    }
  }

  private attempt(): void {
    if (this.next() !== char.openBrace) notSure();
    this.braces();
    for (;;) {
      const behind = this.at;
      if (!isIdentifierStart(this.next()) || this.word() !== 'catch') {
        this.at = behind;
        return;
      }
      this.header();
      if (this.next() !== char.openBrace) notSure();
      this.braces();
    }
  }

  private caseLabel(): void {
    for (;;) {
      const code = this.next();
      if (code === char.openParenthesis) this.brackets();
      else if (code === char.colon) {
        if (this.text.charCodeAt(this.at + 1) !== char.colon) break;
        this.at += 2;
      } else if (isIdentifierStart(code)) {
        if (statementWords.has(this.word())) notSure();
      } else if (Number.isNaN(code) || isBraceOrEnd(code) || code === char.question) notSure();
      else this.token(code);
    }
    this.at++;
  }

  private simple(isBody: boolean): void {
    for (;;) {
      const code = this.next();
      if (Number.isNaN(code) || code === char.closeBrace) {
        if (isBody) notSure();
        return;
      }
      if (code === char.semicolon) {
        this.at++;
        return;
      }
      if (code === char.openParenthesis || code === char.openBracket) this.brackets();
      else if (code === char.openBrace) {
        if (isBody) notSure();
        // Functions within loops would have to be known for what they are; lists of values have no semicolons.
        if (this.loops === 0) return this.braces();
        if (this.brackets().semicolons > 0) notSure();
      } else if (code === char.closeParenthesis || code === char.closeBracket) notSure();
      else this.token(code);
    }
  }

  private header(): Header {
    if (this.next() !== char.openParenthesis) notSure();
    return this.brackets();
  }

  /** Behind the bracket that closes the one here. No loop stands inside. */
  private brackets(): Header {
    const open: number[] = [];
    let semicolons = 0;
    let inner = 0;
    let hasColon = false;
    for (;;) {
      const code = this.next();
      const closing = closingOf(code);
      if (closing > 0) {
        open.push(closing);
        this.at++;
      } else if (code === open.at(-1)) {
        open.pop();
        this.at++;
        if (open.length === 0) return { semicolons: semicolons + inner, hasColon };
      } else if (Number.isNaN(code) || closers.has(code)) notSure();
      else if (code === char.semicolon) {
        if (open.length === 1) semicolons++;
        else inner += 10;
        this.at++;
      } else if (code === char.colon) {
        const isPair = this.text.charCodeAt(this.at + 1) === char.colon;
        if (!isPair && open.length === 1) hasColon = true;
        this.at += isPair ? 2 : 1;
      } else this.token(code);
    }
  }

  /** Behind a token that is no bracket. */
  private token(code: number): void {
    const { text } = this;
    if (isIdentifierStart(code)) {
      const start = this.at;
      let at = start + 1;
      while (isIdentifierPart(text.charCodeAt(at))) at++;
      if (text.charCodeAt(at) === char.doubleQuote && text.charCodeAt(at - 1) === 82 /* R */)
        at = afterRawString(text, at);
      else if (at - start <= longestWord && statementWords.has(text.slice(start, at))) notSure();
      this.at = at;
    } else if (isDigit(code)) this.at = afterNumber(text, this.at);
    else if (code === char.doubleQuote || code === char.singleQuote) this.at = afterQuoted(text, this.at);
    else this.at++;
  }

  private word(): string {
    const start = this.at;
    let at = start + 1;
    while (isIdentifierPart(this.text.charCodeAt(at))) at++;
    this.at = at;
    return this.text.slice(start, at);
  }

  /** The first character that is neither white space nor in a comment; NaN at the end. */
  private next(): number {
    const { text } = this;
    for (let at = this.at; ;) {
      const code = text.charCodeAt(at);
      if (code <= char.space) at++;
      else if (code === char.slash && text.charCodeAt(at + 1) === char.slash) at = afterLineComment(text, at);
      else if (code === char.slash && text.charCodeAt(at + 1) === char.star) at = afterBlockComment(text, at);
      else {
        this.at = at;
        return code;
      }
    }
  }

  private expect(code: number): void {
    if (this.next() !== code) notSure();
    this.at++;
  }
}

const closers: ReadonlySet<number> = new Set([char.closeParenthesis, char.closeBracket, char.closeBrace]);

function closingOf(code: number): number {
  if (code === char.openParenthesis) return char.closeParenthesis;
  if (code === char.openBracket) return char.closeBracket;
  return code === char.openBrace ? char.closeBrace : 0;
}

const isBraceOrEnd = (code: number): boolean =>
  code === char.semicolon || code === char.openBrace || code === char.closeBrace;
