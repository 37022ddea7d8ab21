import { IfNode, type CallNode, type FunctionNode, type Node } from 'hlsmith/cpp';
import { typeOf } from '../expressions/types.js';

/** Where a body goes in for a call. */
export interface Place {
  readonly statement: Node;
  /** The body takes the statement's place; else it goes in front of it. */
  readonly isWhole: boolean;
  /** The variable that the result is assigned to; null where it needs one of its own, or where nobody wants it. */
  readonly target: string | null;
}

const loops = [
  'for_statement',
  'while_statement',
  'do_statement',
  'for_range_loop',
  'switch_statement',
  'lambda_expression',
];
const statements = ['expression_statement', 'declaration', 'return_statement'];

/** Where the call is evaluated exactly once and in an order that does not matter; or why there is no such place. */
export function placeOf(call: CallNode, fn: FunctionNode): Place | string {
  if (call.parent?.syntax === 'expression_statement') {
    return { statement: call.parent, isWhole: true, target: null };
  }
  if (fn.returnType.text === 'void') return 'its call is no statement';
  let below: Node = call;
  for (const around of call.ancestors()) {
    if (isConditional(around, below)) return 'it is called only if a condition holds';
    if (loops.includes(around.syntax)) return 'it is called in the header of a loop';
    if (around instanceof IfNode || statements.includes(around.syntax)) return settled(call, fn, around);
    below = around;
  }
  return 'it is called outside functions';
}

function isConditional(around: Node, below: Node): boolean {
  if (around instanceof IfNode) return around.parent?.syntax === 'else_clause';
  if (around.syntax === 'conditional_expression') return around.field('condition') !== below;
  const isRight = around.syntax === 'binary_expression' && around.field('right') === below;
  return isRight && /^(?:&&|\|\|)$/.test(operatorOf(around));
}

function operatorOf({ tree, index, source }: Node): string {
  const operator = tree.child(index, 'operator');
  return source.text.slice(tree.start[operator], tree.end[operator]);
}

function settled(call: CallNode, fn: FunctionNode, statement: Node): Place | string {
  const expression = statement.syntax === 'expression_statement' ? statement.children[0] : null;
  const isRight = expression?.syntax === 'assignment_expression' && expression.field('right') === call;
  const left = isRight && operatorOf(expression) === '=' ? expression.field('left')! : null;
  const isPlainTarget = left?.syntax === 'identifier';
  const whole = statement instanceof IfNode ? statement.field('condition')! : statement;
  const others = [
    ...whole.query('c:Call').map(({ c }) => c),
    ...whole.query('c:Assign').map(({ c }) => c),
  ].filter((other: Node) => other !== expression && !other.encloses(call) && !call.encloses(other));
  const changesArguments = fn.params.some(
    (param) => !param.isConst && (param.isReference || param.isArray || param.isPointer),
  );
  const [other] = others;
  if (other && (changesArguments || others.some(({ kind }) => kind === 'Assign'))) {
    return `the order of ${call.text} and ${other.text} is not fixed`;
  }
  const isSole =
    isPlainTarget ||
    (statement.syntax === 'declaration' && call.parent?.field('value') === call) ||
    (statement.syntax === 'return_statement' && statement.children[0] === call);
  if (changesArguments && !isSole) return 'it changes its arguments in the middle of a statement';
  const mayAssign =
    isPlainTarget &&
    !call.args.some((argument) => argument.uses(left.text)) &&
    !fn.body!.uses(left.text) &&
    typeOf(left) === fn.returnType.canonical;
  return { statement, isWhole: mayAssign, target: mayAssign ? left.text : null };
}
