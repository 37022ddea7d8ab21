import {
  binary,
  character,
  convert,
  isArithmetic,
  literal,
  notConstant,
  together,
  truth,
  unary,
  zero,
  type Value,
} from './constant-value.js';

/** What names and calls mean where the expression stands. Null: not known at compile time. */
export interface Environment {
  name(name: string): Value | null;
  call(name: string, args: readonly string[]): Value | null;
}

/** @returns null where the text is no constant expression, or names something that is none */
export function evaluate(text: string, environment: Environment): Value | null {
  const tokens = tokenize(text);
  if (tokens === null || tokens.length === 0) return null;
  try {
    return new Evaluator(tokens, environment).run();
  } catch (error) {
    if (error === notConstant) return null;
    throw error;
  }
}

const tokenPattern =
  /\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|(0[xX][\da-fA-F']+[uUlL]*|0[bB][01']+[uUlL]*|(?:\d[\d']*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[a-zA-Z]*)|((?:::)?[A-Za-z_]\w*(?:\s*::\s*[A-Za-z_]\w*)*)|('(?:\\.|[^'\\])')|(<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>!~&|^?:(),{}])/y;

interface Token {
  readonly kind: 'number' | 'name' | 'character' | 'operator';
  readonly text: string;
  readonly end: number;
}

function tokenize(text: string): Token[] | null {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const match = tokenPattern.exec(text);
    if (!match) return null;
    const kind = match[1]
      ? 'number'
      : match[2]
        ? 'name'
        : match[3]
          ? 'character'
          : match[4]
            ? 'operator'
            : null;
    if (kind) tokens.push({ kind, text: match[0].replace(/\s+/g, ''), end: tokenPattern.lastIndex });
  }
  return tokens;
}

const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

class Evaluator {
  private at = 0;
  private branchesNotTaken = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly environment: Environment,
  ) {}

  run(): Value {
    const value = this.ternary();
    if (this.at !== this.tokens.length) throw notConstant;
    return value;
  }

  private ternary(): Value {
    const condition = this.binary(1);
    if (!this.take('?')) return condition;
    const isTrue = truth(condition);
    const then = this.inBranch(isTrue, () => this.ternary());
    this.expect(':');
    const otherwise = this.inBranch(!isTrue, () => this.ternary());
    return isTrue ? together(then, otherwise) : together(otherwise, then);
  }

  /** What is not taken need have no value, only a type: `n == 0 ? 1 : 64 / n`. */
  private inBranch(isTaken: boolean, read: () => Value): Value {
    if (!isTaken) this.branchesNotTaken++;
    const value = read();
    if (!isTaken) this.branchesNotTaken--;
    return value;
  }

  /** @param orElse has the type that the result would have */
  private computed(compute: () => Value, orElse: () => Value): Value {
    try {
      return compute();
    } catch (error) {
      if (error !== notConstant || this.branchesNotTaken === 0) throw error;
      return orElse();
    }
  }

  /** Reads on to the `,`, `)` or `:` that ends an argument or branch, and gives the words up to there. */
  private operand(): string[] {
    const from = this.at;
    let depth = 0;
    for (; this.at < this.tokens.length; this.at++) {
      const { text } = this.tokens[this.at]!;
      if (text === '(' || text === '?') depth++;
      else if ((text === ')' || text === ':') && --depth < 0) break;
      else if (text === ',' && depth === 0) break;
    }
    return this.tokens.slice(from, this.at).map(({ text }) => text);
  }

  private binary(least: number): Value {
    let left = this.unary();
    for (;;) {
      const operator = this.tokens[this.at];
      const level = operator?.kind === 'operator' ? precedence[operator.text] : undefined;
      if (level === undefined || level < least) return left;
      this.at++;
      left = this.operation(operator!.text, left, level);
    }
  }

  private operation(operator: string, left: Value, level: number): Value {
    const isDecided = (operator === '&&' && !truth(left)) || (operator === '||' && truth(left));
    const right = this.inBranch(!isDecided, () => this.binary(level + 1));
    return this.computed(
      () => binary(operator, left, right),
      () => (/<<|>>/.test(operator) ? unary('+', zero(left)) : binary('+', zero(left), zero(right))),
    );
  }

  private unary(): Value {
    const token = this.next();
    if (token.kind === 'number') return literal(token.text);
    if (token.kind === 'character') return character(token.text);
    if (token.kind === 'name') return this.named(token.text);
    switch (token.text) {
      case '-':
      case '+':
      case '!':
      case '~':
        return this.signed(token.text, this.unary());
      case '(': {
        const cast = this.castType(')');
        if (cast) return this.converted(cast, this.unary());
        const value = this.ternary();
        this.expect(')');
        return value;
      }
      default:
        throw notConstant;
    }
  }

  private signed(operator: string, value: Value): Value {
    return this.computed(
      () => unary(operator, value),
      () => unary('+', zero(value)),
    );
  }

  private converted(type: string, value: Value): Value {
    return this.computed(
      () => convert(type, value),
      () => convert(type, false),
    );
  }

  private named(name: string): Value {
    if (name === 'true' || name === 'false') return name === 'true';
    if (/^(static|const|reinterpret)_cast$/.test(name)) {
      this.expect('<');
      const cast = this.castType('>');
      if (!cast) throw notConstant;
      this.expect('(');
      const value = this.converted(cast, this.ternary());
      this.expect(')');
      return value;
    }
    if (this.peek() === '(' || (this.peek() === '{' && isArithmetic(name))) {
      this.at++;
      if (isArithmetic(name)) {
        const value = this.converted(name, this.ternary());
        this.at++;
        return value;
      }
      return known(this.environment.call(name, this.argumentTexts()));
    }
    return known(this.environment.name(name));
  }

  /** The texts of a call's arguments; the opening parenthesis has been read. */
  private argumentTexts(): string[] {
    const texts: string[] = [];
    do {
      const words = this.operand();
      if (words.length > 0) texts.push(words.join(' '));
    } while (this.take(','));
    this.expect(')');
    return texts;
  }

  /** The type between here and `close`, if only type words stand there. */
  private castType(close: string): string | null {
    const words: string[] = [];
    let at = this.at;
    while (this.tokens[at]?.kind === 'name' && isArithmetic(this.tokens[at]!.text)) {
      words.push(this.tokens[at++]!.text);
    }
    if (words.length === 0 || this.tokens[at]?.text !== close) return null;
    this.at = at + 1;
    return words.join(' ');
  }

  private next(): Token {
    const token = this.tokens[this.at++];
    if (!token) throw notConstant;
    return token;
  }

  private peek(): string | undefined {
    return this.tokens[this.at]?.text;
  }

  private take(text: string): boolean {
    if (this.peek() !== text) return false;
    this.at++;
    return true;
  }

  private expect(text: string): true {
    if (!this.take(text)) throw notConstant;
    return true;
  }
}

function known(value: Value | null): Value {
  if (value === null) throw notConstant;
  return value;
}
