import type { Node } from '../nodes/node.js';
import { kindId } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { constantAt } from './constants.js';

/** `2*i + j - 3`: a whole-number factor for each name, and what is added. */
export interface Affine {
  readonly coefficients: Readonly<Record<string, number>>;
  readonly offset: number;
}

const k = {
  number: kindId('number_literal'),
  identifier: kindId('identifier'),
  binary: kindId('binary_expression'),
  unary: kindId('unary_expression'),
  parenthesized: kindId('parenthesized_expression'),
  cast: kindId('cast_expression'),
};

/** A node as an affine function of the names in it; null if it is none. */
export const affineAt = ({ unit, index }: Node): Affine | null => affineOf(unit, index);

/** An expression as an affine function of the names in it; null if it is none. Constants count as numbers. */
export function affineOf(unit: FileUnit, node: number): Affine | null {
  const { tree, source } = unit;
  const text = source.text.slice(tree.start[node], tree.end[node]);
  const value = constantAt(unit.project.symbols, text, { unit, node });
  if (typeof value === 'number') return Number.isInteger(value) ? { coefficients: {}, offset: value } : null;
  const child = (field: string): Affine | null => affineOf(unit, tree.child(node, field));
  switch (tree.kind[node]) {
    case k.identifier:
      return { coefficients: { [text]: 1 }, offset: 0 };
    case k.parenthesized:
      return affineOf(unit, tree.children(node)[1]!);
    case k.cast:
      // A cast to a narrow type may wrap; casts of subscripts are to int in practice.
      return /^\(\s*(?:unsigned\s+)?(?:int|long|size_t)\s*\)/.test(text) ? child('value') : null;
    case k.unary: {
      const inner = child('argument');
      return text.startsWith('-') ? inner && scale(inner, -1) : text.startsWith('+') ? inner : null;
    }
    case k.binary: {
      const left = child('left');
      const right = child('right');
      return left && right && combine(operatorOf(unit, node), left, right);
    }
    default:
      return null;
  }
}

function operatorOf({ tree, source }: FileUnit, node: number): string {
  const operator = tree.child(node, 'operator');
  return source.text.slice(tree.start[operator], tree.end[operator]);
}

function combine(operator: string, left: Affine, right: Affine): Affine | null {
  switch (operator) {
    case '+':
      return add(left, right);
    case '-':
      return add(left, scale(right, -1));
    case '*':
      if (isConstant(left)) return scale(right, left.offset);
      return isConstant(right) ? scale(left, right.offset) : null;
    case '<<':
      return isConstant(right) && right.offset >= 0 && right.offset < 31
        ? scale(left, 2 ** right.offset)
        : null;
    case '/':
      return isConstant(right) ? quotient(left, right.offset) : null;
    default:
      return null;
  }
}

/** `16 * i / 4` cuts nothing off; `i / 4` does. */
function quotient({ coefficients, offset }: Affine, divisor: number): Affine | null {
  const parts = [...Object.values(coefficients), offset];
  if (divisor === 0 || parts.some((part) => part % divisor !== 0)) return null;
  const entries = Object.entries(coefficients).map(([name, c]): [string, number] => [name, c / divisor]);
  return { coefficients: clean(entries), offset: offset / divisor };
}

const isConstant = ({ coefficients }: Affine): boolean => Object.keys(coefficients).length === 0;

export function scale({ coefficients, offset }: Affine, factor: number): Affine {
  return {
    coefficients: clean(Object.entries(coefficients).map(([name, c]) => [name, c * factor])),
    offset: offset * factor,
  };
}

export function add(a: Affine, b: Affine): Affine {
  const names = new Set([...Object.keys(a.coefficients), ...Object.keys(b.coefficients)]);
  return {
    coefficients: clean(
      [...names].map((name) => [name, (a.coefficients[name] ?? 0) + (b.coefficients[name] ?? 0)]),
    ),
    offset: a.offset + b.offset,
  };
}

const clean = (entries: [string, number][]): Record<string, number> =>
  Object.fromEntries(entries.filter(([, coefficient]) => coefficient !== 0));
