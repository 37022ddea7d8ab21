import type { CallNode } from '../nodes/call-node.js';
import type { FunctionNode } from '../nodes/function-node.js';
import { LoopNode } from '../nodes/loop-node.js';
import type { Node } from '../nodes/node.js';
import { VarDeclNode, VariableNode } from '../nodes/variable-node.js';
import { kindId, kindSet } from '../parse/kinds.js';
import type { Macro } from '../parse/directives.js';
import { constantAt } from './constants.js';
import { lookup } from './lookup.js';
import { baseVariable } from './writes.js';

/** Something that stands in the way of a change, and why. */
export interface Obstacle {
  readonly node: Node;
  /** `calls log, whose effects are not known`. */
  readonly reason: string;
}

const k = {
  identifier: kindId('identifier'),
  call: kindId('call_expression'),
  pointer: kindId('pointer_expression'),
  binary: kindId('binary_expression'),
  declaration: kindId('declaration'),
  parameter: kindId('parameter_declaration'),
};
const jumps = kindSet(
  'break_statement',
  'continue_statement',
  'return_statement',
  'goto_statement',
  'throw_statement',
);
const uncommon = kindSet(
  'gnu_asm_expression',
  'lambda_expression',
  'new_expression',
  'delete_expression',
  'try_statement',
);
const deepest = 8;

/** Calls that read and change nothing but their arguments by value, known by their last name. */
const pureNames = new Set(
  (
    'abs fabs labs sqrt cbrt exp exp2 expm1 log log2 log10 log1p pow sin cos tan asin acos atan atan2 sinh cosh tanh ' +
    'floor ceil round trunc rint fmod fmin fmax min max isnan isinf hypot ldexp static_cast reinterpret_cast const_cast'
  ).split(' '),
);

/**
 * What happens inside a node that `accesses()` does not show, so that its statements must keep their order: calls
 * with unknown effects, pointers and references to who knows what, state that outlives an iteration, streams
 * written with `<<`, volatile variables.
 * @param isHarmless knows more calls that read and change nothing but their arguments
 */
export function hiddenEffects(
  scope: Node,
  isHarmless: (call: CallNode) => boolean = () => false,
): Obstacle[] {
  const { tree, index, unit } = scope;
  const found: Obstacle[] = [];
  const add = (node: number, reason: string): void => void found.push({ node: unit.node(node), reason });
  const text = (node: number): string =>
    node < 0 ? '' : unit.source.text.slice(tree.start[node], tree.end[node]);
  for (let node = index; node < tree.last[index]!; node++) {
    const kind = tree.kind[node]!;
    if (uncommon.has(kind)) add(node, `${tree.name(node).replaceAll('_', ' ')} is not followed`);
    else if (kind === k.call) {
      const call = unit.node(node) as CallNode;
      if (!isHarmless(call) && !isClosedCall(call, isHarmless, 0)) {
        add(node, `calls ${call.qualifiedName}, whose effects are not known`);
      }
      const moved = movedPointer(call);
      if (moved) add(moved.index, `gives ${moved.text}: what is changed through it is not followed`);
    } else if (kind === k.pointer && tree.name(tree.child(node, 'argument')) !== 'identifier') {
      if (text(node).startsWith('*')) add(node, `what ${text(node)} points to is not followed`);
    } else if (kind === k.declaration) {
      const variables = tree.childrenIn(node, 'declarator').map((each) => unit.node(each));
      for (const variable of variables) {
        if (!(variable instanceof VarDeclNode)) continue;
        if (variable.isStatic && !variable.isConst) add(variable.index, `${variable.name} is static`);
        if (variable.isPointer || variable.isReference) {
          add(variable.index, `what ${variable.name} stands for is not followed`);
        }
      }
    } else if (kind === k.binary && tree.name(tree.parent[node]!) === 'expression_statement') {
      const operator = text(tree.child(node, 'operator'));
      if (operator === '<<' || operator === '>>') add(node, `${text(node)} uses a stream`);
    } else if (kind === k.identifier) {
      const reason = hiddenVariable(unit.node(node));
      if (reason !== null) add(node, reason);
    }
  }
  return found;
}

/** `break`, `continue`, `return` and the like that leave the loop, or its body, early. */
export function jumpsOutOf(loop: LoopNode): Obstacle[] {
  const { tree, index, unit } = loop;
  const found: Obstacle[] = [];
  for (let node = index + 1; node < tree.last[index]!; node++) {
    if (!jumps.has(tree.kind[node]!)) continue;
    const word = tree.name(node).replace('_statement', '');
    const target = word === 'break' || word === 'continue' ? jumpTarget(unit.node(node), word) : loop;
    if (target === loop) found.push({ node: unit.node(node), reason: `${word} leaves the iteration early` });
  }
  return found;
}

function jumpTarget(jump: Node, word: string): Node | null {
  for (const around of jump.ancestors()) {
    if (around instanceof LoopNode || (word === 'break' && around.syntax === 'switch_statement'))
      return around;
  }
  return null;
}

/** A use of a local pointer or reference, or of something volatile. */
function hiddenVariable(name: Node): string | null {
  const found = lookup(name.unit.project.symbols, name.text, { unit: name.unit, node: name.index });
  if (found?.kind !== 'variable' && found?.kind !== 'parameter') return null;
  const variable = found.unit.node(found.node);
  if (!(variable instanceof VariableNode)) return null;
  const declared = variable instanceof VarDeclNode ? variable.declaration : variable;
  if (/\bvolatile\b/.test(declared.text)) return `${variable.name} is volatile`;
  const isAlias = variable instanceof VarDeclNode && (variable.isPointer || variable.isReference);
  return isAlias ? `what ${variable.name} stands for is not followed` : null;
}

/** An argument such as `a + 4`: the callee gets a part of an array. */
function movedPointer(call: CallNode): Node | null {
  for (const argument of call.args) {
    if (argument.syntax !== 'binary_expression') continue;
    for (const side of [argument.field('left'), argument.field('right')]) {
      if (side?.syntax !== 'identifier') continue;
      const found = lookup(side.unit.project.symbols, side.text, { unit: side.unit, node: side.index });
      const variable = found && found.unit.node(found.node);
      if (variable instanceof VariableNode && (variable.isArray || variable.isPointer)) return argument;
    }
  }
  return null;
}

function isClosedCall(call: CallNode, isHarmless: (call: CallNode) => boolean, depth: number): boolean {
  const callee = call.field('function');
  // A method works on its object, which is an access; a builtin type's name converts.
  if (callee?.syntax === 'field_expression' || callee?.syntax === 'primitive_type') return true;
  if (/^sizeof\b/.test(call.text)) return true;
  const fn = call.callee;
  if (fn) return depth < deepest && isClosedFunction(fn, isHarmless, depth + 1);
  const { unit, index } = call;
  // The parser takes the cast `(T)(x)` for a call.
  const called = /^\(\s*([\w:]+)\s*\)$/.exec(callee?.text ?? '')?.[1] ?? call.qualifiedName;
  const meaning = lookup(unit.project.symbols, called, { unit, node: index });
  if (meaning)
    return meaning.kind === 'typedef' || meaning.kind === 'struct' || meaning.kind === 'template parameter';
  const macro = unit.project.symbols.macro(call.name, unit);
  return macro ? isPureMacro(macro, call) : pureNames.has(call.name);
}

/** `((a) > (b) ? (a) : (b))`: arithmetic of its parameters and of constants. */
function isPureMacro({ parameters, body }: Macro, { unit, index, parent }: CallNode): boolean {
  // A statement by itself is there for its effect.
  if (parameters === null || parent?.syntax === 'expression_statement') return false;
  if (/[;{}"'#]|\+\+|--|<<=|>>=|(?<![=!<>])=(?!=)|\w\s*\(/.test(body)) return false;
  return (body.match(/[A-Za-z_]\w*/g) ?? []).every(
    (name) =>
      parameters.includes(name) || constantAt(unit.project.symbols, name, { unit, node: index }) !== null,
  );
}

/** True if a function reads and changes nothing but its parameters and its own variables. */
export function isClosedFunction(
  fn: FunctionNode,
  isHarmless: (call: CallNode) => boolean = () => false,
  depth = 0,
): boolean {
  const { body, unit, tree } = fn;
  if (!body) return false;
  const { symbols } = unit.project;
  for (let node = body.index; node < tree.last[body.index]!; node++) {
    const kind = tree.kind[node]!;
    if (uncommon.has(kind)) return false;
    if (kind === k.call) {
      const call = unit.node(node) as CallNode;
      if (!isHarmless(call) && !isClosedCall(call, isHarmless, depth)) return false;
    }
    if (kind !== k.identifier || tree.child(tree.parent[node]!, 'function') === node) continue;
    const name = unit.node(node).text;
    const meaning = lookup(symbols, name, { unit, node });
    if (meaning?.kind === 'field') return false;
    if (meaning?.kind !== 'variable') continue;
    const variable = meaning.unit.node(meaning.node);
    if (!(variable instanceof VarDeclNode)) return false;
    const isOwn = meaning.unit === unit && body.encloses(variable);
    if (isOwn ? variable.isStatic && !variable.isConst : !variable.isConst) return false;
    if (isOwn && variable.isPointer && baseVariable(tree, node) >= 0 && variable.initializer) return false;
  }
  return true;
}
