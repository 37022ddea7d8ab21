import type { IfNode } from 'hlsmith/cpp';
import { AssignNode, LoopNode, metaprogram, SubscriptNode, type ExprNode, type Node } from 'hlsmith/cpp';
import { meaningAt, VariableNode } from 'hlsmith/cpp';
import { freshName, replaceStatement } from '../loops/text.js';
import { functionsIn } from '../pragmas/rules.js';
import { converted, typeOf } from './types.js';

interface Assignment {
  readonly left: ExprNode;
  readonly operator: string;
  readonly right: ExprNode;
}

/**
 * Turns branches that do nothing but assign into assignments of conditional values (if-conversion), which a
 * pipeline computes without control flow. What is assigned is assigned in each case, so it must be there in each:
 * elements only where their index is known to lie inside the array.
 *
 * before: `if (a[i] > m) m = a[i];`
 * after:  `m = a[i] > m ? a[i] : m;`
 */
export default metaprogram({
  name: 'convert-branches',
  description: 'Turn branches that only assign into conditional assignments',
  scope: 'file',
  idempotent: true,
  options: {
    function: { type: 'string', default: null, description: 'only in this function; default: all' },
  },
  run(project, { function: name }) {
    const branches = functionsIn(project, name).flatMap((fn) => fn.query('b:If').map(({ b }) => b));
    const places = new Map(branches.map((branch) => [branch, branch.at]));
    const refused: string[] = [];
    for (const branch of branches.reverse()) {
      if (!branch.alive) continue;
      const reason = convert(branch);
      const { file, line } = places.get(branch)!;
      if (reason === null) project.commit();
      else refused.push(`${file}:${line}: ${reason}`);
    }
    return refused.reverse();
  },
  cases: [
    {
      title: 'one assignment, two, and one for each case',
      before: `
        typedef ap_fixed<8, 3> word;
        void f(int a[8], word &best, int &at, int n) {
          for (int i = 0; i < 8; i++) {
            if (a[i] > 3) best = a[i];
            if (a[i] > n) {
              at = i; // where
              a[i] += 2;
            }
            if (n) at = i;
            else at = -i;
          }
        }
      `,
      after: `
        typedef ap_fixed<8, 3> word;
        void f(int a[8], word &best, int &at, int n) {
          for (int i = 0; i < 8; i++) {
            best = a[i] > 3 ? word(a[i]) : best;
            const bool holds = a[i] > n;
            at = holds ? i : at;
            a[i] = holds ? a[i] + (2) : a[i];
            at = n ? i : -i;
          }
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it cannot',
      before: `
        void put(int);
        void f(int a[8], int n, int *p) {
          if (n < 8) a[n] = 0;
          if (n > 3) put(n);
          if (n > 4) *p = 1;
          if (n > 5) return;
          PIXEL_OF(8) pixel = n;
          if (n > 6) pixel = 7;
        }
      `,
      report: [
        'kernel.cpp:3: a[n] may lie outside the array where the condition does not hold',
        'kernel.cpp:4: put(n); is no assignment',
        'kernel.cpp:5: *p may be missing where the condition does not hold',
        'kernel.cpp:6: return; is no assignment',
        'kernel.cpp:8: the type of pixel is what a macro says',
      ],
    },
  ],
});

function convert(branch: IfNode): string | null {
  if (branch.parent?.syntax === 'else_clause') return 'it is the else of another: convert that first';
  if (branch.field('condition')!.children.length !== 1) return 'its condition declares a variable';
  if (branch.pragmasInside.length > 0 || /^\s*#/m.test(branch.text))
    return 'a preprocessor line stands in it';
  const then = assignmentsIn(branch.then);
  if (typeof then === 'string') return then;
  const otherwise = branch.otherwise ? assignmentsIn(branch.otherwise) : [];
  if (typeof otherwise === 'string') return otherwise;
  for (const { left } of [...then, ...otherwise]) {
    const reason = whyNotAlways(left, branch);
    if (reason !== null) return reason;
  }
  const condition = branch.condition.text;
  const plain = /[?=,]/.test(condition.replace(/[=!<>]=/g, '')) ? `(${condition})` : condition;
  const [a] = then;
  const [b] = otherwise;
  const sole = then.length + otherwise.length === 1;
  const both = then.length === 1 && otherwise.length === 1 && a.left.text === b.left.text;
  if (sole && a) return finish(branch, [`${a.left.text} = ${plain} ? ${valueOf(a)} : ${a.left.text};`]);
  if (sole) return finish(branch, [`${b.left.text} = ${plain} ? ${b.left.text} : ${valueOf(b)};`]);
  if (both) return finish(branch, [`${a.left.text} = ${plain} ? ${valueOf(a)} : ${valueOf(b)};`]);
  const holds = freshName(branch, 'holds');
  return finish(branch, [
    isC(branch) ? `const int ${holds} = (${condition}) != 0;` : `const bool ${holds} = ${condition};`,
    ...then.map((each) => `${each.left.text} = ${holds} ? ${valueOf(each)} : ${each.left.text};`),
    ...otherwise.map((each) => `${each.left.text} = ${holds} ? ${each.left.text} : ${valueOf(each)};`),
  ]);
}

function finish(branch: IfNode, lines: readonly string[]): null {
  // The name of the condition must not meet another in the same block.
  replaceStatement(branch, lines.join('\n'), lines.length);
  return null;
}

function assignmentsIn(body: Node): Assignment[] | string {
  const statements = body.syntax === 'compound_statement' ? body.children : [body];
  const found: Assignment[] = [];
  for (const statement of statements.filter(({ syntax }) => syntax !== 'comment')) {
    const [expression] = statement.children;
    const isAssignment = statement.syntax === 'expression_statement' && expression instanceof AssignNode;
    if (!isAssignment) return `${statement.text.split('\n')[0].trim()} is no assignment`;
    const { lhs, rhs, operator } = expression;
    if (!rhs) return `${statement.text} counts: write it as a sum`;
    if (!lhs.isPure) return `${lhs.text} has effects of its own`;
    found.push({ left: lhs, operator, right: rhs });
  }
  return found.length > 0 ? found : 'it does nothing';
}

/** Why something cannot be assigned whether or not the condition holds. */
function whyNotAlways(left: ExprNode, branch: IfNode): string | null {
  const base = left instanceof SubscriptNode ? left.base : left;
  const variable = base.syntax === 'identifier' ? meaningAt(base) : null;
  if (!(variable instanceof VariableNode))
    return `${left.text} may be missing where the condition does not hold`;
  if (typeOf(left) === null) return `the type of ${left.text} is not plain to see`;
  // A conversion to it would not be read as one.
  if (variable.type.text.includes('(')) return `the type of ${left.text} is what a macro says`;
  const declared = variable.kind === 'VarDecl' ? variable.parent!.text : variable.text;
  if (/\bvolatile\b/.test(declared)) return `${left.text} is volatile`;
  if (!(left instanceof SubscriptNode)) return null;
  return isInside(left, variable, branch)
    ? null
    : `${left.text} may lie outside the array where the condition does not hold`;
}

/** True if every index is known to lie inside its dimension, by the ranges of the loops around. */
function isInside(element: SubscriptNode, variable: VariableNode, branch: IfNode): boolean {
  const { shape } = variable;
  const [outermost] = [...branch.ancestors()]
    .filter((node): node is LoopNode => node instanceof LoopNode)
    .slice(-1);
  const ranges = new Map<string, [number, number]>();
  for (const loop of outermost ? [outermost, ...outermost.loopsInside] : []) {
    if (!loop.encloses(branch) || !loop.iv) continue;
    const { iv, tripCount } = loop;
    if (typeof tripCount !== 'number' || typeof iv.init !== 'number' || typeof iv.step !== 'number') continue;
    const last = iv.init + iv.step * Math.max(0, tripCount - 1);
    ranges.set(iv.name, [Math.min(iv.init, last), Math.max(iv.init, last)]);
  }
  const affine = outermost?.accesses().find(({ node }) => node === element)?.affine;
  return element.indices.every((index, dimension) => {
    const size = shape[dimension];
    if (typeof size !== 'number') return false;
    const { constant } = index;
    if (typeof constant === 'number') return constant >= 0 && constant < size;
    const form = affine?.[dimension];
    if (!form) return false;
    let [low, high] = [form.offset, form.offset];
    for (const [name, factor] of Object.entries(form.coefficients)) {
      const range = ranges.get(name);
      if (!range) return false;
      low += Math.min(factor * range[0], factor * range[1]);
      high += Math.max(factor * range[0], factor * range[1]);
    }
    return low >= 0 && high < size;
  });
}

/** What is assigned, converted as the assignment would. */
function valueOf({ left, operator, right }: Assignment): string {
  const type = typeOf(left)!;
  const isPlain = operator === '=';
  const text = isPlain ? right.text : `${left.text} ${operator.slice(0, -1)} (${right.text})`;
  const isInt = type === 'int' && (isPlain || typeOf(right) === 'int');
  const isSame = (isPlain && typeOf(right) === type) || (isInt && typeOf(right) === 'int');
  if (isSame) return /[?=,]/.test(text.replace(/[=!<>]=/g, '')) ? `(${text})` : text;
  return isC(left) ? `(${spelledType(left)})(${text})` : converted(spelledType(left), text);
}

const isC = ({ at }: Node): boolean => at.file.endsWith('.c');

/** The type as the declaration spells it. */
function spelledType(left: ExprNode): string {
  const base = left instanceof SubscriptNode ? left.base : left;
  return (meaningAt(base) as VariableNode).type.text;
}
