import type { LoopNode } from '../nodes/loop-node.js';
import type { ExprNode } from '../nodes/expr-node.js';
import type { Node } from '../nodes/node.js';
import { VariableNode, type ParamNode, type VarDeclNode } from '../nodes/variable-node.js';
import { kindId, kindSet } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { affineOf, type Affine } from './affine.js';
import { lookup } from './lookup.js';
import { countsAt, Temporaries, type Counting } from './temporaries.js';
import { referenceArguments } from './writes.js';

/** One use of a variable inside a loop. */
export interface Access {
  /** The variable; null if the project does not show its declaration. */
  readonly variable: VarDeclNode | ParamNode | null;
  /** Its name, with the members between it and the index: `a` of `a[i]`, `s.a` of `s.a[i]`. */
  readonly name: string;
  /** The whole access: `a[i][j]`. */
  readonly node: ExprNode;
  /** Empty for a scalar. */
  readonly indices: readonly ExprNode[];
  /**
   * Each index as an affine function of the variables of the loops around it and of names that the loop does
   * not change, temporaries put in (`row = 8 * i`); null where it is none.
   */
  readonly affine: readonly (Affine | null)[];
  readonly isRead: boolean;
  readonly isWrite: boolean;
  /** False where only the whole array is seen to be used (given to a function): which elements is unknown. */
  readonly isExact: boolean;
  /** Member accessed behind the index: `.x` of `a[i].x`; '' if none. */
  readonly member: string;
}

const k = {
  identifier: kindId('identifier'),
  subscript: kindId('subscript_expression'),
  field: kindId('field_expression'),
  assignment: kindId('assignment_expression'),
  update: kindId('update_expression'),
  call: kindId('call_expression'),
  pointer: kindId('pointer_expression'),
  argumentList: kindId('argument_list'),
  subscriptList: kindId('subscript_argument_list'),
};
const notUses = kindSet(
  ...['declaration', 'init_declarator', 'array_declarator', 'pointer_declarator', 'reference_declarator'],
  ...['parameter_declaration', 'function_declarator', 'template_argument_list', 'qualified_identifier'],
);

/**
 * Every access inside a loop to variables declared outside it, in the order in which one iteration makes them
 * (what is assigned comes after what it is computed from); counters of loops left out.
 */
export function accessesOf(loop: LoopNode): Access[] {
  return new AccessReader(loop).read();
}

class AccessReader {
  private readonly unit: FileUnit;
  /** Names that nothing in the loop uses but loops that count with them. */
  private readonly counters: ReadonlySet<string>;
  private readonly counting: readonly Counting[];
  private readonly temporaries: Temporaries;
  private readonly first: number;
  private readonly last: number;

  constructor(loop: LoopNode) {
    this.unit = loop.unit;
    this.first = loop.index;
    this.last = loop.tree.last[loop.index]!;
    const around = [...loop.loopsAround, loop, ...loop.loopsInside];
    this.counting = around.flatMap(({ iv, index, tree }) =>
      iv ? [{ name: iv.name, from: index, to: tree.last[index]! }] : [],
    );
    this.temporaries = new Temporaries(this.unit, { from: this.first + 1, to: this.last }, this.counting);
    this.counters = new Set(this.counting.map(({ name }) => name).filter((name) => this.onlyCounts(name)));
  }

  read(): Access[] {
    const { tree } = this.unit;
    const found: Access[] = [];
    for (let node = this.first + 1; node < this.last; node++) {
      if (tree.kind[node] !== k.identifier) continue;
      const access = this.accessAt(node);
      if (access) found.push(access);
    }
    const moments = new Map(found.map((access) => [access, this.momentOf(access)]));
    return found.sort((a, b) => moments.get(a)! - moments.get(b)!);
  }

  /** The offset that stands for when it happens: a write happens at the end of its assignment. */
  private momentOf({ node, isWrite }: Access): number {
    const { tree } = this.unit;
    const parent = tree.parent[node.index]!;
    const isTarget = isWrite && tree.kind[parent] === k.assignment;
    return isTarget ? tree.end[parent]! : node.start;
  }

  private accessAt(identifier: number): Access | null {
    const { tree } = this.unit;
    const parent = tree.parent[identifier]!;
    const isName =
      tree.child(parent, 'declarator') === identifier || tree.child(parent, 'function') === identifier;
    if (isName || (notUses.has(tree.kind[parent]!) && tree.child(parent, 'value') !== identifier))
      return null;
    const variable = this.variableOf(identifier);
    if (variable === 'inside' || variable === 'no variable') return null;
    const name = this.slice(identifier);
    if (this.counters.has(name)) return null;

    // Upwards through members and indices: `s.a[i][j].x`.
    let at = identifier;
    let path = name;
    let member = '';
    const indices: number[] = [];
    for (;;) {
      const around = tree.parent[at]!;
      if (tree.child(around, 'argument') !== at) break;
      if (tree.kind[around] === k.subscript) {
        const list = tree.child(around, 'indices');
        indices.push(tree.children(list)[1]!);
        member = '';
      } else if (tree.kind[around] === k.field) {
        const called = tree.child(tree.parent[around]!, 'function') === around;
        if (called) break;
        const field = this.slice(tree.child(around, 'field'));
        if (indices.length === 0) path += `.${field}`;
        else member += `.${field}`;
      } else break;
      at = around;
    }
    const declared = typeof variable === 'string' ? null : variable;
    const role = this.roleOf(at);
    const dimensions = declared?.shape.length ?? indices.length;
    const isWhole = indices.length < dimensions || role.isWhole;
    if (isWhole && dimensions === 0 && !role.isWhole && !role.isRead && !role.isWrite) return null;
    return {
      variable: declared,
      name: path,
      node: this.unit.node(at) as ExprNode,
      indices: indices.map((index) => this.unit.node(index) as ExprNode),
      affine: indices.map((index) => this.affine(index)),
      isRead: role.isRead,
      isWrite: role.isWrite,
      isExact: !isWhole,
      member,
    };
  }

  /** `p = 0; a[p]; for (p = 1; ...)`: such a p is a variable like others. */
  private onlyCounts(name: string): boolean {
    const { tree } = this.unit;
    for (let node = this.first + 1; node < this.last; node++) {
      if (tree.kind[node] !== k.identifier || this.slice(node) !== name) continue;
      if (!countsAt(this.counting, node, name)) return false;
    }
    return true;
  }

  /** Known names only: counters, and names that the loop leaves alone; temporaries are what they were set to. */
  private affine(index: number): Affine | null {
    const affine = affineOf(this.unit, index);
    return affine && this.temporaries.putIn(affine, index);
  }

  /** What the expression around does to the accessed place. */
  private roleOf(at: number): { isRead: boolean; isWrite: boolean; isWhole: boolean } {
    const { tree } = this.unit;
    const parent = tree.parent[at]!;
    const kind = tree.kind[parent];
    if (kind === k.assignment && tree.child(parent, 'left') === at) {
      const operator = this.slice(tree.child(parent, 'operator'));
      return { isRead: operator !== '=', isWrite: true, isWhole: false };
    }
    if (kind === k.update) return { isRead: true, isWrite: true, isWhole: false };
    if (kind === k.field && tree.child(tree.parent[parent]!, 'function') === parent) {
      // A method may do anything to its object.
      return { isRead: true, isWrite: true, isWhole: true };
    }
    if (kind === k.pointer) {
      const takesAddress = this.slice(tree.child(parent, 'operator')) === '&';
      const assigned = tree.kind[tree.parent[parent]!] === k.assignment;
      const isTarget = assigned && tree.child(tree.parent[parent]!, 'left') === parent;
      return { isRead: !isTarget, isWrite: takesAddress || isTarget, isWhole: true };
    }
    if (kind === k.argumentList && tree.kind[tree.parent[parent]!] === k.call) {
      return this.argumentRole(at, tree.parent[parent]!);
    }
    return { isRead: true, isWrite: false, isWhole: false };
  }

  private argumentRole(at: number, call: number): { isRead: boolean; isWrite: boolean; isWhole: boolean } {
    const { tree } = this.unit;
    if (referenceArguments(this.unit, call).includes(at))
      return { isRead: true, isWrite: true, isWhole: false };
    // An array is given by its address: the function may read and write all of it.
    const variable = tree.kind[at] === k.identifier ? this.variableOf(at) : null;
    const isArray =
      variable !== null && typeof variable !== 'string' && (variable.isArray || variable.isPointer);
    return { isRead: true, isWrite: isArray, isWhole: isArray };
  }

  private variableOf(identifier: number): VarDeclNode | ParamNode | 'unknown' | 'inside' | 'no variable' {
    const name = this.slice(identifier);
    const { project } = this.unit;
    if (project.symbols.macro(name, this.unit)) return 'no variable';
    const meaning = lookup(project.symbols, name, { unit: this.unit, node: identifier });
    if (!meaning) return 'unknown';
    if (meaning.kind !== 'variable' && meaning.kind !== 'parameter' && meaning.kind !== 'field')
      return 'no variable';
    const isInside = meaning.unit === this.unit && meaning.node > this.first && meaning.node < this.last;
    if (isInside) return 'inside';
    const handle: Node = meaning.unit.node(meaning.node);
    // What a range loop around declares has no declarator of its own.
    return handle instanceof VariableNode ? (handle as VarDeclNode | ParamNode) : 'unknown';
  }

  private slice(node: number): string {
    const { tree, source } = this.unit;
    return node < 0 ? '' : source.text.slice(tree.start[node], tree.end[node]);
  }
}
