import {
  patchedText,
  usesWithin,
  type CallNode,
  type ExprNode,
  type FunctionNode,
  type Node,
} from 'hlsmith/cpp';
import { converted, typeOf } from '../expressions/types.js';

/**
 * What a function computes, as an expression in place of its call: where its body is one `return`, and each
 * argument is evaluated at most once and without effects. Null where that is not so.
 */
export function asExpression(call: CallNode, fn: FunctionNode): string | null {
  const statements = fn.body!.children.filter(({ syntax }) => syntax !== 'comment');
  const [only] = statements;
  if (statements.length !== 1 || only.syntax !== 'return_statement') return null;
  const value = only.children[0] as ExprNode | undefined;
  if (!value || fn.body!.pragmasInside.length > 0 || /\bconst\b/.test(fn.returnType.text)) return null;
  const patches = [];
  for (const [position, param] of fn.params.entries()) {
    const argument = call.args[position];
    const uses = usesWithin(value, param, param.name);
    const isName = argument.syntax === 'identifier' || argument.syntax === 'number_literal';
    const isValue = !param.isReference && !param.isArray && !param.isPointer;
    if (!argument.isPure || (!isName && uses.length > 1)) return null;
    if (!isValue && argument.syntax !== 'identifier') return null;
    const isSame = !isValue || typeOf(argument) === param.type.canonical.replace(/^const /, '');
    const text = isSame
      ? isName
        ? argument.text
        : `(${argument.text})`
      : converted(param.type.text, argument.text);
    patches.push(...uses.map((use) => ({ ...use, text })));
  }
  const text = patchedText(fn.unit, value.start, value.end, patches);
  return isConvertedAnyway(call, fn) ? grouped(call, value, text) : converted(fn.returnType.text, text);
}

/** `T y = f(x);` and `y = f(x);` convert to the type that the function returns. */
function isConvertedAnyway(call: CallNode, fn: FunctionNode): boolean {
  const type = fn.returnType.canonical;
  const { parent } = call;
  if (parent?.syntax === 'assignment_expression' && parent.field('right') === call) {
    return typeOf(parent.field('left')!) === type && /^[^=]*[^-+*/%&|^<>=!]=[^=]/.test(parent.text);
  }
  if (parent?.syntax !== 'init_declarator' || parent.field('value') !== call) return false;
  const declared = parent.field('declarator');
  return (
    declared?.syntax === 'identifier' && (parent.parent?.field('type')?.text ?? '') === fn.returnType.text
  );
}

const grouped = (call: CallNode, value: Node, text: string): string =>
  call.parent?.syntax === 'init_declarator' ||
  call.parent?.syntax === 'assignment_expression' ||
  /^\w+$/.test(value.text)
    ? text
    : `(${text})`;
