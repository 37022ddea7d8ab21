import { meaningAt, VarDeclNode, type CallNode, type FileNode, type Node } from 'hlsmith/cpp';
import { typeOf } from '../expressions/types.js';

const builtin = /^(?:(?:un)?signed|char|short|int|long|float|double|bool|u?int\d+_t|size_t)\b/;
const arithmetic = /^(?:binary|unary|parenthesized|conditional)_expression$/;
const comparison = /^(?:[=!]=|[<>]=?|&&|\|\||!)$/;

/** Conversions of fixed-point numbers to C++'s that `ac_fixed` has methods for only: casts, and what is assigned. */
export function conversionsLost(file: FileNode): string[] {
  const expressions = file.query('e:Expr').map(({ e }) => e);
  const variables = file.query('v:VarDecl').map(({ v }) => v);
  return [...expressions, ...variables].flatMap((node) => {
    const value = convertedIn(node);
    const type = value && fixedType(value);
    if (!type) return [];
    const where = type.startsWith('ap_') ? '' : `where ${type} is one, `;
    return [
      `${node.at.file}:${node.at.line}: kept: ${node.text}: ${where}ac_fixed is converted by to_int() and to_double() only`,
    ];
  });
}

/** What becomes a number of C++ by a cast, an assignment or an initialisation. */
function convertedIn(node: Node): Node | null {
  if (node instanceof VarDeclNode)
    return builtin.test(node.type.canonical) && !node.isArray && !node.isPointer ? node.initializer : null;
  if (node.syntax === 'cast_expression')
    return builtin.test(node.field('type')!.text) ? node.field('value') : null;
  if (node.syntax === 'assignment_expression') {
    const isPlain = node.field('operator')?.text === '=';
    return isPlain && builtin.test(typeOf(node.field('left')!) ?? '') ? node.field('right') : null;
  }
  const callee = node.syntax === 'call_expression' ? node.field('function')! : null;
  const cast = /^static_cast\s*<(.*)>$/s.exec(callee?.text ?? '')?.[1]?.trim();
  const isCast = callee?.syntax === 'primitive_type' || builtin.test(cast ?? '');
  return isCast ? ((node as CallNode).args[0] ?? null) : null;
}

/** The fixed-point type in a sum or product, or one that a template's parameter may say to be one. */
function fixedType(node: Node): string | null {
  if (comparison.test(node.field('operator')?.text ?? '')) return null;
  if (arithmetic.test(node.syntax)) {
    for (const part of node.children.filter((each) => each !== node.field('condition'))) {
      const type = fixedType(part);
      if (type !== null) return type;
    }
    return null;
  }
  const type = typeOf(node);
  if (type === null || /^ap_u?fixed</.test(type)) return type;
  const [first] = type.replace(/^typename /, '').split('::');
  return meaningAt(node, first)?.parent?.syntax === 'template_parameter_list' ? type : null;
}
