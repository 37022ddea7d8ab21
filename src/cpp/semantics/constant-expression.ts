/** A value known at compile time; integers that a double cannot hold stay bigint. */
export type Constant = number | bigint | boolean;

/** While evaluating, integers are bigint and floating-point numbers are number. */
type Value = bigint | number | boolean;

/** What names and calls mean where the expression stands. Null: not known at compile time. */
export interface Environment {
  name(name: string): Value | null;
  call(name: string, args: readonly string[]): Value | null;
}

/** @returns null where the text is no constant expression, or names something unknown */
export function evaluate(text: string, environment: Environment): Value | null {
  const tokens = tokenize(text);
  if (tokens === null || tokens.length === 0) return null;
  try {
    return new Evaluator(tokens, environment).run();
  } catch (error) {
    if (error === unknown) return null;
    throw error;
  }
}

export function toConstant(value: Value | null): Constant | null {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const unknown = Symbol('not constant');

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

const integerTypes =
  /^(unsigned|signed|int|long|short|char|size_t|u?int(8|16|32|64)_t|std::size_t|std::u?int\d+_t|bool)$/;
const floatTypes = /^(float|double)$/;

class Evaluator {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly environment: Environment,
  ) {}

  run(): Value {
    const value = this.ternary();
    if (this.at !== this.tokens.length) throw unknown;
    return value;
  }

  private ternary(): Value {
    const condition = this.binary(1);
    if (!this.take('?')) return condition;
    // Only the branch taken must be constant: `n == 0 ? 1 : 64 / n`.
    const [then, otherwise] = [this.attempt(), this.expect(':') && this.attempt()];
    const chosen = truth(condition) ? then : otherwise;
    if (typeof chosen === 'symbol') throw unknown;
    return chosen;
  }

  /** A branch's value, or `unknown` with the tokens of the branch consumed. */
  private attempt(): Value | typeof unknown {
    const from = this.at;
    try {
      return this.ternary();
    } catch (error) {
      if (error !== unknown) throw error;
      this.at = from;
      this.operand();
      return unknown;
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
      const right = this.binary(level + 1);
      left = operate(operator!.text, left, right);
    }
  }

  private unary(): Value {
    const token = this.next();
    if (token.kind === 'number') return literal(token.text);
    if (token.kind === 'character') return characterValue(token.text);
    if (token.kind === 'name') return this.named(token.text);
    switch (token.text) {
      case '-':
        return negate(this.unary());
      case '+':
        return numeric(this.unary());
      case '!':
        return !truth(this.unary());
      case '~':
        return ~integer(this.unary());
      case '(': {
        const cast = this.castType(')');
        if (cast) return convert(cast, this.unary());
        const value = this.ternary();
        this.expect(')');
        return value;
      }
      default:
        throw unknown;
    }
  }

  private named(name: string): Value {
    if (name === 'true' || name === 'false') return name === 'true';
    if (/^(static|const|reinterpret)_cast$/.test(name)) {
      this.expect('<');
      const cast = this.castType('>');
      if (!cast) throw unknown;
      this.expect('(');
      const value = convert(cast, this.ternary());
      this.expect(')');
      return value;
    }
    if (this.peek() === '(' || (this.peek() === '{' && isNumericType(name))) {
      this.at++;
      if (isNumericType(name)) {
        const value = convert(name, this.ternary());
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
    while (this.tokens[at]?.kind === 'name' && isNumericType(this.tokens[at]!.text)) {
      words.push(this.tokens[at++]!.text);
    }
    if (words.length === 0 || this.tokens[at]?.text !== close) return null;
    this.at = at + 1;
    return words.join(' ');
  }

  private next(): Token {
    const token = this.tokens[this.at++];
    if (!token) throw unknown;
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
    if (!this.take(text)) throw unknown;
    return true;
  }
}

const isNumericType = (name: string): boolean => integerTypes.test(name) || floatTypes.test(name);

function known(value: Value | null): Value {
  if (value === null) throw unknown;
  return value;
}

function literal(text: string): Value {
  const digits = text.replaceAll("'", '');
  if (/^0[xXbB]/.test(digits)) return BigInt(digits.replace(/[uUlL]+$/, ''));
  if (/^[\d]+[uUlLzZ]*$/.test(digits)) {
    const body = digits.replace(/[a-zA-Z]+$/, '');
    return /^0\d/.test(body) ? BigInt(`0o${body.slice(1)}`) : BigInt(body);
  }
  const value = Number(digits.replace(/[fFlL]$/, ''));
  if (Number.isNaN(value)) throw unknown;
  return value;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

function characterValue(text: string): bigint {
  const body = text.slice(1, -1);
  const character = body.startsWith('\\') ? (escapes[body[1]!] ?? body[1]!) : body;
  return BigInt(character.charCodeAt(0));
}

const numeric = (value: Value): bigint | number => (typeof value === 'boolean' ? BigInt(value) : value);
const truth = (value: Value): boolean => (typeof value === 'boolean' ? value : value != 0);

function integer(value: Value): bigint {
  const number = numeric(value);
  if (typeof number === 'number') throw unknown;
  return number;
}

function negate(value: Value): Value {
  const number = numeric(value);
  return typeof number === 'bigint' ? -number : -number;
}

function convert(type: string, value: Value): Value {
  if (type === 'bool') return truth(value);
  const number = numeric(value);
  if (floatTypes.test(type)) return Number(number);
  return typeof number === 'bigint' ? number : BigInt(Math.trunc(number));
}

function operate(operator: string, left: Value, right: Value): Value {
  if (operator === '&&') return truth(left) && truth(right);
  if (operator === '||') return truth(left) || truth(right);
  const a = numeric(left);
  const b = numeric(right);
  if (typeof a === 'bigint' && typeof b === 'bigint') return onIntegers(operator, a, b);
  return onNumbers(operator, Number(a), Number(b));
}

function onIntegers(operator: string, a: bigint, b: bigint): Value {
  if ((operator === '/' || operator === '%') && b === 0n) throw unknown;
  if ((operator === '<<' || operator === '>>') && (b < 0n || b > 4096n)) throw unknown;
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      return compare(operator, a, b);
  }
}

function onNumbers(operator: string, a: number, b: number): Value {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    default:
      return compare(operator, a, b);
  }
}

function compare<T extends bigint | number>(operator: string, a: T, b: T): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    default:
      throw unknown;
  }
}
