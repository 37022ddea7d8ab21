import { describe, expect, it } from 'vitest';
import { Project, type LoopNode, type FunctionNode, type VarDeclNode } from 'hlsmith/cpp';
import { pragmasIn, pragmasOf, type DialectName } from 'hlsmith/hls';

const open = (text: string): Project => Project.fromFiles('/x', { 'k.cpp': text });
const loops = (project: Project): LoopNode[] => project.query('l:Loop').map(({ l }) => l);
const text = (project: Project): string => project.file('k.cpp').text;
const lines = (...all: readonly string[]): string => all.join('\n') + '\n';

describe('what a pragma belongs to', () => {
  it('is in Vitis the loop, function or region around it, or the variables that it names', () => {
    const project = open(
      lines(
        'void f(int a[8], int b[8]) {',
        '#pragma HLS interface m_axi port=a,b bundle=gmem offset=slave',
        '#pragma HLS INTERFACE s_axilite port=return',
        '#pragma HLS dataflow',
        '  int c[8];',
        '#pragma HLS array_partition variable = c Complete dim=0 // all',
        '  for (int i = 0; i < 8; i++)',
        '  #pragma HLS unroll factor=2',
        '  {',
        '    #pragma HLS PIPELINE \\',
        '       II=f<3>::x / 2 rewind',
        '    if (i) {',
        '      #pragma HLS LOOP_TRIPCOUNT max=8',
        '      a[i] = b[i] + c[i];',
        '    }',
        '  }',
        '  part: {',
        '    #pragma HLS LATENCY max=3',
        '    a[0] = 1;',
        '  }',
        '}',
      ),
    );
    const fn = project.fn('f');
    const [loop] = loops(project);
    const [a, b] = fn.params;
    const [c] = fn.declarations();
    expect([...pragmasOf(loop!)].map(({ name }) => name)).toEqual(['UNROLL', 'PIPELINE', 'LOOP_TRIPCOUNT']);
    expect(pragmasOf(loop!).get('pipeline')!.options).toEqual({ II: 'f<3>::x / 2', rewind: true });
    expect([...pragmasOf(fn)].map(({ name }) => name)).toEqual(['INTERFACE', 'DATAFLOW']);
    expect(pragmasOf(a!).get('INTERFACE', { mode: 'm_axi' })).toBe(pragmasOf(b!).get('INTERFACE'));
    expect(loop!.pragmas.get('UNROLL')).toBe(pragmasOf(loop!).get('UNROLL'));
    expect(project.query('l:ForLoop[!pragmas]').map(({ l }) => l)).toEqual([]);
    expect(fn.interfaces.map((pragma) => [pragma.get('mode'), pragma.variableNames])).toEqual([
      ['m_axi', ['a', 'b']],
      ['s_axilite', ['return']],
    ]);
    expect(pragmasOf(c!).get('ARRAY_PARTITION')!.options).toEqual({
      variable: 'c',
      type: 'complete',
      dim: '0',
    });
    const latency = pragmasIn(project.file('k.cpp')).find(({ name }) => name === 'LATENCY')!;
    expect(latency.targets.map(({ kind, at }) => [kind, at.line])).toEqual([['Block', 17]]);
    expect(pragmasIn(project.file('k.cpp')).flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  it('is for Intel and Catapult the loop behind it, through labels and attributes', () => {
    const project = open(
      lines(
        'void f(int a[8]) {',
        '  L1:',
        '  #pragma unroll CONFIG_T::n / 2',
        '  #pragma ivdep array(a) safelen(4)',
        '  for (int i = 0; i < 8; i++) {',
        '    [[intel::fpga_register]] int t[2], u;',
        '    hls_register int v;',
        '    [[intel::initiation_interval(1), intel::ivdep]]',
        '    for (;;) t[0] = i;',
        '  }',
        '  #pragma hls_pipeline_init_interval 1',
        '  #pragma hls_unroll yes',
        '  L2: for (;;) {',
        '    _Pragma ("hls_unroll 4")',
        '    for (;;) {}',
        '  }',
        '}',
      ),
    );
    const said = loops(project).map((loop) => [...pragmasOf(loop)].map((p) => [p.name, p.options]));
    expect(said).toEqual([
      [
        ['unroll', { factor: 'CONFIG_T::n / 2' }],
        ['ivdep', { array: 'a', safelen: '4' }],
      ],
      [
        ['initiation_interval', { value: '1' }],
        ['ivdep', {}],
      ],
      [
        ['hls_pipeline_init_interval', { interval: '1' }],
        ['hls_unroll', { factor: 'yes' }],
      ],
      [['hls_unroll', { factor: '4' }]],
    ]);
    const locals = project
      .fn('f')
      .declarations()
      .filter(({ name }) => 'tuv'.includes(name));
    expect(locals.map((local) => [...pragmasOf(local)].map(({ name }) => name))).toEqual([
      ['fpga_register'],
      ['fpga_register'],
      ['fpga_register'],
    ]);
  });

  it('is for Merlin the next loop, else the loop around it', () => {
    const project = open(
      lines(
        '#pragma ACCEL kernel',
        'void f(int a[8]) {',
        '#pragma ACCEL interface variable=a depth=8',
        '#pragma ACCEL PIPELINE auto{__PIPE__L0}',
        '#pragma ACCEL TILE FACTOR=auto{options: [1, 2]; default: 1}',
        '  for (;;) {',
        '#pragma ACCEL PARALLEL COMPLETE',
        '    a[0]++;',
        '  }',
        '}',
      ),
    );
    const [loop] = loops(project);
    expect([...pragmasOf(loop!)].map((p) => [p.name, p.options])).toEqual([
      ['PIPELINE', { MODE: 'auto{__PIPE__L0}' }],
      ['TILE', { FACTOR: 'auto{options: [1, 2]; default: 1}' }],
      ['PARALLEL', { COMPLETE: true }],
    ]);
    expect(pragmasOf(project.fn('f')).get('KERNEL')!.meaning).toEqual({ kind: 'top' });
  });

  it('keeps and reports what is not understood', () => {
    const project = open(
      lines(
        '#pragma once',
        'void f() {',
        '#pragma HLS ARRAY_PATITION variable=x',
        '#pragma HLS PIPELINE II=',
        '#pragma HLS UNROLL fast',
        '#pragma HLS STREAM variable=nowhere',
        '#pragma unroll 2',
        '  f();',
        '}',
      ),
    );
    expect(pragmasIn(project.file('k.cpp')).map(({ name, complaints }) => [name, ...complaints])).toEqual([
      ['ARRAY_PATITION', 'it is not a documented directive'],
      ['PIPELINE', 'it ends too early (column 17 of what follows #pragma)'],
      ['UNROLL', 'it has no option fast'],
      ['STREAM', 'no variable nowhere in sight'],
      ['unroll', 'no loop follows it'],
    ]);
  });
});

describe('setting a pragma', () => {
  const before = lines('void f(int a[8]) {', '  L: for (int i = 0; i < 8; i++)', '    a[i] = 0;', '}');
  const set = (dialect: DialectName, name: string, options = {}): string => {
    const project = open(before);
    const [loop] = loops(project);
    expect(pragmasOf(loop!, dialect).set(name, options)).toBe(true);
    expect(pragmasOf(loop!, dialect).set(name, options)).toBe(false);
    project.commit();
    const once = text(project);
    expect(pragmasOf(loops(project)[0]!, dialect).set(name, options)).toBe(false);
    expect(project.commit().edits).toBe(0);
    expect(pragmasOf(loops(project)[0]!, dialect).remove(name)).toBe(1);
    return once;
  };

  it('puts it where the dialect wants it, once', () => {
    expect(set('vitis', 'pipeline', { ii: 1, rewind: true })).toBe(
      lines(
        'void f(int a[8]) {',
        '  L: for (int i = 0; i < 8; i++) {',
        '    #pragma HLS PIPELINE II=1 rewind',
        '    a[i] = 0;',
        '  }',
        '}',
      ),
    );
    const head = 'void f(int a[8]) {';
    const body = '  for (int i = 0; i < 8; i++)\n    a[i] = 0;\n}';
    expect(set('merlin', 'parallel', { factor: 4 })).toBe(
      lines(head, '  #pragma ACCEL PARALLEL FACTOR=4', `  L:${body.slice(1)}`),
    );
    expect(set('catapult', 'hls_unroll', { factor: 'yes' })).toBe(
      lines(head, '  #pragma hls_unroll yes', `  L:${body.slice(1)}`),
    );
    expect(set('intel', 'ivdep', { array: 'a' })).toBe(
      lines(head, '  L: ', '  #pragma ivdep array(a)', body),
    );
  });

  it('changes the options that differ and no other byte', () => {
    const project = open(
      'void f(int *a) {\r\n\tfor (;;) {\r\n#pragma HLS  pipeline   ii = 1 /* x */ rewind  // why\r\n\t}\r\n}\r\n',
    );
    const list = pragmasOf(loops(project)[0]!);
    list.set('PIPELINE', { II: 'N / 2', rewind: null, style: 'frp' });
    project.commit();
    expect(text(project)).toBe(
      'void f(int *a) {\r\n\tfor (;;) {\r\n#pragma HLS  pipeline   ii = N / 2 /* x */ style=frp  // why\r\n\t}\r\n}\r\n',
    );
  });

  it('of an array goes behind its declaration; dimensions are told apart', () => {
    const project = open(
      lines('void f(int p[4][4]) {', '  int a[4][4]; // the', '  a[0][0] = p[0][0];', '}'),
    );
    const fn: FunctionNode = project.fn('f');
    const [a] = fn.declarations() as [VarDeclNode];
    pragmasOf(a).set('ARRAY_PARTITION', { type: 'complete', dim: 1 });
    pragmasOf(a).set('ARRAY_PARTITION', { type: 'cyclic', factor: 2, dim: 2 });
    pragmasOf(fn.params[0]!).set('INTERFACE', { mode: 'm_axi', bundle: 'g' });
    pragmasOf(fn).set('INTERFACE', { mode: 's_axilite' });
    project.commit();
    pragmasOf(a).set('ARRAY_PARTITION', { type: 'block', dim: 2 });
    project.commit();
    expect(text(project)).toBe(
      lines(
        'void f(int p[4][4]) {',
        '  #pragma HLS INTERFACE m_axi port=p bundle=g',
        '  #pragma HLS INTERFACE s_axilite port=return',
        '  int a[4][4]; // the',
        '  #pragma HLS ARRAY_PARTITION variable=a complete dim=1',
        '  #pragma HLS ARRAY_PARTITION variable=a block factor=2 dim=2',
        '  a[0][0] = p[0][0];',
        '}',
      ),
    );
  });

  it('takes a variable out of a shared pragma rather than change the others', () => {
    const project = open(
      lines('void f(int a[4], int b[4], int c[4]) {', '#pragma HLS INTERFACE axis port=a,b,c depth=4', '}'),
    );
    const [a, b, c] = project.fn('f').params;
    expect(pragmasOf(a!).set('INTERFACE', { mode: 'axis' })).toBe(false);
    pragmasOf(b!).set('INTERFACE', { depth: 8 });
    project.commit();
    pragmasOf(c!).remove('INTERFACE');
    project.commit();
    expect(text(project)).toBe(
      lines(
        'void f(int a[4], int b[4], int c[4]) {',
        '#pragma HLS INTERFACE axis port=a depth=4',
        '#pragma HLS INTERFACE axis port=b depth=8',
        '}',
      ),
    );
  });

  it('refuses what the dialect does not know, and text that is no value', () => {
    const project = open(before);
    const list = pragmasOf(loops(project)[0]!);
    expect(() => list.set('PIPLINE')).toThrow('no directive PIPLINE');
    expect(() => list.set('PIPELINE', { interval: 1 })).toThrow('no option interval');
    expect(() => list.set('PIPELINE', { II: '1\n#include "/etc/passwd"' })).toThrow('is no value');
    expect(() => list.set('PIPELINE', { II: '1 rewind' })).toThrow('is no value');
    list.set('PIPELINE', { II: 1 });
    expect(() => list.set('PIPELINE', { II: 2 })).toThrow('not committed');
  });
});
