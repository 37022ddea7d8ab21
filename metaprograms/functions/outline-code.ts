import {
  changedWithin,
  counterOf,
  FunctionNode,
  LoopNode,
  meaningAt,
  metaprogram,
  patchedText,
  VariableNode,
  VarDeclNode,
  type Node,
  type Project,
} from 'hlsmith/cpp';
import { functionsIn } from '../pragmas/rules.js';
import { whole } from '../loops/targets.js';
import { block, dedent, stepOf } from '../loops/text.js';

/**
 * Makes a function of a labelled loop, or of statements in a range of lines: what they use becomes parameters, what
 * they change references.
 *
 * before: `sum: for (int i = 0; i < 8; i++) s += a[i];`
 * after:  `void sum(int a[8], int &s) { sum: for (...) s += a[i]; }` and `sum(a, s);`
 */
export default metaprogram({
  name: 'outline-code',
  description: 'Make a function of a labelled loop, or of the statements in some lines',
  scope: 'file',
  idempotent: true,
  options: {
    name: {
      type: 'string',
      description: 'of the new function',
      check: (text: string) => (/^[A-Za-z_]\w*$/.test(text) ? null : 'it takes a name'),
    },
    label: { type: 'string', default: null, description: 'of the loop' },
    first: {
      type: 'number',
      default: null,
      integer: true,
      minimum: 1,
      description: 'line; or a range of lines',
    },
    last: { type: 'number', default: null, integer: true, minimum: 1, description: 'default: the first' },
    function: { type: 'string', default: null, description: 'only in this function; default: all' },
  },
  run(project, { name, label, first, last, function: within }) {
    if ((label === null) === (first === null)) throw new Error('give either a label or a first line');
    if (project.functions().some((fn) => fn.name === name)) return [`there is a function ${name} already`];
    const statements =
      label === null
        ? statementsAt(project, within, first!, last ?? first!)
        : labelled(project, within, label);
    if (typeof statements === 'string') return [statements];
    const reason = outline(statements, name);
    const { file, line } = statements[0].at;
    return reason === null ? [] : [`${file}:${line}: ${reason}`];
  },
  cases: [
    {
      title: 'a loop, its counter and what it changes',
      options: { name: 'accumulate', label: 'sums' },
      before: `
        const int N = 8;
        int f(const int a[N], int m[N][4], int by) {
          int i, s = 0;
          // each
          sums: for (i = 0; i < N; i++) {
            #pragma HLS PIPELINE
            int t = a[i] * by;
            s += t;
            m[i][0] = t;
          }
          return s;
        }
      `,
      after: `
        const int N = 8;
        void accumulate(const int a[N], int m[N][4], int by, int &s) {
          int i;
          sums: for (i = 0; i < N; i++) {
            #pragma HLS PIPELINE
            int t = a[i] * by;
            s += t;
            m[i][0] = t;
          }
        }

        int f(const int a[N], int m[N][4], int by) {
          int i, s = 0;
          // each
          accumulate(a, m, by, s);
          return s;
        }
      `,
      report: [],
    },
    {
      title: 'lines; in a template, a template',
      options: { name: 'clear', first: 3, last: 4 },
      before: `
        template <class T, int N> void f(T a[N], hls::stream<T> &out) {
          T first = a[0];
          for (int i = 0; i < N; i++) a[i] = 0;
          out.write(first);
        }
      `,
      after: `
        template <class T, int N> void clear(T a[N], hls::stream<T> &out, T &first) {
          for (int i = 0; i < N; i++) a[i] = 0;
          out.write(first);
        }

        template <class T, int N> void f(T a[N], hls::stream<T> &out) {
          T first = a[0];
          clear<T, N>(a, out, first);
        }
      `,
      report: [],
    },
    {
      title: 'gives the reason where it cannot',
      options: { name: 'part', first: 2, last: 3 },
      before: `
        int f(int a[4]) {
          int t = a[0];
          a[1] = t;
          return t;
        }
      `,
      report: ['kernel.cpp:2: t is declared here and used behind'],
    },
  ],
});

function labelled(project: Project, within: string | null, label: string): Node[] | string {
  const found = functionsIn(project, within)
    .flatMap((fn) => fn.query('loop:Loop').map(({ loop }) => loop))
    .filter((loop) => loop.label === label);
  if (found.length === 1) return [whole(found[0])];
  return found.length === 0
    ? `no loop has the label ${label}`
    : `${found.length} loops have the label ${label}`;
}

/** The statements of one block that lie in the lines, whole. */
function statementsAt(project: Project, within: string | null, first: number, last: number): Node[] | string {
  const [block] = functionsIn(project, within)
    .flatMap((fn) => fn.query('b:Block').map(({ b }) => b))
    .filter((each) => each.statements.some((s) => s.at.line >= first && s.at.line <= last))
    .sort((a, b) => a.end - a.start - (b.end - b.start))
    .slice(-1);
  if (!block) return `no statement begins in the lines ${first} to ${last}`;
  return block.statements.filter((s) => s.at.line >= first && s.at.line <= last);
}

function outline(statements: readonly Node[], name: string): string | null {
  const [first] = statements;
  const last = statements.at(-1)!;
  const fn = [...first.ancestors()].find((node) => node instanceof FunctionNode);
  if (!fn?.body || first.parent?.syntax !== 'compound_statement') return 'it is no statement of a block';
  const jump = jumpOut(statements);
  if (jump !== null) return jump;
  const escaping = declaredIn(statements).find((variable) =>
    usersBehind(variable, last, fn).some((node) => node.start >= last.end),
  );
  if (escaping) return `${escaping.name} is declared here and used behind`;
  const needed = variablesOf(statements, fn);
  if (typeof needed === 'string') return needed;
  const changed = new Set(statements.flatMap((each) => [...changedWithin(each)]));
  const own: string[] = [];
  const parameters: string[] = [];
  const args: string[] = [];
  for (const variable of needed) {
    if (isOwnCounter(variable, statements)) {
      own.push(`${variable.type.text} ${variable.name};`);
      continue;
    }
    const isChanged = changed.has(variable.name) || isObject(variable, statements);
    const isReference = isChanged && !variable.isArray && !variable.isPointer && !variable.isConst;
    if (isReference && first.at.file.endsWith('.c'))
      return `it changes ${variable.name}, and C has no references`;
    parameters.push(parameterText(variable, isChanged));
    args.push(variable.name);
  }
  write(fn, statements, name, { own, parameters, args });
  return null;
}

function write(
  fn: FunctionNode,
  statements: readonly Node[],
  name: string,
  { own, parameters, args }: Readonly<Record<'own' | 'parameters' | 'args', readonly string[]>>,
): void {
  const [first] = statements;
  const { unit, source } = fn;
  const end = statements.at(-1)!.end;
  const code = [
    ...own,
    dedent(`\n${source.indentationAt(first.start)}${patchedText(unit, first.start, end, [])}`),
  ];
  const template = fn.anchor === fn ? '' : `${source.text.slice(fn.anchor.start, fn.start).trimEnd()} `;
  const head = `${template}void ${name}(${parameters.join(', ')})`;
  const given = fn.templateParams.length > 0 ? `<${fn.templateParams.join(', ')}>` : '';
  const at = startWithComments(fn);
  const margin = source.indentationAt(at);
  const text = block(head, code.join('\n'), stepOf(fn)).replace(/\n(?=[^\n])/g, `\n${margin}`);
  unit.edit(at, at, `${text}\n\n${margin}`.replaceAll('\n', source.lineEnd), 'before');
  unit.edit(first.start, end, `${name}${given}(${args.join(', ')});`);
}

/** A function's begin, with the comments that stand directly above it. */
function startWithComments(fn: FunctionNode): number {
  const { anchor, source } = fn;
  const siblings = anchor.parent!.children;
  let at = siblings.indexOf(anchor);
  for (; at > 0 && siblings[at - 1].syntax === 'comment'; at--) {
    if (!/^[ \t]*\r?\n[ \t]*$/.test(source.text.slice(siblings[at - 1].end, siblings[at].start))) break;
  }
  return siblings[at].start;
}

/** A jump that leaves the statements. */
function jumpOut(statements: readonly Node[]): string | null {
  const encloses = (node: Node | undefined): boolean =>
    node !== undefined && statements.some((statement) => statement.encloses(node));
  for (const statement of statements) {
    const inside = statement.query('s:Stmt').map(({ s }) => s as Node);
    for (const s of [statement, ...inside]) {
      const word = s.syntax.replace('_statement', '');
      if (word === 'return' || word === 'goto') return `${word} leaves it (line ${s.at.line})`;
      if (word !== 'break' && word !== 'continue') continue;
      const target = [...s.ancestors()].find(
        (node) => node instanceof LoopNode || (word === 'break' && node.syntax === 'switch_statement'),
      );
      if (!encloses(target)) return `${word} leaves it (line ${s.at.line})`;
    }
  }
  return null;
}

const declaredIn = (statements: readonly Node[]): VarDeclNode[] =>
  statements
    .filter(({ kind }) => kind === 'Declaration')
    .flatMap((each) => each.query('v:VarDecl').map(({ v }) => v));

const usersBehind = (variable: VarDeclNode, last: Node, fn: FunctionNode): Node[] =>
  identifiersIn(fn.body!).filter(
    (node) => node.start >= last.end && node.text === variable.name && meaningAt(node) === variable,
  );

function identifiersIn(scope: Node): Node[] {
  const { tree, unit, index } = scope;
  const found: Node[] = [];
  for (let node = index; node < tree.last[index]; node++) {
    if (tree.name(node) === 'identifier') found.push(unit.node(node));
  }
  return found;
}

/** The function's own variables that the statements use, parameters first; or why one cannot be handed over. */
function variablesOf(statements: readonly Node[], fn: FunctionNode): VariableNode[] | string {
  const found = new Set<VariableNode>();
  for (const node of statements.flatMap(identifiersIn)) {
    const meaning = meaningAt(node);
    if (!(meaning instanceof VariableNode) || !fn.encloses(meaning)) continue;
    if (statements.some((statement) => statement.encloses(meaning))) continue;
    const { type, name, isPointer, isArray } = meaning;
    if (type.text === 'auto') return `the type of ${name} is not spelled`;
    if (type.decl && fn.encloses(type.decl)) return `the type of ${name} is declared inside the function`;
    if (isPointer && isArray) return `${name} is an array of pointers`;
    const local = meaning.shape.find((size) => typeof size === 'string' && isLocalName(size, fn));
    if (local !== undefined) return `the size ${local} of ${name} is known inside the function only`;
    found.add(meaning);
  }
  return [...found].sort((a, b) => a.start - b.start);
}

const isLocalName = (text: string, fn: FunctionNode): boolean =>
  fn.declarations().some((variable) => new RegExp(`\\b${variable.name}\\b`).test(text));

/** A counter that each loop here sets and nobody else looks at. */
function isOwnCounter(variable: VariableNode, statements: readonly Node[]): boolean {
  if (!(variable instanceof VarDeclNode)) return false;
  const uses = statements.flatMap(identifiersIn).filter((node) => meaningAt(node) === variable);
  return uses.every((use) => {
    const counting = [...use.ancestors()].find(
      (node): node is LoopNode => node instanceof LoopNode && node.iv?.name === variable.name,
    );
    if (!counting || !statements.some((statement) => statement.encloses(counting))) return false;
    const counter = counterOf(counting);
    return counter?.variable === variable && counter.isPrivate;
  });
}

/** Methods may change their object, and streams cannot be copied. */
const isObject = (variable: VariableNode, statements: readonly Node[]): boolean =>
  statements
    .flatMap(identifiersIn)
    .some((node) => node.parent?.syntax === 'field_expression' && node.text === variable.name);

function parameterText(variable: VariableNode, isChanged: boolean): string {
  const { name, type, isPointer, isArray } = variable;
  const constant = variable.isConst ? 'const ' : '';
  if (isArray) {
    // Sizes as they are spelled: their names mean the same outside.
    const spelled = /(?:\[[^\]]*\])+/.exec(variable.text.slice(variable.text.indexOf(name)))![0];
    return `${constant}${type.text} ${name}${spelled}`;
  }
  if (isPointer) return `${constant}${type.text} *${name}`;
  return `${constant}${type.text} ${isChanged && !variable.isConst ? '&' : ''}${name}`;
}
