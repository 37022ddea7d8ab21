import type { Node } from '../nodes/node.js';
import { kindId } from '../parse/kinds.js';
import { evaluate } from './constant-expression.js';
import {
  convert,
  enumerated,
  isArithmetic,
  notConstant,
  toConstant,
  type Constant,
  type Value,
} from './constant-value.js';
import { readDeclarator } from './declarator.js';
import { lookup, typedefTarget, type Meaning, type Use } from './lookup.js';
import type { SymbolTable } from './symbols.js';
import { readType } from './type-text.js';

/** Null: not known at compile time. */
type Known = Value | null;

const k = {
  enumerator: kindId('enumerator'),
  compound: kindId('compound_statement'),
  returnStatement: kindId('return_statement'),
  declaration: kindId('declaration'),
  field: kindId('field_declaration'),
};
const deepest = 64;

/** The value of an expression where it stands, or null if it is not known at compile time. */
export function constantAt(table: SymbolTable, text: string, use: Use): Constant | null {
  return toConstant(valueOf(table, text, use, 0));
}

/** The value that an expression has where a node stands; null if it is not known at compile time. */
export const valueAt = ({ unit, index }: Node, text: string): Constant | null =>
  constantAt(unit.project.symbols, text, { unit, node: index });

/** The value of a declared constant: a `const` or `constexpr` variable, a static member, an enumerator. */
export function constantOf(table: SymbolTable, meaning: Meaning): Constant | null {
  return toConstant(valueOfMeaning(table, meaning, 0));
}

export function macroValue(table: SymbolTable, name: string, use: Use): Constant | null {
  const macro = table.macro(name, use.unit);
  return macro && macro.parameters === null ? constantAt(table, macro.body, use) : null;
}

/** @param bound values of parameters, by name: the arguments of the function call being evaluated */
function valueOf(
  table: SymbolTable,
  text: string,
  use: Use,
  depth: number,
  bound: ReadonlyMap<string, Known> = new Map(),
): Known {
  if (depth > deepest) return null;
  return evaluate(text, {
    name(name) {
      const given = bound.get(name);
      if (given !== undefined) return given;
      const macro = table.macro(name, use.unit);
      if (macro?.parameters === null) return valueOf(table, macro.body, use, depth + 1, bound);
      const meaning = lookup(table, name, use);
      return meaning && valueOfMeaning(table, meaning, depth + 1);
    },
    call(name, argumentTexts) {
      const macro = table.macro(name, use.unit);
      if (macro?.parameters) {
        if (macro.parameters.length !== argumentTexts.length) return null;
        const texts = new Map(macro.parameters.map((parameter, i) => [parameter, argumentTexts[i]!]));
        // Macros substitute text, precedence and all.
        const body = macro.body.replace(/[A-Za-z_]\w*/g, (word) => texts.get(word) ?? word);
        return valueOf(table, body, use, depth + 1, bound);
      }
      const values = argumentTexts.map((argument) => valueOf(table, argument, use, depth + 1, bound));
      return callValue(table, lookup(table, name, use), values, depth + 1);
    },
  });
}

function valueOfMeaning(table: SymbolTable, meaning: Meaning, depth: number): Known {
  const { unit, node } = meaning;
  const { tree } = unit;
  if (meaning.kind === 'enumerator') return enumeratorValue(table, meaning, depth);
  if (meaning.kind !== 'variable' && meaning.kind !== 'field') return null;
  const statement = tree.closest(node, k.declaration, k.field);
  if (statement < 0 || !isConstant(meaning, statement)) return null;
  const declarator = readDeclarator(tree, node);
  if (declarator.sizes.length > 0 || declarator.isPointer) return null;
  const value = declarator.initializer >= 0 ? declarator.initializer : tree.child(statement, 'default_value');
  if (value < 0) return null;
  const text = unit.source.text.slice(tree.start[value], tree.end[value]);
  const inner = /^[({]([^,]*)[)}]$/s.exec(text)?.[1];
  const expression = tree.name(value) === 'parenthesized_expression' ? text : (inner ?? text);
  return declaredAs(table, meaning, statement, valueOf(table, expression, { unit, node: value }, depth));
}

/** The value that a declaration's type makes of one. */
function declaredAs(table: SymbolTable, { unit }: Use, declaration: number, value: Known): Known {
  const { tree, source } = unit;
  const type = tree.child(declaration, 'type');
  if (value === null || type < 0) return value;
  const text = source.text.slice(tree.start[type], tree.end[type]);
  if (text === 'auto') return value;
  try {
    return convert(withoutAliases(table, text, { unit, node: declaration }), value);
  } catch (error) {
    if (error === notConstant) return null;
    throw error;
  }
}

function withoutAliases(table: SymbolTable, type: string, use: Use): string {
  let text = type;
  let at = use;
  for (let depth = 0; depth < deepest; depth++) {
    if (isArithmetic(text)) return text;
    const name = readType(text)?.name ?? text;
    const meaning = lookup(table, name, at);
    const target = meaning?.kind === 'typedef' ? typedefTarget(meaning) : null;
    if (!meaning || target === null) return name;
    text = target;
    at = meaning;
  }
  return text;
}

function isConstant({ unit }: Meaning, statement: number): boolean {
  const { tree, source } = unit;
  const type = tree.child(statement, 'type');
  const declarator = tree.child(statement, 'declarator');
  const words =
    source.text.slice(tree.start[statement], tree.start[type < 0 ? declarator : type]) +
    ' ' +
    source.text.slice(tree.end[type < 0 ? declarator : type], tree.start[declarator]);
  return /\b(const|constexpr)\b/.test(words);
}

function enumeratorValue(table: SymbolTable, meaning: Meaning, depth: number): Known {
  const { unit, node } = meaning;
  const { tree } = unit;
  const siblings = tree.children(tree.parent[node]!).filter((child) => tree.kind[child] === k.enumerator);
  let last: bigint = -1n;
  for (const sibling of siblings) {
    const expression = tree.child(sibling, 'value');
    if (expression >= 0) {
      const text = unit.source.text.slice(tree.start[expression], tree.end[expression]);
      const value = valueOf(table, text, { unit, node: expression }, depth + 1);
      if (value === null || typeof value === 'number') return null;
      last = typeof value === 'boolean' ? BigInt(value) : value.value;
    } else last++;
    if (sibling === node) return enumerated(last);
  }
  return null;
}

/** A call of a function whose body is a single `return`. */
function callValue(
  table: SymbolTable,
  meaning: Meaning | null,
  values: readonly Known[],
  depth: number,
): Known {
  if (meaning?.kind !== 'function' || values.includes(null)) return null;
  const { unit, node } = meaning;
  const { tree, source } = unit;
  const body = tree.child(node, 'body');
  const statements = body < 0 ? [] : tree.children(body).slice(1, -1);
  if (statements.length !== 1 || tree.kind[statements[0]!] !== k.returnStatement) return null;
  const declarator = tree.child(node, 'declarator');
  const list = tree.child(readDeclarator(tree, declarator).functionDeclarator, 'parameters');
  const parameters = tree.children(list).filter((parameter) => tree.child(parameter, 'declarator') >= 0);
  if (parameters.length !== values.length) return null;
  const bound = parameters.map((parameter, i): [string, Known] => {
    const { name } = readDeclarator(tree, tree.child(parameter, 'declarator'));
    const text = source.text.slice(tree.start[name], tree.end[name]);
    return [text, declaredAs(table, meaning, parameter, values[i]!)];
  });
  const result = tree.children(statements[0]!)[1]!;
  const text = source.text.slice(tree.start[result], tree.end[result]);
  const value = valueOf(table, text, { unit, node: result }, depth, new Map(bound));
  return declaredAs(table, meaning, node, value);
}
