import { describe, expect, expectTypeOf, it } from 'vitest';
import { Project, type MatchRow, type Node } from 'hlsmith/cpp';

const load = (text: string): Project => Project.fromFiles('p', { 'k.cpp': text });
const texts = (source: string, pattern: string): string[] =>
  load(source)
    .match(pattern)
    .map(({ node }) => node.text);
const rewritten = (source: string, pattern: string, template: string): string => {
  const project = load(source);
  project.rewrite(pattern, template);
  project.commit();
  return project.file('k.cpp').text;
};

describe('code patterns', () => {
  it('find expressions, whatever the white space and comments', () => {
    const source = 'int f(int a) { return pow( a /* base */ , 2) + pow(a,3) + pow(g(a), 2); }';
    expect(texts(source, 'pow($X, 2)')).toEqual(['pow( a /* base */ , 2)', 'pow(g(a), 2)']);
    expect(texts(source, 'pow($_, $_)').length).toBe(3);
  });

  it('want the same code wherever a metavariable recurs', () => {
    const source = 'void f() { x = x + 1; y = x + 1; a[i] = a[ i ] + 2; }';
    expect(texts(source, '$X = $X + $N')).toEqual(['x = x + 1', 'a[i] = a[ i ] + 2']);
  });

  it('take any number of neighbours for an ellipsis', () => {
    const source = 'void f() { g(); g(a); g(a, b); g(a, b, c); h(a); }';
    expect(texts(source, 'g($$$)').length).toBe(4);
    expect(texts(source, 'g(a, $$$rest)')).toEqual(['g(a)', 'g(a, b)', 'g(a, b, c)']);
    expect(texts(source, 'g($$$first, $LAST)')).toEqual(['g(a)', 'g(a, b)', 'g(a, b, c)']);
    const rows = load(source).match('g(a, $$$rest)');
    expect(rows.map(({ rest }) => rest.map((node) => node.text))).toEqual([[], ['b'], ['b', 'c']]);
  });

  it('find statements, blocks and sequences of statements', () => {
    const source = `void f() {
  for (int i = 0; i < 8; i++) { a[i] = 0; b[i] = 1; }
  for (int j = 0; j < n; j++) c[j] = 2;
  t = x; x = y; y = t;
}`;
    expect(texts(source, 'for (int $I = 0; $I < $N; $I++) { $$$BODY }').length).toBe(1);
    expect(texts(source, 'for (int $I = 0; $I < $N; $I++) $BODY').length).toBe(2);
    const [swap] = load(source).match('$T = $A; $A = $B; $B = $T;');
    expect([swap!.T, swap!.A, swap!.B].map(String)).toEqual(['t', 'x', 'y']);
    const [row] = load(source).match('{ $$$before t = $X; $$$after }');
    expect([row!.before.length, row!.X.text, row!.after.length]).toEqual([2, 'x', 2]);
  });

  it('take any loop header, whether it declares its variable or not', () => {
    const source = `void f() {
  for (int i = 0, n = 8; i < n; i++) a[i] = 0;
  for (j = 0; j < 8; j++) b[j] = 0;
}`;
    const pattern = 'for ($INIT; $COND; $STEP) $BODY';
    const rows = load(source).match(pattern);
    expect(rows.map(({ INIT, COND }) => [INIT, COND].map(String))).toEqual([
      ['int i = 0, n = 8;', 'i < n'],
      ['j = 0', 'j < 8'],
    ]);
    expect(rewritten(source, pattern, 'for ($INIT; $COND; $STEP) { $BODY }')).toBe(`void f() {
  for (int i = 0, n = 8; i < n; i++) { a[i] = 0; }
  for (j = 0; j < 8; j++) { b[j] = 0; }
}`);
  });

  it('find types, declarations, templates, parameters and functions', () => {
    const source = `typedef ap_fixed<16,6> a_t;
ap_fixed<8, 4, AP_RND> x;
void k(hls::stream<a_t> &in, int n) { nnet::dense<a_t, b_t, config2>(in, out); }`;
    expect(texts(source, 'ap_fixed<$W, $I>')).toEqual(['ap_fixed<16,6>']);
    expect(texts(source, 'ap_fixed<$W, $$$>').length).toBe(2);
    expect(texts(source, 'typedef $T a_t;')).toEqual(['typedef ap_fixed<16,6> a_t;']);
    expect(texts(source, 'hls::stream<$T> &$NAME')).toEqual(['hls::stream<a_t> &in']);
    expect(texts(source, 'nnet::dense<$I, $O, $C>($$$args)').length).toBe(1);
    expect(texts(source, 'void $F($$$params) { $$$body }').length).toBe(1);
  });

  it('are narrowed by constraints', () => {
    const project = load('void f() { g(1); g(a); g(h(a)); g(a + 2); }');
    const count = (
      ...where: Parameters<typeof project.match<'g($X)'>> extends [unknown, ...infer W] ? W : never
    ) => project.match('g($X)', ...where).length;
    expect(count({ X: 'number_literal' })).toBe(1);
    expect(count({ X: 'Call' })).toBe(1);
    expect(count({ X: /[a-z]/ })).toBe(1);
    expect(count({ X: (node) => node.uses('a') })).toBe(3);
    expect(count(({ X }) => X.text.length > 1)).toBe(2);
  });

  it('say when they are no C++', () => {
    expect(() => load('').match('for (')).toThrow(/pattern 'for \(' cannot be used/);
  });
});

describe('rewrite templates', () => {
  it('put the bound code in, as it was written', () => {
    expect(rewritten('int y = pow(a /* c */ + 1, 2);', 'pow($X, 2)', '(($X) * ($X))')).toBe(
      'int y = ((a /* c */ + 1) * (a /* c */ + 1));',
    );
  });

  it('rewrite matches inside matches', () => {
    expect(rewritten('int y = sq(sq(a) + sq(b));', 'sq($X)', 'pow($X, 2)')).toBe(
      'int y = pow(pow(a, 2) + pow(b, 2), 2);',
    );
  });

  it('keep lists, and take a comma along with an empty one', () => {
    const source = 'void f() { g(a); g(a,  b, c); }';
    expect(rewritten(source, 'g(a, $$$R)', 'h(ctx, $$$R)')).toBe('void f() { h(ctx); h(ctx, b, c); }');
    expect(rewritten(source, 'g(a, $$$R)', 'h($$$R, ctx)')).toBe('void f() { h(ctx); h(b, c, ctx); }');
  });

  it('follow the indentation and line ends of the place', () => {
    const source = 'void f() {\r\n    if (on) {\r\n        go(1);\r\n    }\r\n}\r\n';
    expect(rewritten(source, 'if ($C) { $$$B }', 'while ($C) {\n    $$$B\n    break;\n}')).toBe(
      'void f() {\r\n    while (on) {\r\n        go(1);\r\n        break;\r\n    }\r\n}\r\n',
    );
  });

  it('make no edit where nothing changes, and name what the pattern does not bind', () => {
    const project = load('int y = g(1);');
    expect(project.rewrite('g($X)', 'g($X)')).toBe(1);
    expect(project.commit().edits).toBe(0);
    expect(() => project.rewrite('g($X)', 'g($Y)')).toThrow(/uses \$Y, which the pattern does not bind/);
  });
});

describe('the type of a match', () => {
  it('follows from the pattern', () => {
    expectTypeOf<MatchRow<'f($X, $$$rest)'>>().toEqualTypeOf<{ node: Node; X: Node; rest: Node[] }>();
    expectTypeOf<MatchRow<'$A + $A_2 * $_'>>().toEqualTypeOf<{ node: Node; A: Node; A_2: Node }>();
    const [row] = load('int a = f(1);').match('f($X)');
    // @ts-expect-error the pattern binds X
    expect(row!.Y).toBeUndefined();
  });
});

describe('tree-sitter queries', () => {
  it('give rows by capture', () => {
    const project = load('void f() {\n#pragma unroll\nL: for (;;) { g(); } }');
    const rows = project.treeQuery('(for_statement body: (_) @body) @loop');
    expect(rows.map(({ loop, body }) => [loop!.kind, body!.kind, loop!.parent!.syntax])).toEqual([
      ['ForLoop', 'Block', 'labeled_statement'],
    ]);
    expect(() => project.treeQuery('(no_such_node) @x')).toThrow(/tree-sitter query is wrong/);
  });
});
