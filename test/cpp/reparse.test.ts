import { afterEach, expect, it, vi } from 'vitest';
import { Project } from 'hlsmith/cpp';
import { parser } from '../../src/cpp/parse/parser.js';
import { expectFreshTree } from './fresh-tree.js';

afterEach(() => vi.restoreAllMocks());

const kernel = `#define N 4
typedef int data_t;
struct config {
  static const unsigned n = N;
};
namespace k {
void f(data_t a[N]) { // first
L: for (int i = 0; i < N; i++) {
    a[i] = 0; // zero
    a[i] += 1;
  }
}
void g();
}
void h(int a[4]) { k::f(a); }
`;

/** What the parser is given by a commit. */
function readBy(edit: (project: Project) => void): { project: Project; read: string[] } {
  const project = Project.fromFiles('p', { 'k.cpp': kernel });
  edit(project);
  const spy = vi.spyOn(parser, 'read');
  project.commit();
  const read = spy.mock.calls.map(([text]) => text);
  spy.mockRestore();
  expectFreshTree(project.file('k.cpp'));
  return { project, read };
}

it('a commit reads a file the way that helped it before', () => {
  const project = Project.fromFiles('p', {
    'k.cpp': 'void f(int a) {\n#if A\n  if (a) {\n#else\n  if (!a) {\n#endif\n    g();\n  }\n}\n',
  });
  const [file] = project.files;
  const { way } = file!.unit.parsed;
  expect(way).toBeGreaterThan(0);
  expect(file!.degraded).toEqual([]);
  project.fn('f').insertAtEnd('h();');
  project.commit();
  expect(file!.unit.parsed.way).toBe(way);
  expect(file!.degraded).toEqual([]);
});

it('pragmas are blanks to the parser: a commit that adds, changes or removes some reads nothing', () => {
  const { project, read } = readBy((p) => p.one('l:ForLoop').l.insertAtStart('#pragma HLS PIPELINE'));
  expect(read).toEqual([]);
  const { l } = project.one('l:ForLoop');
  expect(l.pragmasInside.map(({ content }) => content)).toEqual(['HLS PIPELINE']);
  expect(project.one('c:Comment', ({ c }) => c.content === 'zero').c.at.line).toBe(10);
  const spy = vi.spyOn(parser, 'read');
  const [pragma] = l.pragmasInside;
  pragma!.replace('#pragma HLS UNROLL');
  project.commit();
  pragma!.remove();
  project.commit();
  expect(spy).not.toHaveBeenCalled();
  expect(project.diff()).toBe('');
  expectFreshTree(project.file('k.cpp'));
});

it('a commit reads only the statement or declaration that an edit touches', () => {
  const typedef = readBy((p) => p.typedef('data_t').set('ap_fixed<8,4>'));
  expect(typedef.read).toEqual(['typedef ap_fixed<8,4> data_t;']);
  const loops = readBy((p) => {
    p.rewrite('$A += 1', '$A -= 1');
    p.fn('h').insertAtEnd('int b;');
  });
  expect(loops.read).toEqual(['void f() {a[i] -= 1;\n}', 'void f() {k::f(a); int b; \n}']);
  const member = readBy((p) => p.fn('k::f').after('void e() {}'));
  expect(member.read).toHaveLength(1);
  expect(member.read[0]).toMatch(/^namespace n \{void f[^]*void e\(\) \{\}\n\}$/);
});

it.each([
  ['a comment that would swallow what follows', (p: Project) => p.fn('h').wrap('', '//')],
  [
    'a brace too many',
    (p: Project) => p.one('a:Assign', ({ a }) => a.text === 'a[i] = 0').a.replace('a[i] = 0; }'),
  ],
  ['half a statement', (p: Project) => p.fn('g').replace('void g()')],
])('%s is read in its place', (_, edit) => {
  const project = Project.fromFiles('p', { 'k.cpp': kernel });
  edit(project);
  project.commit({ allowErrors: true });
  expectFreshTree(project.file('k.cpp'));
});

it('handles outside what was read again keep their place, those inside are found', () => {
  const project = Project.fromFiles('p', { 'k.cpp': kernel });
  const { l } = project.one('l:ForLoop');
  const [zero, add] = l
    .query('a:Assign')
    .map(({ a }) => a)
    .filter(({ text }) => /=/.test(text));
  const h = project.fn('h');
  zero!.replace('a[i] = 2');
  l.before('int sum;');
  project.commit();
  expect([l.text.startsWith('for'), zero!.text, add!.text, h.name]).toEqual([
    true,
    'a[i] = 2',
    'a[i] += 1',
    'h',
  ]);
  expectFreshTree(project.file('k.cpp'));
});
