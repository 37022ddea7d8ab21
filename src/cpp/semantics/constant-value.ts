import { integerType, type IntegerType } from './integer-type.js';

/** A value known at compile time; integers that a double cannot hold stay bigint. */
export type Constant = number | bigint | boolean;

/** An integer and the type that says when it wraps; null where a class (`ap_int`) holds it, which grows as it needs. */
export interface Integer {
  readonly value: bigint;
  readonly type: IntegerType | null;
}

/** What an expression has while it is evaluated; floating-point numbers are number, and computed in double, `float` too. */
export type Value = Integer | number | boolean;

/** Thrown where an expression is no constant, or what it is C++ leaves open. */
export const notConstant = Symbol('not constant');

export function toConstant(value: Value | null): Constant | null {
  if (value === null || typeof value !== 'object') return value;
  const number = Number(value.value);
  return Number.isSafeInteger(number) ? number : value.value;
}

const int: IntegerType = { bits: 32, isSigned: true };

/** As an enumerator is used: an `int`, or `long` where that is too small. */
export const enumerated = (value: bigint): Integer => ({ value, type: smallest(value, [int, long]) });

const long: IntegerType = { bits: 64, isSigned: true };

/** A literal's value; its type is the first that holds it (C++ [lex.icon]). @throws notConstant */
export function literal(text: string): Value {
  const digits = text.replaceAll("'", '');
  const suffix = /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+)([uUlLzZ]*)$/.exec(digits)?.[1]?.toLowerCase();
  if (suffix === undefined) {
    const value = Number(digits.replace(/[fFlL]$/, ''));
    if (Number.isNaN(value)) throw notConstant;
    return value;
  }
  const body = suffix === '' ? digits : digits.slice(0, -suffix.length);
  const value = BigInt(/^0\d/.test(body) ? `0o${body.slice(1)}` : body);
  const isDecimal = /^[1-9]/.test(body);
  const candidates = [32, 64].flatMap((bits) => [
    ...(suffix.includes('u') ? [] : [{ bits, isSigned: true }]),
    ...(suffix.includes('u') || !isDecimal ? [{ bits, isSigned: false }] : []),
  ]);
  const least = /[lz]/.test(suffix) ? 64 : 32;
  return {
    value,
    type: smallest(
      value,
      candidates.filter(({ bits }) => bits >= least),
    ),
  };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

export function character(text: string): Integer {
  const body = text.slice(1, -1);
  const char = body.startsWith('\\') ? (escapes[body[1]!] ?? body[1]!) : body;
  return { value: BigInt(char.charCodeAt(0)), type: int };
}

/** The zero of a value's type. */
export function zero(value: Value): Value {
  if (typeof value === 'object') return { value: 0n, type: value.type };
  return typeof value === 'number' ? 0 : false;
}

export const truth = (value: Value): boolean => {
  if (typeof value === 'boolean') return value;
  return typeof value === 'number' ? value !== 0 : value.value !== 0n;
};

/** Whether a type is one of C++'s own for numbers. */
export const isArithmetic = (type: string): boolean =>
  /^(bool|float|double)$/.test(type) || integerType(type) !== null;

/** As a cast or an initialisation converts it; a class's own way is not known, and its integers are left as they are. */
export function convert(type: string, value: Value): Value {
  const name = type.replace(/\bstd::/g, '').trim();
  if (name === 'bool') return truth(value);
  if (name === 'double') return toDouble(value);
  if (name === 'float') return Math.fround(toDouble(value));
  const target = integerType(name);
  if (typeof value === 'number') {
    if (!target) return value;
    // What does not fit is undefined ([conv.fpint]).
    if (!Number.isFinite(value)) throw notConstant;
    return exact(BigInt(Math.trunc(value)), target);
  }
  const integer = promoted(value);
  return target ? { value: wrapped(integer.value, target), type: target } : { ...integer, type: null };
}

export function unary(operator: string, value: Value): Value {
  if (operator === '!') return !truth(value);
  if (typeof value === 'number') {
    if (operator === '~') throw notConstant;
    return operator === '-' ? -value : value;
  }
  const { value: number, type } = promoted(value);
  if (operator === '~') return { value: type ? wrapped(~number, type) : ~number, type };
  return operator === '-' ? computed(-number, type) : { value: number, type };
}

/** @throws notConstant where C++ gives no value: a division by zero, a signed overflow */
export function binary(operator: string, left: Value, right: Value): Value {
  if (operator === '&&') return truth(left) && truth(right);
  if (operator === '||') return truth(left) || truth(right);
  if (typeof left === 'number' || typeof right === 'number')
    return onDoubles(operator, toDouble(left), toDouble(right));
  if (operator === '<<' || operator === '>>') return shifted(operator, promoted(left), promoted(right).value);
  const { value: x, type } = alongside(promoted(left), promoted(right));
  const { value: y } = alongside(promoted(right), promoted(left));
  const test = comparisons[operator];
  if (test) return test(x, y);
  if ((operator === '/' || operator === '%') && y === 0n) throw notConstant;
  const compute = arithmetic[operator];
  if (!compute) throw notConstant;
  return computed(compute(x, y), type);
}

/** A value as it is when it stands beside another: `c ? -1 : 1u` is unsigned. */
export function together(value: Value, other: Value): Value {
  if (typeof value === typeof other && typeof value !== 'object') return value;
  if (typeof value === 'number' || typeof other === 'number') return toDouble(value);
  return alongside(promoted(value), promoted(other));
}

/** Converted to the type that both have in common. */
function alongside({ value, type: own }: Integer, { type: other }: Integer): Integer {
  const type = own && other && common(own, other);
  return { value: type ? wrapped(value, type) : value, type };
}

const arithmetic: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
};

const comparisons: Readonly<Record<string, <T extends bigint | number>(a: T, b: T) => boolean>> = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function onDoubles(operator: string, a: number, b: number): Value {
  const test = comparisons[operator];
  if (test) return test(a, b);
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  if (operator === '/') return a / b;
  throw notConstant;
}

/** Modulo 2^n as from C++20 on; before, compilers did the same. */
function shifted(operator: '<<' | '>>', { value, type }: Integer, by: bigint): Integer {
  if (by < 0n || by >= (type?.bits ?? 4096)) throw notConstant;
  const result = operator === '<<' ? value << by : value >> by;
  return { value: type ? wrapped(result, type) : result, type };
}

const toDouble = (value: Value): number => (typeof value === 'object' ? Number(value.value) : Number(value));

/** Integral promotion: what is narrower than `int` computes as `int`. */
function promoted(value: Integer | boolean): Integer {
  if (typeof value === 'boolean') return { value: BigInt(value), type: int };
  return value.type && value.type.bits < int.bits ? { value: value.value, type: int } : value;
}

/** The type that both operands are converted to ([expr.arith.conv]). */
function common(a: IntegerType, b: IntegerType): IntegerType {
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  return a.isSigned ? b : a;
}

/** A result of arithmetic: unsigned types wrap, in signed ones an overflow is undefined. */
const computed = (value: bigint, type: IntegerType | null): Integer =>
  type && !type.isSigned ? { value: wrapped(value, type), type } : exact(value, type);

function exact(value: bigint, type: IntegerType | null): Integer {
  if (type && wrapped(value, type) !== value) throw notConstant;
  return { value, type };
}

const wrapped = (value: bigint, { bits, isSigned }: IntegerType): bigint =>
  isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);

function smallest(value: bigint, types: readonly IntegerType[]): IntegerType | null {
  return types.find((type) => wrapped(value, type) === value) ?? null;
}
