import { problem } from '../../diagnostics/index.js';
import type { FlatTree } from '../parse/flat-tree.js';
import { kindId } from '../parse/kinds.js';
import { parseSnippet } from '../parse/parser.js';
import { endStatements } from './statements.js';

/**
 * A piece of C++ with metavariables, ready to be compared with trees. `$X` stands for one node (the same text
 * wherever it recurs, `$_` for any), `$$$X` for any number of neighbours in a list or block (`$$$` unnamed).
 */
export interface Pattern {
  readonly source: string;
  /** C++ is ambiguous: `a<$T> &$X` is a parameter or a comparison. Whatever reads well is looked for. */
  readonly readings: readonly Reading[];
  /** Names bound, without their `$`. */
  readonly names: readonly string[];
}

/** One way to read a pattern. */
export interface Reading {
  readonly tree: FlatTree;
  readonly text: string;
  /** Roots: one node, or several statements in a row. */
  readonly roots: readonly number[];
}

/** How a pattern may be read: what is put around it, and which node holds what was put in. */
interface Context {
  readonly before: string;
  readonly after: string;
  /** The kind of the node whose children are the pattern's nodes. */
  readonly holder: number;
}

const statement: Context = { before: 'void f() {', after: '}', holder: kindId('compound_statement') };
const member: Context = { before: 'struct s {', after: '};', holder: kindId('field_declaration_list') };
const file: Context = { before: '', after: '', holder: kindId('translation_unit') };
const expression: Context = { before: 'int v = ', after: ';', holder: kindId('init_declarator') };
const type: Context = { before: 'using v = ', after: ';', holder: kindId('type_descriptor') };
const parameter: Context = { before: 'void f(', after: ');', holder: kindId('parameter_list') };

const cache = new Map<string, Pattern>();

/** Reads a pattern. @throws cpp.pattern when it is no C++ */
export function parsePattern(source: string): Pattern {
  let pattern = cache.get(source);
  if (!pattern) cache.set(source, (pattern = readPattern(source)));
  return pattern;
}

function readPattern(source: string): Pattern {
  const text = endStatements(source.trim());
  const contexts = /[;}]$/.test(text)
    ? [statement, file, member]
    : [expression, statement, type, parameter, file, member];
  const readings = contexts.map((context) => readIn(text, context)).filter((reading) => reading !== null);
  if (readings.length === 0) {
    throw problem('cpp.pattern', { pattern: source, reason: 'it is no complete piece of C++' });
  }
  const names = [...source.matchAll(/\$(?:\$\$)?([A-Za-z]\w*)/g)].map((match) => match[1]!);
  return { source, readings, names: [...new Set(names)] };
}

function readIn(text: string, { before, after, holder }: Context): Reading | null {
  const whole = before + text + after;
  const tree = parseSnippet(whole);
  if (tree.hasError || tree.errors.length > 0) return null;
  const start = before.length;
  const end = start + text.length;
  let around = tree.innermost(start, end);
  const isWhole = tree.start[around] === start && tree.end[around] === end;
  if (isWhole && tree.kind[around] !== holder) {
    while (tree.parent[around]! >= 0 && sameExtent(tree, around, tree.parent[around]!)) {
      if (tree.kind[tree.parent[around]!] === holder) break;
      around = tree.parent[around]!;
    }
    return { text: whole, tree, roots: [around] };
  }
  if (tree.kind[around] !== holder) return null;
  const roots = tree
    .children(around)
    .filter((child) => tree.start[child]! >= start && tree.end[child]! <= end);
  return roots.length > 0 ? { text: whole, tree, roots } : null;
}

const sameExtent = (tree: FlatTree, a: number, b: number): boolean =>
  tree.start[a] === tree.start[b] && tree.end[a] === tree.end[b];

/** What a pattern node stands for: a metavariable's name (`_` for any), how many; null if it is plain C++. */
export interface Metavariable {
  readonly name: string;
  readonly many: boolean;
}

/** Reads a node of the pattern's own tree. */
export function metavariable({ tree, text }: Reading, node: number): Metavariable | null {
  const start = tree.start[node]!;
  if (text[start] !== '$') return null;
  const match = /^\$(\$\$)?(\w*);?$/.exec(text.slice(start, tree.end[node]));
  if (!match) return null;
  return { name: match[2] === '' ? '_' : match[2]!, many: match[1] !== undefined };
}
