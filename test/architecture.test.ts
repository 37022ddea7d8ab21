import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The import table of ARCHITECTURE.md: a room, and the rooms whose faces it may import. */
const ground = ['src/text', 'src/diagnostics'];
const mayImport: Record<string, readonly string[]> = {
  'src/diagnostics': [],
  'src/text': ['src/diagnostics'],
  'src/templates': ['src/diagnostics'],
  'src/modules': [],
  'src/flow': ['src/modules', 'src/templates', ...ground],
  'src/cpp': ground,
  'src/hls': ['src/cpp', ...ground],
  'src/nn': ground,
  metaprograms: ['src/cpp', 'src/hls'],
  'src/codegen': ['src/nn', 'src/hls', 'src/templates', ...ground],
  'src/simulate': ['src/hls', 'metaprograms', 'src/cpp', 'src/templates', ...ground],
  'src/qhs': ['src/hls', 'src/simulate', 'metaprograms', 'src/cpp', ...ground],
  'src/tasks': [
    ...['src/flow', 'src/qhs', 'src/simulate', 'src/codegen', 'src/nn', 'src/hls', 'metaprograms', ...ground],
  ],
  'src/batch': ['src/cpp', 'src/hls', 'src/modules', ...ground],
  'src/report': [
    'src/templates',
    ...[
      'src/batch',
      'src/qhs',
      'src/simulate',
      'src/codegen',
      'src/nn',
      'src/hls',
      'src/cpp',
      'src/flow',
      ...ground,
    ],
  ],
  'src/cli': [
    ...['src/report', 'src/qhs', 'src/simulate', 'src/codegen', 'src/nn', 'src/hls', 'src/cpp'],
    ...['metaprograms', 'src/batch', 'src/templates', 'src/flow', 'src/tasks', 'src/modules', ...ground],
  ],
  'src/index.ts': [
    'src/flow',
    'src/tasks',
    'src/qhs',
    'src/simulate',
    'src/codegen',
    'src/nn',
    'src/hls',
    'src/cpp',
    ...ground,
  ],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = ['src', 'metaprograms'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);
const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const to = resolveSpecifier(file, specifier);
    if (to) found.push({ from: file, to, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const typeOnly = ts.isImportDeclaration(node) ? importsTypesOnly(node) : node.isTypeOnly;
      add((node.moduleSpecifier as ts.StringLiteral).text, typeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) add(argument.text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function importsTypesOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const names = clause.namedBindings;
  return (
    !clause.name && !!names && ts.isNamedImports(names) && names.elements.every((name) => name.isTypeOnly)
  );
}

/** The file that an import names, or null for a package. */
function resolveSpecifier(file: string, specifier: string): string | null {
  const own = /^hlsmith\/([a-z]+)$/.exec(specifier);
  if (own) return `src/${own[1]}/index.ts`;
  if (!specifier.startsWith('.')) return null;
  return relative(root, resolve(root, dirname(file), specifier)).replace(/\.js$/, '.ts');
}

function roomOf(file: string): string {
  const [top, second] = file.split('/');
  return top === 'metaprograms' ? top : `${top}/${second}`;
}

const show = (list: readonly Import[]): string[] => list.map(({ from, to }) => `${from} -> ${to}`);
const crossing = imports.filter(({ from, to }) => roomOf(from) !== roomOf(to));

describe('the house', () => {
  it('has a row in the import table for every room', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in mayImport))).toEqual([]);
  });

  it('imports only what its floor allows', () => {
    expect(show(crossing.filter(({ from, to }) => !mayImport[roomOf(from)]?.includes(roomOf(to))))).toEqual(
      [],
    );
  });

  it('reaches other rooms through their face only (each metaprogram is a face of its own)', () => {
    const inside = crossing.filter(
      ({ to }) => roomOf(to) !== 'metaprograms' && to !== `${roomOf(to)}/index.ts`,
    );
    expect(show(inside)).toEqual([]);
  });

  it('has metaprograms that import what any user could: the public names', () => {
    const relativeImports = files
      .filter((file) => roomOf(file) === 'metaprograms')
      .filter((file) => /from '\.\.\/src/.test(readFileSync(join(root, file), 'utf8')));
    expect(relativeImports).toEqual([]);
  });

  it('has no value-import cycle', () => {
    const next = new Map(
      files.map((file) => [file, imports.filter((i) => i.from === file && !i.typeOnly).map((i) => i.to)]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (done.has(file) || path.includes(file)) return;
      for (const to of next.get(file) ?? []) walk(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
    expect(cycles).toEqual([]);
  });
});
