import { kindId, kindSet } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { constantAt } from './constants.js';
import { readDeclarator } from './declarator.js';
import type { IntegerRange } from './integer-type.js';
import { assignedNames } from './writes.js';

/** The variable that a `for` loop counts with. Numbers where they are known at compile time, else the text. */
export interface Induction {
  readonly name: string;
  readonly init: number | string;
  readonly relation: '<' | '<=' | '>' | '>=' | '!=';
  readonly bound: number | string;
  /** Negative when it counts down. */
  readonly step: number | string;
}

/**
 * How often a loop's body runs: a number if known, a C++ expression if it depends on values that the loop
 * does not change (`max` is given when leaving early only makes it less), null if unknown.
 */
export type TripCount = number | { readonly expression: string; readonly max?: number } | null;

const k = {
  declaration: kindId('declaration'),
  assignment: kindId('assignment_expression'),
  update: kindId('update_expression'),
  binary: kindId('binary_expression'),
  identifier: kindId('identifier'),
  breakStatement: kindId('break_statement'),
  parenthesized: kindId('parenthesized_expression'),
};
const loops = kindSet('for_statement', 'for_range_loop', 'while_statement', 'do_statement');
const exits = kindSet('return_statement', 'goto_statement', 'throw_statement', 'co_return_statement');
const swapped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '!=': '!=' };

/** The induction of a `for` loop; null when it has none that is plain to see, or its body changes it. */
export function inductionOf(unit: FileUnit, loop: number): Induction | null {
  const reader = new LoopReader(unit, loop);
  return reader.read();
}

class LoopReader {
  private readonly tree;
  private readonly text: string;

  constructor(
    private readonly unit: FileUnit,
    private readonly loop: number,
  ) {
    this.tree = unit.tree;
    this.text = unit.source.text;
  }

  read(): Induction | null {
    const { tree, loop } = this;
    const update = this.update(tree.child(loop, 'update'));
    const condition = update && this.condition(tree.child(loop, 'condition'), update.name);
    const init = update && this.initial(tree.child(loop, 'initializer'), update.name);
    if (!update || !condition || init === null) return null;
    const body = tree.child(loop, 'body');
    if (assignedNames(this.unit, body, tree.last[body]!).has(update.name)) return null;
    return {
      name: update.name,
      init,
      relation: condition.relation,
      bound: condition.bound,
      step: update.step,
    };
  }

  /** `i++`, `--i`, `i += 2`, `i = i + 2`, `i = 2 + i`. */
  private update(node: number): { name: string; step: number | string } | null {
    const { tree } = this;
    if (node < 0) return null;
    const operator = this.slice(tree.child(node, 'operator'));
    if (tree.kind[node] === k.update) {
      const variable = tree.child(node, 'argument');
      if (tree.kind[variable] !== k.identifier) return null;
      return { name: this.slice(variable), step: operator === '++' ? 1 : -1 };
    }
    if (tree.kind[node] !== k.assignment) return null;
    const left = tree.child(node, 'left');
    const right = tree.child(node, 'right');
    if (tree.kind[left] !== k.identifier) return null;
    const name = this.slice(left);
    if (operator === '+=') return { name, step: this.value(right) };
    if (operator === '-=') return { name, step: negated(this.value(right)) };
    if (operator !== '=' || tree.kind[right] !== k.binary) return null;
    const sign = this.slice(tree.child(right, 'operator'));
    const [a, b] = [tree.child(right, 'left'), tree.child(right, 'right')];
    if (sign === '+' && this.slice(a) === name) return { name, step: this.value(b) };
    if (sign === '+' && this.slice(b) === name) return { name, step: this.value(a) };
    if (sign === '-' && this.slice(a) === name) return { name, step: negated(this.value(b)) };
    return null;
  }

  private condition(node: number, name: string): Pick<Induction, 'relation' | 'bound'> | null {
    const { tree } = this;
    if (node >= 0 && tree.kind[node] === k.parenthesized) return this.condition(node + 2, name);
    if (node < 0 || tree.kind[node] !== k.binary) return null;
    const operator = this.slice(tree.child(node, 'operator'));
    if (!(operator in swapped)) return null;
    const [left, right] = [tree.child(node, 'left'), tree.child(node, 'right')];
    const isLeft = this.slice(left) === name;
    if (!isLeft && this.slice(right) !== name) return null;
    const relation = (isLeft ? operator : swapped[operator]) as Induction['relation'];
    return { relation, bound: this.value(isLeft ? right : left) };
  }

  private initial(node: number, name: string): number | string | null {
    const { tree } = this;
    if (node < 0) return null;
    if (tree.kind[node] === k.declaration) {
      for (const declarator of tree.childrenIn(node, 'declarator')) {
        const { name: own, initializer } = readDeclarator(tree, declarator);
        if (own >= 0 && this.slice(own) === name) return initializer < 0 ? null : this.value(initializer);
      }
      return null;
    }
    // `for (i = 0, j = 9; ...)`: the assignments are nested in comma expressions.
    for (let at = node; at < tree.last[node]!; at++) {
      if (tree.kind[at] === k.assignment && this.slice(tree.child(at, 'left')) === name) {
        const isPlain = this.slice(tree.child(at, 'operator')) === '=';
        return isPlain ? this.value(tree.child(at, 'right')) : null;
      }
    }
    return null;
  }

  private value(node: number): number | string {
    const text = this.slice(node).replace(/^\((.*)\)$|^\{(.*)\}$/s, (whole, a?: string, b?: string) => {
      const inner = a ?? b ?? whole;
      return inner.includes('(') || inner.includes(')') ? whole : inner;
    });
    const value = constantAt(this.unit.project.symbols, text, { unit: this.unit, node });
    return typeof value === 'number' && Number.isInteger(value) ? value : text;
  }

  private slice(node: number): string {
    return node < 0 ? '' : this.text.slice(this.tree.start[node], this.tree.end[node]);
  }
}

const negated = (value: number | string): number | string =>
  typeof value === 'number' ? -value : `-(${value})`;

/** @param range of the induction variable's type: a loop that only ends beyond it does not end, as `i >= 0` */
export function tripCountOf(
  unit: FileUnit,
  loop: number,
  induction: Induction,
  range: IntegerRange | null,
): TripCount {
  const { init, bound, step, relation } = induction;
  if (typeof step !== 'number' || step === 0 || (range && wraps(init, bound, range))) return null;
  const full =
    typeof init === 'number' && typeof bound === 'number'
      ? constantCount(init, bound, step, relation)
      : symbolicCount(unit, loop, induction, step);
  if (full === null || neverEnds(induction, full, range)) return null;
  if (!leavesEarly(unit, loop)) return full;
  return typeof full === 'number' ? { expression: String(full), max: full } : null;
}

/** True if the counter cannot have its first value, or is unsigned and compared with a negative number. */
function wraps(init: Induction['init'], bound: Induction['bound'], { least, most }: IntegerRange): boolean {
  if (typeof init === 'number' && (init < least || init > most)) return true;
  return typeof bound === 'number' && bound < 0 && least === 0 && most >= 2 ** 32 - 1;
}

function constantCount(
  init: number,
  bound: number,
  step: number,
  relation: Induction['relation'],
): number | null {
  const distance = bound - init;
  switch (relation) {
    case '!=':
      return distance % step === 0 && distance / step >= 0 ? distance / step : null;
    case '<':
    case '<=': {
      const last = relation === '<' ? distance : distance + 1;
      if (last <= 0) return 0;
      return step > 0 ? Math.ceil(last / step) : null;
    }
    default: {
      const last = relation === '>' ? -distance : -distance + 1;
      if (last <= 0) return 0;
      return step < 0 ? Math.ceil(last / -step) : null;
    }
  }
}

/** True if the value that ends the loop is none that its variable can hold. */
function neverEnds(
  { init, bound, step, relation }: Induction,
  full: TripCount,
  range: IntegerRange | null,
): boolean {
  if (!range) return false;
  if (typeof full === 'number' && typeof init === 'number' && typeof step === 'number') {
    const last = init + full * step;
    return last < range.least || last > range.most;
  }
  if (typeof bound !== 'number') return false;
  return relation === '>=' ? bound <= range.least : relation === '<=' && bound >= range.most;
}

/** A count in terms of names that the loop leaves alone. Only counting by steps towards the bound is plain. */
function symbolicCount(unit: FileUnit, loop: number, induction: Induction, step: number): TripCount {
  const { init, bound, relation } = induction;
  const up = relation === '<' || relation === '<=';
  const down = relation === '>' || relation === '>=';
  if (!(up && step > 0) && !(down && step < 0) && !(relation === '!=' && Math.abs(step) === 1)) return null;
  const { tree } = unit;
  const changed = assignedNames(unit, loop + 1, tree.last[loop]!);
  for (const text of [init, bound]) {
    if (typeof text === 'number') continue;
    if (/[^\w\s+\-*/%():.<>]|\(\s*\)|\b\w+\s*\(/.test(text)) return null;
    if ((text.match(/[A-Za-z_]\w*/g) ?? []).some((name) => changed.has(name))) return null;
  }
  const forward = relation === '!=' ? step > 0 : up;
  const [from, to] = forward ? [init, bound] : [bound, init];
  const span = from === 0 ? paren(to) : `${paren(to)} - ${paren(from)}`;
  const closed = relation === '<=' || relation === '>=' ? `${span} + 1` : span;
  const size = Math.abs(step);
  if (size === 1) return { expression: closed };
  return { expression: `(${closed} + ${size - 1}) / ${size}` };
}

const paren = (value: number | string): string =>
  typeof value === 'number' || /^\w+(?:(?:::|\.)\w+)*$/.test(value) ? String(value) : `(${value})`;

/** True if a `break` of this loop, or a `return` or `goto`, may end it before its condition does. */
function leavesEarly(unit: FileUnit, loop: number): boolean {
  const { tree } = unit;
  const breakable = kindSet('switch_statement');
  for (let node = loop + 1; node < tree.last[loop]!; node++) {
    const kind = tree.kind[node]!;
    if (exits.has(kind)) return true;
    if (kind !== k.breakStatement) continue;
    let owner = tree.parent[node]!;
    while (!loops.has(tree.kind[owner]!) && !breakable.has(tree.kind[owner]!)) owner = tree.parent[owner]!;
    if (owner === loop) return true;
  }
  return false;
}
