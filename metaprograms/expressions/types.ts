import type { SubscriptNode } from 'hlsmith/cpp';
import { meaningAt, TypeRef, VariableNode, type CallNode, type Node } from 'hlsmith/cpp';

/** Widths of C++'s integers as HLS tools have them (LP64). */
const integers: Readonly<Record<string, { readonly bits: number; readonly signed: boolean }>> = {
  bool: { bits: 1, signed: false },
  char: { bits: 8, signed: true },
  'signed char': { bits: 8, signed: true },
  'unsigned char': { bits: 8, signed: false },
  short: { bits: 16, signed: true },
  'unsigned short': { bits: 16, signed: false },
  int: { bits: 32, signed: true },
  unsigned: { bits: 32, signed: false },
  'unsigned int': { bits: 32, signed: false },
  long: { bits: 64, signed: true },
  'unsigned long': { bits: 64, signed: false },
  'long long': { bits: 64, signed: true },
  'unsigned long long': { bits: 64, signed: false },
  size_t: { bits: 64, signed: false },
  'std::size_t': { bits: 64, signed: false },
  int8_t: { bits: 8, signed: true },
  uint8_t: { bits: 8, signed: false },
  int16_t: { bits: 16, signed: true },
  uint16_t: { bits: 16, signed: false },
  int32_t: { bits: 32, signed: true },
  uint32_t: { bits: 32, signed: false },
  int64_t: { bits: 64, signed: true },
  uint64_t: { bits: 64, signed: false },
};

export const integerOf = (type: string): { readonly bits: number; readonly signed: boolean } | null =>
  integers[type] ?? null;

/** What an integer is computed in: int, if that holds its values. */
export function promoted(type: string): string {
  const found = integers[type];
  if (!found) return type;
  if (found.bits < 32) return 'int';
  if (found.bits === 32) return found.signed ? 'int' : 'unsigned int';
  return found.signed ? 'long' : 'unsigned long';
}

/** The common type of two integers ("usual arithmetic conversions"). */
export function commonInteger(a: string, b: string): string {
  const [left, right] = [integers[promoted(a)], integers[promoted(b)]];
  const bits = Math.max(left.bits, right.bits);
  const unsigned = [left, right].some((each) => each.bits === bits && !each.signed);
  if (bits === 32) return unsigned ? 'unsigned int' : 'int';
  return unsigned ? 'unsigned long' : 'long';
}

/** The type of an expression, all aliases resolved and without const; null where that is not plain to see. */
export function typeOf(node: Node): string | null {
  switch (node.syntax) {
    case 'parenthesized_expression':
      return typeOf(node.children[0]);
    case 'number_literal':
      return literalType(node.text);
    case 'identifier':
      return elementType(meaningAt(node), 0);
    case 'subscript_expression': {
      const { base, indices } = node as SubscriptNode;
      return base.syntax === 'identifier' ? elementType(meaningAt(base), indices.length) : null;
    }
    case 'unary_expression': {
      const inner = typeOf(node.field('argument')!);
      return inner !== null && integers[inner] && /^[-+~]/.test(node.text) ? promoted(inner) : null;
    }
    case 'binary_expression':
      return binaryType(node);
    case 'call_expression':
      return callType(node as CallNode);
    case 'cast_expression': {
      const type = node.field('type')!;
      return canonicalOf(type.text, type);
    }
    default:
      return null;
  }
}

/** The type of a variable, of an array's element for so many indices. */
function elementType(declaration: Node | null, indices: number): string | null {
  if (!(declaration instanceof VariableNode)) return null;
  const { shape, isPointer, type } = declaration;
  const depth = shape.length + (isPointer ? 1 : 0);
  return depth === indices && type.text !== 'auto' && type.text !== '' ? plain(type.canonical) : null;
}

const plain = (type: string): string => type.replace(/^const /, '');

const canonicalOf = (text: string, at: Node): string => plain(new TypeRef(text, at.unit, at.index).canonical);

function literalType(literal: string): string | null {
  const text = literal.replace(/^[-+]\s*/, '');
  if (/^(?:0[xXbB])?[\da-fA-F']+$/.test(text))
    return Number(text.replaceAll("'", '')) < 2 ** 31 ? 'int' : null;
  if (/^\d+[uU]$/.test(text)) return 'unsigned int';
  if (/^\d+[lL]{1,2}$/.test(text)) return 'long';
  if (/^\d*\.?\d+(?:[eE][-+]?\d+)?[fF]$/.test(text)) return 'float';
  return /[.eE]/.test(text) && !/^0x/i.test(text) ? 'double' : null;
}

function binaryType(node: Node): string | null {
  const { tree, index, source } = node;
  const at = tree.child(index, 'operator');
  const operator = source.text.slice(tree.start[at], tree.end[at]);
  if (/^(?:==|!=|<|>|<=|>=|&&|\|\|)$/.test(operator)) return 'bool';
  const [left, right] = [typeOf(node.field('left')!), typeOf(node.field('right')!)];
  if (left === null || right === null || !integers[left] || !integers[right]) return null;
  return operator === '<<' || operator === '>>' ? promoted(left) : commonInteger(left, right);
}

function callType(call: CallNode): string | null {
  const { callee } = call;
  if (callee) return callee.returnType.text === 'auto' ? null : plain(callee.returnType.canonical);
  const name = call.field('function')!;
  const isType = name.syntax === 'primitive_type' || meaningAt(call, call.qualifiedName)?.kind === 'Typedef';
  const isFixed = /^(?:ap|ac)_u?(?:int|fixed)$/.test(call.qualifiedName);
  return isType || isFixed ? canonicalOf(name.text, name) : null;
}

/** `T(x)`, or `(unsigned int)(x)` where the type's name is more than one word. */
export function converted(type: string, text: string): string {
  if (/^[\w:]+(?:<.*>)?$/.test(type)) return `${type}(${text})`;
  return `(${type})(${text})`;
}
