import { describe, expect, expectTypeOf, it } from 'vitest';
import { Project, type CallNode, type FunctionNode, type LoopNode, type Node, type Row } from 'hlsmith/cpp';
import { generatedProject } from './generated-project.js';

const kernel = `#define N 8
void helper(int *p);
void kernel(int a[N][N], int b[N]) {
    int sum = 0;
Rows:
    #pragma HLS UNROLL
    for (int i = 0; i < N; i++) {
        #pragma HLS PIPELINE
        if (b[i]) {
            for (int j = 0; j < N; j++) sum += a[i][j];
        }
        b[i] = sum;
    }
    while (sum > 0) helper(&sum);
}
void other() { for (;;) { for (;;) ; } }
`;
const project = (): Project => Project.fromFiles('p', { 'k.cpp': kernel });
const lines = <R extends object>(rows: readonly R[]): number[][] =>
  rows.map((row) => Object.values(row).map((node: Node) => node.at.line));

describe('path queries', () => {
  it('give rows of named nodes in source order', () => {
    expect(lines(project().query('fn:Function => l:ForLoop'))).toEqual([
      [3, 7],
      [3, 10],
      [16, 16],
      [16, 16],
    ]);
    expect(lines(project().query('a:ForLoop => b:ForLoop')).length).toBe(2);
  });

  it('take a condition on the row', () => {
    const rows = project().query(
      'fn:Function => l:Loop',
      ({ fn, l }) => fn.name === 'kernel' && l.label === 'Rows',
    );
    expect(lines(rows)).toEqual([[3, 7]]);
  });

  it('measure distance in levels of nesting: braces and labels are none', () => {
    const p = project();
    expect(lines(p.query('fn:Function ={1}> l:Loop'))).toEqual([
      [3, 7],
      [3, 14],
      [16, 16],
    ]);
    expect(lines(p.query('a:ForLoop ={2}> b:ForLoop'))).toEqual([[7, 10]]);
    expect(lines(p.query('fn:Function[name=kernel] ={2,}> l:Loop'))).toEqual([[3, 10]]);
    expect(lines(p.query('fn:Function[name=kernel] ={1,2}> l:Loop'))).toEqual([
      [3, 7],
      [3, 14],
    ]);
  });

  it('leave out what has something inside', () => {
    const p = project();
    expect(lines(p.query('l:ForLoop !=> :ForLoop')).map(([line]) => line)).toEqual([10, 16]);
    expect(lines(p.query('fn:Function[isDefinition] !=> :Call'))).toEqual([[16]]);
    expect(lines(p.query('fn:Function !=> :Call => l:Loop !=> :Loop'))).toEqual([[16, 16]]);
    expect(lines(p.query('l:ForLoop !={1}> :ForLoop')).length).toBe(3);
  });

  it('offer alternatives of kinds and of names', () => {
    const p = project();
    expect(lines(p.query('fn:Function[name=kernel] ={1}> l:(ForLoop|WhileLoop)')).length).toBe(2);
    const rows = p.query('fn:Function[name=kernel] ={1}> (f:ForLoop|w:WhileLoop)');
    expect(rows.map(({ f, w }) => [f?.at.line, w?.at.line])).toEqual([
      [7, undefined],
      [undefined, 14],
    ]);
  });

  it('test attributes', () => {
    const p = Project.fromFiles('prj', generatedProject);
    expect(p.query('c:Call[qualifiedName^="nnet::"][commentLabel]').length).toBe(4);
    expect(p.query('c:Call[name!=dense][commentLabel]').length).toBe(2);
    expect(p.query('v:VarDecl[!isStatic][isLocal]').map(({ v }) => v.name)).toEqual([
      'layer2_out',
      'layer3_out',
      'layer4_out',
      'i',
      'j',
    ]);
    expect(() => p.query('c:Call[colour=red]')).toThrow(/a Call has no property colour/);
  });

  it('know preprocessor lines', () => {
    const p = project();
    expect(p.query('l:ForLoop => p:Pragma').map(({ l, p: q }) => [l.at.line, q.content])).toEqual([
      [7, 'HLS PIPELINE'],
    ]);
    expect(p.query('m:Macro').map(({ m }) => [m.name, m.macroBody])).toEqual([['N', '8']]);
    expect(lines(p.query('l:ForLoop !=> :Pragma')).length).toBe(3);
  });

  it('can be asked of a node', () => {
    const p = project();
    const { l } = p.one('l:Loop[label=Rows]');
    expect(lines(l.query('l:ForLoop'))).toEqual([[10]]);
    expect(l.query('s:Subscript').map(({ s }) => s.text)).toEqual(['b[i]', 'a[i][j]', 'a[i]', 'b[i]']);
    expect(l.query('a:Assign').map(({ a }) => [a.lhs.text, a.operator, a.rhs?.text])).toEqual([
      ['i', '++', undefined],
      ['j', '++', undefined],
      ['sum', '+=', 'a[i][j]'],
      ['b[i]', '=', 'sum'],
    ]);
  });

  it('say where a query is wrong', () => {
    const text: string = 'fn:Function -> x:Call';
    expect(() => project().query(text)).toThrow(/wrong at character 13: expected =>/);
    const unknown: string = 'fn:Functoin';
    expect(() => project().query(unknown)).toThrow(/character 4: no kind Functoin; kinds: Assign/);
    expect(() => project().query(':Call => :Expr')).toThrow(/no node has a name/);
    expect(() => project().one('l:DoLoop')).toThrow(/nothing matches 'l:DoLoop'/);
    expect(() => project().one('l:Loop')).toThrow(/more than one row: k\.cpp:7/);
  });
});

describe('the type of a row', () => {
  it('follows from the query', () => {
    expectTypeOf<Row<'fn:Function => loop:ForLoop'>>().toEqualTypeOf<{ fn: FunctionNode; loop: LoopNode }>();
    expectTypeOf<Row<'fn:Function[name=x] ={1,2}> c:Call[name^="a"]'>>().toEqualTypeOf<{
      fn: FunctionNode;
      c: CallNode;
    }>();
    expectTypeOf<Row<'l:Loop !=> x:Call => c:Call'>>().toEqualTypeOf<{ l: LoopNode; c: CallNode }>();
    expectTypeOf<Row<'l:Loop !=> :Call'>>().toEqualTypeOf<{ l: LoopNode }>();
    expectTypeOf<Row<'x:(Call|Loop)'>>().toEqualTypeOf<{ x: CallNode | LoopNode }>();
    expectTypeOf<Row<'(a:Call|b:Loop) => :Call'>>().toEqualTypeOf<{ a?: CallNode; b?: LoopNode }>();
    expectTypeOf<Row<string>>().toEqualTypeOf<Record<string, Node>>();
  });

  it('refuses names that the query does not bind, and kinds that do not exist', () => {
    const p = project();
    const [row] = p.query('fn:Function => loop:ForLoop');
    expect(row!.loop.kind).toBe('ForLoop');
    // @ts-expect-error the query binds `loop`
    expect(row!.lop).toBeUndefined();
    // @ts-expect-error a function has no label
    expect(row!.fn.label).toBeUndefined();
    // @ts-expect-error there is no kind ForLop
    expect(() => p.query('l:ForLop')).toThrow(/no kind ForLop/);
    // @ts-expect-error the condition sees the same names
    p.query('fn:Function', ({ f }) => f !== undefined);
  });
});
