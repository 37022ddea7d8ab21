import { metaprogram, type Node, type Project } from 'hlsmith/cpp';
import 'hlsmith/hls'; // [pragmas], [interfaces]

/** One row of a query's answer: where it is, and for each name the node's kind, place and text. */
export interface QueryRow {
  readonly file: string;
  /** Of the last name. */
  readonly line: number;
  readonly column: number;
  readonly nodes: Readonly<Record<string, QueryNode | readonly QueryNode[]>>;
}

export interface QueryNode {
  readonly kind: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Answers a query in any of the engine's three languages; what `hlsmith query` runs. */
export default metaprogram({
  name: 'query',
  description: 'Ask a path query, a code pattern or a tree-sitter query',
  scope: 'file',
  idempotent: true,
  options: {
    query: {
      type: 'string',
      description: 'fn:Function => l:ForLoop, or hls::pow($X, 2), or (call_expression) @c',
    },
    language: {
      type: 'string',
      choices: ['auto', 'path', 'pattern', 'tree'],
      default: 'auto',
      description: 'how the query is to be read',
    },
  },
  run(project, { query, language }): QueryRow[] {
    return ask(project, query, language === 'auto' ? languageOf(query) : language).map(plainRow);
  },
  cases: [
    {
      title: 'a path query names nodes',
      options: { query: 'fn:Function => l:ForLoop' },
      before: 'void f() {\n  for (;;) {}\n}\n',
      report: [
        {
          file: 'kernel.cpp',
          line: 2,
          column: 3,
          nodes: {
            fn: { kind: 'Function', line: 1, column: 1, text: 'void f() {\n  for (;;) {}\n}' },
            l: { kind: 'ForLoop', line: 2, column: 3, text: 'for (;;) {}' },
          },
        },
      ],
    },
    {
      title: 'a pattern binds its metavariables',
      options: { query: 'pow($X, $$$R)' },
      before: 'int y = pow(a, 2);\n',
      report: [
        {
          file: 'kernel.cpp',
          line: 1,
          column: 9,
          nodes: {
            node: { kind: 'Call', line: 1, column: 9, text: 'pow(a, 2)' },
            X: { kind: 'Expr', line: 1, column: 13, text: 'a' },
            R: [{ kind: 'Expr', line: 1, column: 16, text: '2' }],
          },
        },
      ],
    },
    {
      title: 'a tree-sitter query gives its captures',
      options: { query: '(number_literal) @n' },
      before: 'int y = 2;\n',
      report: [
        {
          file: 'kernel.cpp',
          line: 1,
          column: 9,
          nodes: { n: { kind: 'Expr', line: 1, column: 9, text: '2' } },
        },
      ],
    },
  ],
});

type Rows = readonly Readonly<Record<string, Node | readonly Node[]>>[];

function ask(project: Project, query: string, language: 'path' | 'pattern' | 'tree'): Rows {
  if (language === 'tree') return project.treeQuery(query);
  return language === 'path' ? project.query(query) : project.match(query);
}

/** Captures make a tree-sitter query, `name:Kind` a path; all else is C++. */
function languageOf(query: string): 'path' | 'pattern' | 'tree' {
  if (/^\s*[([].*\s@\w/s.test(query)) return 'tree';
  return /^\s*\(?\s*\w*\s*:\s*\(?\s*[A-Z]/.test(query) ? 'path' : 'pattern';
}

function plainRow(row: Rows[number]): QueryRow {
  const names = Object.keys(row);
  // A pattern's row is where the whole match is; a path leads to its last node.
  const main = [row['node'] ?? row[names.at(-1)!]].flat()[0] as Node;
  const nodes = names.map((name) => [name, plainNodes(row[name]!)]);
  return { ...main.at, nodes: Object.fromEntries(nodes) as QueryRow['nodes'] };
}

function plainNodes(value: Node | readonly Node[]): QueryNode | QueryNode[] {
  const plain = ({ kind, at, text }: Node): QueryNode => ({ kind, line: at.line, column: at.column, text });
  return Array.isArray(value) ? value.map(plain) : plain(value as Node);
}
