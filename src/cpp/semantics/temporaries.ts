import type { Node } from '../nodes/node.js';
import { VarDeclNode, VariableNode } from '../nodes/variable-node.js';
import { kindId } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { add, affineOf, scale, type Affine } from './affine.js';
import { integerRange } from './integer-type.js';
import { lookup } from './lookup.js';
import { assignedNames } from './writes.js';

const k = {
  identifier: kindId('identifier'),
  statement: kindId('expression_statement'),
  assignment: kindId('assignment_expression'),
  compound: kindId('compound_statement'),
  switch: kindId('switch_statement'),
  goto: kindId('goto_statement'),
};

/** Nodes of a file, the last left out. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** A loop that counts with a name. */
export interface Counting extends Range {
  readonly name: string;
}

/** Temporaries computed from temporaries: no index of real kernels goes as far. */
const deepest = 8;

/** True inside a loop that counts with the name. */
export const countsAt = (loops: readonly Counting[], node: number, name: string): boolean =>
  loops.some((loop) => loop.name === name && isIn(loop, node));

const isIn = ({ from, to }: Range, node: number): boolean => from <= node && node < to;

/** What the temporaries of a loop are worth in terms of counters and of names that the loop leaves alone. */
export class Temporaries {
  private readonly changed: ReadonlySet<string>;

  /** @param counting all loops around the range and in it that count with a name */
  constructor(
    private readonly unit: FileUnit,
    private readonly range: Range,
    private readonly counting: readonly Counting[],
  ) {
    this.changed = assignedNames(unit, range.from, range.to);
  }

  /** The function with what its temporaries were set to in their place; null if that is not known. */
  putIn({ coefficients, offset }: Affine, at: number, depth = 0): Affine | null {
    let sum: Affine = { coefficients: {}, offset };
    for (const [name, factor] of Object.entries(coefficients)) {
      const term = this.valueOf(name, at, depth);
      if (!term) return null;
      sum = add(sum, scale(term, factor));
    }
    return sum;
  }

  private valueOf(name: string, at: number, depth: number): Affine | null {
    const itself = { coefficients: { [name]: 1 }, offset: 0 };
    if (countsAt(this.counting, at, name)) return itself;
    if (!this.changed.has(name) && !this.isDeclaredInside(name, at)) return itself;
    const value = depth < deepest ? valueInRange(this.unit, this.range, name, at) : -1;
    const affine = value < 0 ? null : affineOf(this.unit, value);
    const term = affine && this.putIn(affine, value, depth + 1);
    return term && Object.keys(term.coefficients).every((each) => this.isSameAt(value, at, each))
      ? term
      : null;
  }

  private isDeclaredInside(name: string, at: number): boolean {
    const meaning = lookup(this.unit.project.symbols, name, { unit: this.unit, node: at });
    return meaning?.unit === this.unit && isIn(this.range, meaning.node);
  }

  /** `row = i; for (i ...) a[row]`: the i of the index is another one. */
  private isSameAt(one: number, other: number, name: string): boolean {
    return this.counting.every((loop) => loop.name !== name || isIn(loop, one) === isIn(loop, other));
  }
}

/**
 * The one expression within a range that gives a variable its value where it is used, as `i * 8` in
 * `row = i * 8; ... a[row + j]`: nothing else in the range changes it, and no way leads to the use but through it.
 * Types narrower than int, which may cut the value, have none.
 *
 * @returns the node of the expression; -1 if there is none
 */
function valueInRange(unit: FileUnit, { from, to }: Range, name: string, use: number): number {
  const { tree, project } = unit;
  const meaning = lookup(project.symbols, name, { unit, node: use });
  if (meaning?.unit !== unit) return -1;
  const variable: Node = unit.node(meaning.node);
  if (!(variable instanceof VariableNode) || !isPlainInteger(variable)) return -1;
  const isInside = meaning.node >= from && meaning.node < to;
  if (isInside && variable instanceof VarDeclNode && variable.initializer) {
    return assignedNames(unit, from, to).has(name) ? -1 : variable.initializer.index;
  }
  const statement = assignmentOf(unit, { from, to }, name);
  if (statement < 0) return -1;
  if (!comesBefore(unit, statement, use) || hasGoto(unit, { from, to })) return -1;
  const target = tree.child(statement + 1, 'left');
  const assigned = lookup(project.symbols, name, { unit, node: target });
  return assigned?.unit === unit && assigned.node === meaning.node ? tree.child(statement + 1, 'right') : -1;
}

/** Whether control comes by a statement whenever it goes on to a use in the same block, or deeper in. */
function comesBefore({ tree }: FileUnit, statement: number, use: number): boolean {
  const block = tree.parent[statement]!;
  const isBlock = tree.kind[block] === k.compound && tree.kind[tree.parent[block]!] !== k.switch;
  return isBlock && tree.last[statement]! <= use && use < tree.last[block]!;
}

function hasGoto({ tree }: FileUnit, { from, to }: Range): boolean {
  for (let node = from; node < to; node++) if (tree.kind[node] === k.goto) return true;
  return false;
}

/** The statement `name = ...;` if nothing else in the range changes the name; else -1. */
function assignmentOf(unit: FileUnit, { from, to }: Range, name: string): number {
  const { tree, source } = unit;
  const textOf = (node: number): string =>
    node < 0 ? '' : source.text.slice(tree.start[node], tree.end[node]);
  for (let node = from; node < to; node++) {
    if (tree.kind[node] !== k.statement || tree.kind[node + 1] !== k.assignment) continue;
    const left = tree.child(node + 1, 'left');
    if (tree.kind[left] !== k.identifier || textOf(left) !== name) continue;
    if (textOf(tree.child(node + 1, 'operator')) !== '=') return -1;
    const elsewhere = [
      [from, node],
      [tree.child(node + 1, 'right'), tree.last[node]!],
      [tree.last[node]!, to],
    ] as const;
    return elsewhere.some(([start, end]) => assignedNames(unit, start, end).has(name)) ? -1 : node;
  }
  return -1;
}

/** An integer that holds what an int holds, by itself. */
function isPlainInteger({ type, isReference, isPointer, isStatic, isArray }: VariableNode): boolean {
  if (isReference || isPointer || isStatic || isArray) return false;
  const range = integerRange(type.canonical);
  return range !== null && range.most >= 2 ** 31 - 1;
}
