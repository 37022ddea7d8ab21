import { kindSet } from '../parse/kinds.js';
import { accessesOf, type Access } from '../semantics/accesses.js';
import { dependencesOf, type Dependence } from '../semantics/dependences.js';
import { inductionOf, tripCountOf, type Induction, type TripCount } from '../semantics/induction.js';
import { integerRange, type IntegerRange } from '../semantics/integer-type.js';
import { lookup } from '../semantics/lookup.js';
import type { Node } from './node.js';
import type { BareBody } from './placement.js';
import { StatementNode } from './statement-node.js';
import { VariableNode } from './variable-node.js';

const kinds: Readonly<Record<string, string>> = {
  for_statement: 'ForLoop',
  for_range_loop: 'RangeLoop',
  while_statement: 'WhileLoop',
  do_statement: 'DoLoop',
};
const loops = kindSet(...Object.keys(kinds));
const functions = kindSet('function_definition', 'lambda_expression');
const transparent = kindSet('compound_statement', 'labeled_statement', 'attributed_statement');
const silent = ['comment', 'statement_identifier', 'attribute_declaration'];

/** A loop of any sort. */
export class LoopNode extends StatementNode {
  override get kind(): string {
    return kinds[this.syntax]!;
  }

  get body(): Node {
    return this.field('body')!;
  }

  /** Where a body without braces is, as long as the outline is enough to tell. */
  override get bareBody(): BareBody | null {
    const { shown, shownIndex } = this;
    const { outline } = this.unit;
    if (!outline || shown !== outline.tree || shown.child(shownIndex, 'body') >= 0) return null;
    return {
      headerEnd: outline.headerEnd[shownIndex]!,
      start: outline.bodyStart[shownIndex]!,
      end: outline.bodyEnd[shownIndex]!,
    };
  }

  /** `L1` of `L1: for (...)`, or null. */
  get label(): string | null {
    const around = this.parent?.syntax === 'attributed_statement' ? this.parent : this;
    const { parent } = around;
    return parent?.syntax === 'labeled_statement' ? (parent.field('label')?.text ?? null) : null;
  }

  /** The loops around it in the same function, outermost first. */
  get loopsAround(): LoopNode[] {
    const { shown, shownIndex } = this;
    const around: LoopNode[] = [];
    for (let node = shown.parent[shownIndex]!; node >= 0; node = shown.parent[node]!) {
      const kind = shown.kind[node]!;
      if (functions.has(kind)) break;
      if (loops.has(kind)) around.unshift(this.unit.nodeIn(shown, node) as LoopNode);
    }
    return around;
  }

  /** All loops inside it, at any depth, in source order. */
  get loopsInside(): LoopNode[] {
    const { shown, shownIndex, unit } = this;
    const found: LoopNode[] = [];
    for (let node = shownIndex + 1; node < shown.last[shownIndex]!; node++) {
      if (loops.has(shown.kind[node]!)) found.push(unit.nodeIn(shown, node) as LoopNode);
    }
    return found;
  }

  /** 0 for an outermost loop. */
  get depth(): number {
    return this.loopsAround.length;
  }

  get isOutermost(): boolean {
    return this.depth === 0;
  }

  get isInnermost(): boolean {
    const { shown, shownIndex } = this;
    for (let node = shownIndex + 1; node < shown.last[shownIndex]!; node++) {
      if (loops.has(shown.kind[node]!)) return false;
    }
    return true;
  }

  /** True if nothing but the next loop stands in any body down to the innermost; pragmas and labels aside. */
  get isPerfect(): boolean {
    return this.nest.at(-1)!.isInnermost;
  }

  /** The perfect nest that it begins: itself, the only loop in its body, and so on. */
  get nest(): LoopNode[] {
    const only = onlyStatement(this.body);
    return only instanceof LoopNode ? [this, ...only.nest] : [this];
  }

  /** What a `for` loop counts with; null if that is not plain to see, or the body changes it. */
  get iv(): Induction | null {
    return this.kind === 'ForLoop' ? inductionOf(this.unit, this.index) : null;
  }

  /** How often the body runs; see `TripCount`. Never a guess. */
  get tripCount(): TripCount {
    if (this.kind === 'RangeLoop') return this.rangeCount();
    const { iv } = this;
    return iv && tripCountOf(this.unit, this.index, iv, this.counterRange(iv.name));
  }

  /** Uses of variables that are declared outside it, in source order. */
  accesses(): Access[] {
    return accessesOf(this);
  }

  /** Which uses inside it must keep their order, and over how many iterations; see `Dependence`. */
  dependences(): Dependence[] {
    return dependencesOf(this);
  }

  /**
   * Whether an iteration needs what an earlier one wrote (or overwrites what it used): `no` only when every
   * pair of accesses was proved apart.
   */
  get carriesDependence(): 'yes' | 'no' | 'unknown' {
    const carried = this.dependences().filter(({ carriedBy }) => carriedBy === this);
    if (carried.length === 0) return 'no';
    return carried.some(({ certainty }) => certainty === 'yes') ? 'yes' : 'unknown';
  }

  private rangeCount(): TripCount {
    const range = this.field('right');
    if (!range) return null;
    const found = lookup(this.unit.project.symbols, range.text, { unit: this.unit, node: range.index });
    const variable = found && found.unit.node(found.node);
    const size = variable instanceof VariableNode && variable.isArray ? variable.shape[0] : undefined;
    return typeof size === 'number' ? size : null;
  }

  private counterRange(name: string): IntegerRange | null {
    const found = lookup(this.unit.project.symbols, name, { unit: this.unit, node: this.body.index });
    const variable = found && found.unit.node(found.node);
    return variable instanceof VariableNode ? integerRange(variable.type.canonical) : null;
  }
}

/** The only statement in a body, through braces, labels and attributes; null if there is none or more than one. */
function onlyStatement(body: Node): Node | null {
  let at = body;
  while (transparent.has(at.tree.kind[at.index]!)) {
    const inside = at.children.filter(({ syntax }) => !silent.includes(syntax));
    if (inside.length !== 1) return null;
    at = inside[0]!;
  }
  return at;
}
