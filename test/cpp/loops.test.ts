import { describe, expect, it } from 'vitest';
import { counterOf, Project, type LoopNode } from 'hlsmith/cpp';

const inFunction = (body: string, head = ''): Project =>
  Project.fromFiles('p', {
    'k.cpp': `${head}\nvoid k(int n, int m, int a[64], int b[64], int c[8][8]) {\n${body}\n}\n`,
  });
const loopsOf = (body: string, head = ''): LoopNode[] =>
  inFunction(body, head)
    .query('l:Loop')
    .map(({ l }) => l);
const counts = (body: string, head = ''): unknown[] => loopsOf(body, head).map(({ tripCount }) => tripCount);

describe('trip counts', () => {
  it('are numbers where everything is constant', () => {
    expect(counts('for (int i = 0; i < 8; i++) ;')).toEqual([8]);
    expect(counts('for (int i = 1; i <= 9; i += 3) ;')).toEqual([3]);
    expect(counts('for (int i = 0; 10 > i; i = i + 4) ;')).toEqual([3]);
    expect(counts('for (int i = 7; i >= 0; --i) ;')).toEqual([8]);
    expect(counts('for (int i = 16; i > 3; i -= 5) ;')).toEqual([3]);
    expect(counts('for (int i = 0; i != 12; i += 3) ;')).toEqual([4]);
    expect(counts('for (int i = 5; i < 5; i++) ;')).toEqual([0]);
    expect(counts('int i; for (i = 0; i < 4; ++i) ;')).toEqual([4]);
  });

  it('see through macros, constants, enums, members and constexpr functions', () => {
    const head = `#define N (1 << 4)
#define ROUND_UP(a, b) (((a) + (b) - 1) / (b))
const int half = N / 2;
enum { last = half - 1 };
struct config { static const unsigned n_out = 10; static constexpr int pad = n_out % 4; };
constexpr int twice(int x) { return 2 * x; }`;
    const bounds = [
      'N',
      'half + 1',
      'last',
      'config::n_out',
      'config::pad',
      'twice(half) + 1',
      'ROUND_UP(N, 3)',
    ];
    expect(bounds.map((bound) => counts(`for (int i = 0; i < ${bound}; i++) ;`, head)[0])).toEqual([
      16, 9, 7, 10, 2, 17, 6,
    ]);
  });

  it('know how the types of C++ wrap', () => {
    const head = `typedef unsigned char narrow_t;
const narrow_t tight = 300;
const unsigned four = 4;
constexpr unsigned minus(unsigned a, int b) { return a - b; }`;
    const bounds = [
      'tight',
      '(unsigned char)260',
      'four - 5',
      '(minus(1, 2) >> 28)',
      '(true ? -1 + 2u : 7)',
      '9 / 2u',
    ];
    expect(bounds.map((bound) => counts(`for (unsigned i = 0; i < ${bound}; i++) ;`, head)[0])).toEqual([
      44, 4, 4294967295, 15, 1, 4,
    ]);
  });

  it('are expressions where they depend on values that the loop leaves alone', () => {
    expect(counts('for (int i = 0; i < n; i++) ;')).toEqual([{ expression: 'n' }]);
    expect(counts('for (int i = m; i <= n + 1; i += 2) ;')).toEqual([
      { expression: '((n + 1) - m + 1 + 1) / 2' },
    ]);
    expect(counts('for (int i = n; i > 0; i--) ;')).toEqual([{ expression: 'n' }]);
    expect(counts('for (int i = 0; i < CONFIG_T::n_in; i++) ;')).toEqual([{ expression: 'CONFIG_T::n_in' }]);
  });

  it('are unknown where the counter cannot reach what would end the loop', () => {
    expect(counts('for (unsigned char i = 0; i < 300; i++) ;')).toEqual([null]);
    expect(counts('for (uint8_t i = 0; i < 255; i++) ;')).toEqual([255]);
    expect(counts('for (ap_uint<4> i = 0; i < 16; i++) ;')).toEqual([null]);
    expect(counts('for (ap_uint<5> i = 0; i < 16; i++) ;')).toEqual([16]);
    expect(counts('for (ac_int<4, false> i = 0; i <= 15; ++i) ;')).toEqual([null]);
    expect(counts('for (ap_int<4> i = 7; i >= -8; i--) ;')).toEqual([null]);
    expect(counts('for (short i = 0; i < 40000; i++) ;')).toEqual([null]);
    expect(counts('for (unsigned i = n; i >= 0; i--) ;')).toEqual([null]);
  });

  it('are bounded where the loop may be left early', () => {
    expect(counts('for (int i = 0; i < 8; i++) { if (a[i]) break; }')).toEqual([{ expression: '8', max: 8 }]);
    expect(counts('for (int i = 0; i < 8; i++) { switch (a[i]) { case 1: break; } }')).toEqual([8]);
    expect(counts('for (int i = 0; i < 8; i++) { for (;;) break; }')).toEqual([8, null]);
    expect(counts('for (int i = 0; i < 8; i++) if (a[i]) return;')).toEqual([{ expression: '8', max: 8 }]);
  });

  it('are never guessed', () => {
    const unknown = [
      'for (;;) ;',
      'while (n--) ;',
      'for (int i = 0; i < 8; i++) i += a[i];',
      'for (int i = 0; i < n; i++) n--;',
      'for (int i = 1; i < 8; i *= 2) ;',
      'for (int i = 0; i < 8; i--) ;',
      'for (int i = 0; i != 7; i += 2) ;',
      'for (unsigned i = 7; i >= 0; i--) ;',
      'for (unsigned i = 0; i < -1; i++) ;',
      'for (unsigned char i = -1; i < 8; i++) ;',
      'for (int i = 0; i < get(); i++) ;',
      'for (int i = 0; i < 8; i++) change(i);',
      'for (int i = 0; i < 8; i++) { int *p = &i; }',
    ];
    const head = 'int get(); void change(int &x);';
    for (const body of unknown) expect([body, counts(body, head)[0]]).toEqual([body, null]);
  });

  it('know arrays that a range loop runs over', () => {
    expect(counts('int t[5]; for (int x : t) ;')).toEqual([5]);
    expect(counts('for (int x : unknown) ;')).toEqual([null]);
  });
});

describe('loop nests', () => {
  it('know depth, ends and perfection', () => {
    const [i, j, l, other] = loopsOf(`
A: for (int i = 0; i < 8; i++) {
  #pragma HLS PIPELINE
  B: for (int j = 0; j < 8; j++)
    { // comment
      c[i][j] = 0;
      for (int l = 0; l < 8; l++) c[i][j] += a[l];
    }
}
do { n--; } while (n);`);
    expect([i, j, l, other].map((loop) => [loop!.depth, loop!.isOutermost, loop!.isInnermost])).toEqual([
      [0, true, false],
      [1, false, false],
      [2, false, true],
      [0, true, true],
    ]);
    expect(i!.nest).toEqual([i, j]);
    expect(i!.isPerfect).toBe(false);
    expect(l!.isPerfect).toBe(true);
    expect([i!.label, j!.label, l!.label]).toEqual(['A', 'B', null]);
    expect(i!.iv).toEqual({ name: 'i', init: 0, relation: '<', bound: 8, step: 1 });
  });
});

describe('accesses', () => {
  const show = (body: string): unknown[] =>
    loopsOf(body)[0]!
      .accesses()
      .map((access) => [
        access.name + access.member,
        access.node.text,
        (access.isRead ? 'r' : '') + (access.isWrite ? 'w' : ''),
        access.affine,
      ]);

  it('give affine index functions of counters and unchanged names', () => {
    expect(show('for (int i = 0; i < 8; i++) a[2 * i + m - (3 - i)] = b[i << 2] + c[i][n * i];')).toEqual([
      ['m', 'm', 'r', []],
      ['b', 'b[i << 2]', 'r', [{ coefficients: { i: 4 }, offset: 0 }]],
      ['c', 'c[i][n * i]', 'r', [{ coefficients: { i: 1 }, offset: 0 }, null]],
      ['n', 'n', 'r', []],
      ['a', 'a[2 * i + m - (3 - i)]', 'w', [{ coefficients: { i: 3, m: 1 }, offset: -3 }]],
    ]);
  });

  it('know what a range loop around them declares', () => {
    const [, inner] = loopsOf('for (int (&row)[8] : c) for (int i = 0; i < 8; i++) row[i] = 0;');
    expect(inner!.accesses().map(({ name, isWrite }) => [name, isWrite])).toEqual([['row', true]]);
    const [, other] = loopsOf('for (auto x : a) for (int i = 0; i < 8; i++) b[i] = x;');
    expect(other!.accesses().map(({ name }) => name)).toEqual(['x', 'b']);
  });

  it('know compound assignments, counting, members, streams and whole arrays', () => {
    expect(
      show(
        'struct p { int x; } s[8]; for (int i = 0; i < 8; i++) { s[i].x += 1; n++; in.write(a[i]); use(b); }',
      ).map((access) => (access as unknown[]).slice(0, 3)),
    ).toEqual([
      ['s.x', 's[i].x', 'rw'],
      ['n', 'n', 'rw'],
      ['in', 'in', 'rw'],
      ['a', 'a[i]', 'r'],
      ['b', 'b', 'rw'],
    ]);
  });
});

describe('dependences', () => {
  const show = (body: string): string[] =>
    loopsOf(body)[0]!
      .dependences()
      .map(
        ({ kind, from, to, distance, certainty }) =>
          `${kind} ${from.node.text} -> ${to.node.text} (${distance.join(', ')})${certainty === 'yes' ? '' : ' ?'}`,
      );

  it('have distances', () => {
    expect(show('for (int i = 2; i < 64; i++) a[i] = a[i - 2];')).toEqual(['RAW a[i] -> a[i - 2] (2)']);
    expect(show('for (int i = 0; i < 62; i++) a[i] = a[i + 1];')).toEqual(['WAR a[i + 1] -> a[i] (1)']);
    expect(show('for (int i = 0; i < 64; i += 2) a[i] = a[i + 4];')).toEqual(['WAR a[i + 4] -> a[i] (2)']);
    expect(show('for (int i = 0; i < 64; i++) a[i] = a[i] + 1;')).toEqual(['WAR a[i] -> a[i] (0)']);
    expect(
      show('for (int i = 1; i < 8; i++) for (int j = 0; j < 7; j++) c[i][j] = c[i - 1][j + 1];'),
    ).toEqual(['RAW c[i][j] -> c[i - 1][j + 1] (1, -1)']);
  });

  it('are exact in linearised and strip-mined indices', () => {
    const nest = (outer: string, body: string): string =>
      `for (int i = 0; ${outer}) for (int j = 0; j < 8; j++) ${body}`;
    expect(show(nest('i < 8; i++', 'a[i * 8 + j] = a[i * 8 + j] + 1;'))).toEqual([
      'WAR a[i * 8 + j] -> a[i * 8 + j] (0, 0)',
    ]);
    expect(show(nest('i < 64; i += 8', 'a[i + j] = 0;'))).toEqual([]);
    expect(show(nest('i < 7; i++', 'a[8 * i + j + 8] = a[8 * i + j];'))).toEqual([
      'RAW a[8 * i + j + 8] -> a[8 * i + j] (1, 0)',
    ]);
    // Rows that overlap meet in several ways, of which none is named.
    const overlapping = loopsOf(nest('i < 8; i++', 'a[i * 7 + j] = 0;'))[0]!;
    expect(overlapping.carriesDependence).toBe('unknown');
  });

  it('are ruled out where no iteration meets another', () => {
    const apart = [
      'for (int i = 0; i < 32; i++) a[2 * i] = a[2 * i + 1];',
      'for (int i = 0; i < 8; i++) a[i] = a[i + 8];',
      'for (int i = 0; i < 8; i++) a[i] = b[i];',
      'for (int i = 0; i < 8; i++) c[i][0] = c[i][1];',
      'for (int i = 0; i < 8; i++) a[i] = a[2 * i + 40];',
      'for (int i = 0; i < 8; i++) { int t = b[i]; a[i] = t; }',
    ];
    for (const body of apart) expect([body, show(body)]).toEqual([body, []]);
    expect(loopsOf(apart[0]!)[0]!.carriesDependence).toBe('no');
  });

  it('of reductions are carried by the loop that adds up', () => {
    const body = `for (int i = 0; i < 8; i++) for (int j = 0; j < 8; j++) for (int l = 0; l < 8; l++) c[i][j] += a[l];`;
    expect(show(body)).toEqual([
      'RAW c[i][j] -> c[i][j] (0, 0, +)',
      'WAR c[i][j] -> c[i][j] (0, 0, +)',
      'WAW c[i][j] -> c[i][j] (0, 0, +)',
    ]);
    expect(loopsOf(body).map((loop) => loop.carriesDependence)).toEqual(['no', 'no', 'yes']);
  });

  it('of scalars that each iteration sets anew carry no value', () => {
    const kinds = (body: string): string[] => [
      ...new Set(
        loopsOf(body)[0]!
          .dependences()
          .filter(({ carriedBy }) => carriedBy)
          .map(({ kind }) => kind),
      ),
    ];
    expect(kinds('int t; for (int i = 0; i < 8; i++) { t = b[i]; a[i] = t; }').sort()).toEqual([
      'WAR',
      'WAW',
    ]);
    expect(kinds('int t = 0; for (int i = 0; i < 8; i++) { t = t + b[i]; }').sort()).toEqual([
      'RAW',
      'WAR',
      'WAW',
    ]);
    expect(kinds('int t = 0; for (int i = 0; i < 8; i++) { if (b[i]) t = i; a[i] = t; }')).toContain('RAW');
  });

  it('carry no value of scalars that every way through an iteration sets first', () => {
    const reads = (body: string): string[] => {
      const [loop] = loopsOf(body);
      const found = loop!.dependences().filter(({ kind, carriedBy }) => kind === 'RAW' && carriedBy === loop);
      return [...new Set(found.map(({ to }) => to.node.text))];
    };
    const around = (body: string): string[] =>
      reads(`int t = 0; for (int i = 0; i < 8; i++) { ${body} a[i] = t; }`);
    expect(around('if (b[i]) t = 1; else { t = 2; }')).toEqual([]);
    expect(around('for (int j = 0; j < 4; j++) t = j;')).toEqual([]);
    expect(around('for (t = 0; t < n; t++) b[i] = 0;')).toEqual([]);
    expect(around('if (b[i]) continue; t = 1;')).toEqual([]);
    expect(around('if (b[i]) t = 1;')).toEqual(['t']);
    expect(around('for (int j = 0; j < n; j++) t = j;')).toEqual(['t']);
    expect(around('for (int j = 0; j < 4; j++) { if (b[j]) continue; t = j; }')).toEqual(['t']);
    expect(around('while (b[t]) t = 1;')).toEqual(['t']);
    expect(around('do { t = 1; } while (b[t]);')).toEqual([]);
    expect(around('switch (n) { case 1: t = 1; }')).toEqual(['t']);
    expect(around('t = t + 1;')).toEqual(['t']);
  });

  it('put in what temporaries were set to', () => {
    const indices = (body: string): unknown[] =>
      loopsOf(body)[0]!
        .accesses()
        .filter(({ name }) => name === 'a')
        .map(({ affine }) => affine[0]);
    const inLoop = (body: string): unknown => indices(`int t; for (int i = 0; i < 8; i++) { ${body} }`)[0];
    expect(inLoop('t = 8 * i; a[t + 1] = 0;')).toEqual({ coefficients: { i: 8 }, offset: 1 });
    expect(inLoop('int u = i + n, w = 2 * u; a[w] = 0;')).toEqual({
      coefficients: { i: 2, n: 2 },
      offset: 0,
    });
    expect(inLoop('t = 64 * i / 16; a[t] = 0;')).toEqual({ coefficients: { i: 4 }, offset: 0 });
    // Found nowhere, set twice, set behind, cut to eight bits, another i.
    expect(inLoop('int u = b[i]; a[u] = 0;')).toBeNull();
    expect(inLoop('t = i; if (n) t = 0; a[t] = 0;')).toBeNull();
    expect(inLoop('if (n) { t = i; } a[t] = 0;')).toBeNull();
    expect(inLoop('a[t] = 0; t = i;')).toBeNull();
    expect(inLoop('char u = 200 * i; a[u] = 0;')).toBeNull();
    expect(inLoop('t = i; for (int i = 0; i < 4; i++) a[t] = 0;')).toBeNull();
    expect(inLoop('t = i / 2; a[t] = 0;')).toBeNull();
  });

  it('know whether the counter is looked at behind the loop', () => {
    const isPrivate = (body: string): boolean => counterOf(loopsOf(body)[0]!)!.isPrivate;
    const loop = 'for (i = 0; i < 8; i++) a[i] = 0;';
    expect(isPrivate(`int i; ${loop}`)).toBe(true);
    expect(isPrivate(`int i; ${loop} i = 3; b[i] = 0;`)).toBe(true);
    expect(isPrivate(`int i; ${loop} if (n) i = 3; else i = 4; b[i] = 0;`)).toBe(true);
    expect(isPrivate(`int i = 0; b[i] = 1; ${loop}`)).toBe(true);
    expect(isPrivate(`int i; ${loop} for (i = 0; i < 4; i++) b[i] = 0;`)).toBe(true);
    expect(isPrivate(`int i; ${loop} b[i] = 0;`)).toBe(false);
    expect(isPrivate(`int i; ${loop} if (n) i = 3; b[i] = 0;`)).toBe(false);
    expect(isPrivate(`int i, *p = &i; ${loop} b[*p] = 0;`)).toBe(false);
    expect(counterOf(loopsOf(`int i = 0; while (n--) { b[i] = 1; ${loop} }`)[1]!)!.isPrivate).toBe(false);
    expect(counterOf(loopsOf(`int i = 0; while (n--) { i = 2; b[i] = 1; ${loop} }`)[1]!)!.isPrivate).toBe(
      true,
    );
  });

  it('are unknown where a condition decides', () => {
    expect(show('for (int i = 1; i < 64; i++) if (b[i]) a[i] = a[i - 1];')).toEqual([
      'RAW a[i] -> a[i - 1] (1) ?',
    ]);
  });

  it('are unknown where indices are not affine, or a function gets the array', () => {
    expect(show('for (int i = 0; i < 8; i++) a[b[i]] = i;')).toEqual(['WAW a[b[i]] -> a[b[i]] (+) ?']);
    expect(loopsOf('for (int i = 0; i < 8; i++) update(a, i);')[0]!.carriesDependence).toBe('unknown');
    expect(loopsOf('for (int i = 0; i < 8; i++) a[i] = a[n * i];')[0]!.carriesDependence).toBe('unknown');
    expect(loopsOf('for (int i = 0; i < n; i++) a[i] = a[i + m];')[0]!.carriesDependence).toBe('unknown');
  });
});
