import type { LoopNode } from '../nodes/loop-node.js';
import type { Node } from '../nodes/node.js';
import { kindId, kindSet } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { lookup, type Meaning } from './lookup.js';

/** A scalar: a variable, or a member of one. */
export interface Place {
  /** `t`, or `s.x`. */
  readonly path: string;
  /** Where it is used: what its first name means there is what counts. */
  readonly use: Node;
}

const k = {
  identifier: kindId('identifier'),
  field: kindId('field_expression'),
};
const loops = kindSet('for_statement', 'for_range_loop', 'while_statement', 'do_statement');
const leaving = kindSet('break_statement', 'continue_statement');
const unfollowed = kindSet('goto_statement', 'lambda_expression');

/** What code does with a place on every way through it. */
interface Effect {
  /** It may read what was there before. */
  readonly reads: boolean;
  /** It has put another value there when control reaches what comes next. */
  readonly sets: boolean;
}
const nothing: Effect = { reads: false, sets: false };
const mayRead: Effect = { reads: true, sets: false };

/** True if statements, one after the other, set a scalar before they read it, whatever way they take. */
export function isSetFirst(statements: readonly Node[], place: Place): boolean {
  const { reads, sets } = new EffectReader(place).sequence(statements);
  return sets && !reads && !statements.some((each) => contains(each, unfollowed));
}

/** True if a statement, or an expression, has set a scalar when control reaches what comes next. */
export const isSetBy = (code: Node, place: Place): boolean =>
  new EffectReader(place).of(code).sets && !contains(code, unfollowed);

export function contains({ tree, index }: Node, kinds: ReturnType<typeof kindSet>): boolean {
  for (let node = index; node < tree.last[index]!; node++) if (kinds.has(tree.kind[node]!)) return true;
  return false;
}

class EffectReader {
  private readonly meaning: Meaning | null;
  private readonly base: string;

  constructor(private readonly place: Place) {
    const { unit, index } = place.use;
    this.base = place.path.split('.')[0]!;
    this.meaning = lookup(unit.project.symbols, this.base, { unit, node: index });
  }

  sequence(statements: readonly Node[]): Effect {
    let reads = false;
    for (const statement of statements) {
      const effect = this.of(statement);
      reads ||= effect.reads;
      if (effect.sets) return { reads, sets: true };
    }
    return { reads, sets: false };
  }

  of(node: Node): Effect {
    if (loops.has(node.tree.kind[node.index]!)) return this.loop(node as LoopNode);
    switch (node.syntax) {
      case 'compound_statement':
        return this.sequence(node.children);
      case 'labeled_statement':
      case 'attributed_statement':
        return this.sequence(node.children.slice(-1));
      case 'expression_statement':
      case 'comma_expression':
        return this.sequence(node.children);
      case 'assignment_expression':
        return this.assignment(node);
      case 'if_statement':
        return this.branches(node);
      default:
        return this.uses(node) ? mayRead : nothing;
    }
  }

  private assignment(node: Node): Effect {
    const isSet = node.field('operator')?.text === '=' && this.spells(node.field('left')!);
    if (isSet) return { reads: this.uses(node.field('right')!), sets: true };
    return this.uses(node) ? mayRead : nothing;
  }

  private branches(node: Node): Effect {
    const condition = node.field('condition')!;
    const then = this.of(node.field('consequence')!);
    const alternative = node.field('alternative');
    const otherwise = alternative ? this.sequence(alternative.children.slice(-1)) : nothing;
    return {
      reads: this.uses(condition) || then.reads || otherwise.reads,
      sets: then.sets && otherwise.sets,
    };
  }

  private loop(loop: LoopNode): Effect {
    const initializer = loop.field('initializer');
    const first = initializer ? this.of(initializer) : nothing;
    if (first.sets) return first;
    const body = this.of(loop.body);
    const isSetThroughout = body.sets && !contains(loop.body, leaving);
    const runs = loop.kind === 'DoLoop' || (typeof loop.tripCount === 'number' && loop.tripCount > 0);
    // A `for` and a `while` read their conditions before the body, a `do` behind it.
    const header = ['condition', 'update', 'right'].some((field) => {
      const part = loop.field(field);
      const isBehind = isSetThroughout && (field === 'update' || loop.kind === 'DoLoop');
      return part !== null && !isBehind && this.uses(part);
    });
    return { reads: first.reads || header || body.reads, sets: runs && isSetThroughout };
  }

  /** Whether a node is the place and nothing else. */
  private spells(node: Node): boolean {
    return node.text.replace(/\s+/g, '') === this.place.path && this.uses(node);
  }

  /** Whether anything in a node is the place, holds it, or is a part of it. */
  private uses({ unit, tree, index }: Node): boolean {
    for (let node = index; node < tree.last[index]!; node++) {
      if (tree.kind[node] !== k.identifier || textOf(unit, node) !== this.base) continue;
      const means = lookup(unit.project.symbols, this.base, { unit, node });
      if (means?.node !== this.meaning?.node || means?.unit !== this.meaning?.unit) continue;
      const [own, other] = [`${this.place.path}.`, `${pathFrom(unit, node)}.`];
      if (own.startsWith(other) || other.startsWith(own)) return true;
    }
    return false;
  }
}

/** The name with the members behind it: `s.x` of `s.x[i]`. */
function pathFrom(unit: FileUnit, identifier: number): string {
  const { tree } = unit;
  let path = textOf(unit, identifier);
  let at = identifier;
  for (;;) {
    const around = tree.parent[at]!;
    if (around < 0 || tree.kind[around] !== k.field || tree.child(around, 'argument') !== at) return path;
    // A method may do anything to its object.
    if (tree.child(tree.parent[around]!, 'function') === around) return path;
    path += `.${textOf(unit, tree.child(around, 'field'))}`;
    at = around;
  }
}

const textOf = ({ tree, source }: FileUnit, node: number): string =>
  node < 0 ? '' : source.text.slice(tree.start[node], tree.end[node]);
