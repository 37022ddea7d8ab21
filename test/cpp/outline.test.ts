import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Project, type LoopNode } from 'hlsmith/cpp';
import { readOutline } from '../../src/cpp/parse/outline.js';
import { parser } from '../../src/cpp/parse/parser.js';
import { bothLoops } from './outlined-loops.js';

afterEach(() => vi.restoreAllMocks());

const projectOf = (text: string): Project => Project.fromFiles('p', { 'k.cpp': text });
const parsedOf = (text: string) => projectOf(text).file('k.cpp').unit.parsed;

const kernel = `#define N 4
void f(int a[N], int b[N]) { // first
  #pragma HLS INLINE off
L: for (int i = 0; i < N; i++) {
    #pragma HLS LOOP_TRIPCOUNT max=4
    for (int j = 0; j < N; j++) {
      a[i] += j; /* for (;;) */
    }
    if (a[i]) { b[i] = '{'; } else while (b[i]--) { }
  }
}
`;

describe('an outline', () => {
  const simple = fc.constantFrom(
    ...['a = b;', 'int x[] = {1, 2};', 'f(a, "for (;;) {", \'}\');', ';', 'T<int> y{1};', 'goto end;'],
    ...[
      '// for (;;) {\n;',
      '/* } */ a++;',
      'const char *s = R"(for (;;) {)";',
      'return a ? b : c;',
      "a = 1'000;",
    ],
  );
  const { statement } = fc.letrec<{ statement: string }>((tie) => {
    const inner = tie('statement');
    const block = fc.array(inner, { maxLength: 4 }).map((list) => `{\n${list.join('\n')}\n}`);
    const header = fc.constantFrom(
      'for (int i = 0; i < n; i++)',
      'for (;;)',
      'for (auto &x : v)',
      'while (f(a[0], b))',
      'for (int i = a ? 1 : 2; i < n; i += g(1, 2))',
    );
    return {
      statement: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        simple,
        block,
        fc.tuple(header, fc.oneof(block, inner)).map(([head, body]) => `${head} ${body}`),
        fc.tuple(header, block).map(([head, body]) => `\n#pragma HLS PIPELINE\n${head}\n#pragma x\n${body}`),
        fc.oneof(block, inner).map((body) => `do ${body} while (a);`),
        fc.tuple(block, inner).map(([yes, no]) => `if (a) ${yes} else ${no}`),
        inner.map((body) => `if constexpr (N > 1) ${body}`),
        block.map((body) => `switch (a) ${body}`),
        inner.map((body) => `case A::b: ${body}`),
        inner.map((body) => `label: ${body}`),
        block.map((body) => `try ${body} catch (...) ${body}`),
        block.map((body) => `auto f = [&](int k) ${body};`),
        block.map((body) => `run([=] ${body}, 1);`),
        block.map((body) => `struct S { void g() ${body} };`),
        block.map((body) => `MACRO(x)\n${body}`),
      ),
    };
  });

  it('shows the loops that the tree has, or says that it is in doubt', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), (statements) => {
        const parsed = parsedOf(`namespace n {\nvoid f(int a) {\n${statements.join('\n')}\n}\n}\n`);
        fc.pre(parsed.errors === 0);
        const { outlined, parsed: wanted } = bothLoops(parsed);
        expect(outlined).toEqual(wanted);
      }),
      { numRuns: Number(process.env['HLSMITH_FUZZ'] ?? 150) },
    );
  });

  it('is in doubt where braces, headers or statements are not plain to see', () => {
    for (const text of [
      'void f() { for (;;) { }',
      'void f() { } }',
      'void f() { for (EACH(i)) { } }',
      'void f() { for (;;) T{1}; }',
      'void f() { for (;;) { auto g = [] { a(); }; } }',
      'void f() { g([] { for (;;) { } }); }',
      'void f() { IF (a) for (;;) { } }',
      'void f() { else for (;;) { } }',
    ])
      expect(readOutline(text)).toBeNull();
    expect(parsedOf('void f() {\n#if A\n a();\n#else\n for (;;) { }\n#endif\n}\n').outline).toBeNull();
  });
});

describe('a question about loops', () => {
  it('parses nothing, nor do pragmas at their start and the commit', () => {
    const read = vi.spyOn(parser, 'read');
    const project = projectOf(kernel);
    const rows = project.query('l:ForLoop !=> :Loop');
    expect(project.query('l:ForLoop => :Loop').map(({ l }) => l.depth)).toEqual([0, 0]);
    expect(project.query('l:ForLoop => p:Pragma').map(({ l, p }) => [l.at.line, p.content])).toEqual([
      [4, 'HLS LOOP_TRIPCOUNT max=4'],
    ]);
    const { l } = rows[0]!;
    expect([l.kind, l.at.line, l.isInnermost, l.depth, l.body.start > l.start]).toEqual([
      'ForLoop',
      6,
      true,
      1,
      true,
    ]);
    expect(l.loopsAround[0]!.pragmasInside.map(({ content }) => content)).toEqual([
      'HLS LOOP_TRIPCOUNT max=4',
    ]);
    l.insertAtStart('#pragma HLS PIPELINE');
    const commit = project.commit();
    expect(project.file('k.cpp').text).toContain('j++) {\n      #pragma HLS PIPELINE\n      a[i]');
    expect(l.pragmasInside.map(({ content }) => content)).toEqual(['HLS PIPELINE']);
    commit.undo();
    expect([project.file('k.cpp').text, l.at.line, l.text.length]).toEqual([kernel, 6, 67]);
    expect(read).not.toHaveBeenCalled();
  });

  it('puts braces around a bare body without parsing, as it does with a tree', () => {
    const bare = `void f(int a[4]) {
  for (int i = 0; i < 4; i++)
    a[i] = 0; // zero
  for (;;) a[0]++;
  for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) a[i] += j;
  do a[1]--; while (a[1]);
  for (char c : "abc") L: a[2] = c;
}
`;
    const texts = [false, true].map((isParsed) => {
      const read = vi.spyOn(parser, 'read');
      const project = projectOf(bare);
      if (isParsed) void project.file('k.cpp').degraded;
      const rows = project.query('l:Loop !=> :Loop');
      for (const { l } of rows) if (l.kind !== 'RangeLoop') l.insertAtStart('#pragma HLS PIPELINE');
      project.commit();
      if (!isParsed) expect(read).not.toHaveBeenCalled();
      const inside = rows.map(({ l }) => l.alive && l.body.text.includes('PIPELINE'));
      if (!isParsed) expect(inside).toEqual([true, true, true, true, false]);
      expect(project.file('k.cpp').degraded).toEqual([]);
      vi.restoreAllMocks();
      return project.file('k.cpp').text;
    });
    expect(texts[0]).toBe(texts[1]);
  });

  it('leaves code put in beside braces to the parser', () => {
    for (const code of ['}', '{']) {
      const project = projectOf(kernel);
      const { l } = project.query('l:ForLoop !=> :Loop')[0]!;
      l.unit.edit(l.body.start + 1, l.body.start + 1, code);
      expect(() => project.commit()).toThrow(/syntax/);
    }
  });

  it('gives handles that are those of the tree once something needs it', () => {
    const project = projectOf(kernel);
    const before = project.query('l:Loop').map(({ l }) => l);
    const body = before[0]!.body;
    const fork = project.fork();
    expect(before.map(({ tripCount }) => tripCount)).toEqual([4, 4, null]);
    expect(before[0]!.label).toBe('L');
    expect(project.query('l:Loop').map(({ l }) => l)).toEqual(before);
    expect(
      project
        .fn('f')
        .query('l:Loop')
        .map(({ l }) => l),
    ).toEqual(before);
    expect(before[0]!.body).toBe(body);
    expect(body.parent).toBe(before[0]);
    expect(fork.query('l:Loop').every(({ l }) => !before.includes(l))).toBe(true);
  });

  it('is answered alike when a property of the first row needs the tree', () => {
    const project = projectOf(kernel);
    const rows = project.query('l:ForLoop[tripCount=4]').map(({ l }): LoopNode => l);
    expect(rows.map(({ label }) => label)).toEqual(['L', null]);
    expect(project.query('l:ForLoop').map(({ l }) => l)).toEqual(rows);
  });

  it('keeps the check for syntax errors where more than blanks change', () => {
    const project = projectOf(kernel);
    const { l } = project.query('l:ForLoop !=> :Loop')[0]!;
    l.insertAtStart('int x = (;');
    expect(() => project.commit()).toThrow(/syntax/);
    expect(project.file('k.cpp').text).toBe(kernel);
    expect(l.alive).toBe(true);
  });

  it('follows handles through edits of both sorts and back', () => {
    const project = projectOf(kernel);
    const { l } = project.query('l:ForLoop !=> :Loop')[0]!;
    l.insertAtStart('#pragma A');
    const first = project.commit();
    l.insertAtStart('b[0] = 1;');
    const second = project.commit();
    expect(l.text).toContain('b[0] = 1;');
    second.undo();
    first.undo();
    expect([l.alive, l.text.includes('#pragma A'), l.iv?.name]).toEqual([true, false, 'j']);
  });
});
