import { describe, expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';
import { pragmasIn, pragmasOf, translatePragma, type DialectName } from 'hlsmith/hls';

const lines = (...all: readonly string[]): string => all.join('\n') + '\n';

/** Every pragma of a text translated, and what was lost. */
function translated(before: string, to: DialectName): { text: string; lost: string[] } {
  const project = Project.fromFiles('/x', { 'k.cpp': before });
  const file = project.file('k.cpp');
  const results = pragmasIn(file).map((pragma) => ({ pragma: pragma.name, ...translatePragma(pragma, to) }));
  project.commit();
  return {
    text: file.text,
    lost: results.flatMap(({ pragma, lost }) => lost.map((line) => `${pragma}: ${line}`)),
  };
}

describe('a pragma in another dialect', () => {
  const vitis = lines(
    'void f(int a[8]) {',
    '  int t[4];',
    '  #pragma HLS ARRAY_PARTITION variable=t complete dim=0',
    'L: for (int i = 0; i < 8; i++) {',
    '    for (int j = 0; j < 8; j++) {',
    '      #pragma HLS LOOP_FLATTEN',
    '      #pragma HLS PIPELINE II=2 rewind',
    '      #pragma HLS DEPENDENCE variable=a inter false',
    '      #pragma HLS DEPENDENCE variable=t intra false',
    '      a[j] += t[i % 4];',
    '    }',
    '  }',
    '  for (int i = 0; i < 8; i++) {',
    '    #pragma HLS UNROLL factor=N/2',
    '    a[i] = 0;',
    '  }',
    '}',
  );

  it('goes from Vitis to Intel, in front of loops and into declarations', () => {
    const { text, lost } = translated(vitis, 'intel');
    expect(text).toBe(
      lines(
        'void f(int a[8]) {',
        '  hls_register int t[4];',
        'L: ',
        '#pragma loop_coalesce 2',
        'for (int i = 0; i < 8; i++) {',
        '    #pragma ii 2',
        '    #pragma ivdep array(a)',
        '    for (int j = 0; j < 8; j++) {',
        '      #pragma HLS DEPENDENCE variable=t intra false',
        '      a[j] += t[i % 4];',
        '    }',
        '  }',
        '  #pragma unroll N/2',
        '  for (int i = 0; i < 8; i++) {',
        '    a[i] = 0;',
        '  }',
        '}',
      ),
    );
    expect(lost).toEqual([
      'PIPELINE: the option rewind',
      'DEPENDENCE: DEPENDENCE with these options has no counterpart in Intel HLS',
    ]);
  });

  it('goes from Vitis to oneAPI in attributes, and from there to Intel HLS in pragmas', () => {
    const { text, lost } = translated(vitis, 'oneapi');
    expect(text).toBe(
      lines(
        'void f(int a[8]) {',
        '  [[intel::fpga_register]] int t[4];',
        'L: ',
        '[[intel::loop_coalesce(2)]]',
        'for (int i = 0; i < 8; i++) {',
        '    [[intel::initiation_interval(2)]]',
        '    [[intel::ivdep(a)]]',
        '    for (int j = 0; j < 8; j++) {',
        '      #pragma HLS DEPENDENCE variable=t intra false',
        '      a[j] += t[i % 4];',
        '    }',
        '  }',
        '  #pragma unroll N/2',
        '  for (int i = 0; i < 8; i++) {',
        '    a[i] = 0;',
        '  }',
        '}',
      ),
    );
    expect(lost).toEqual([
      'PIPELINE: the option rewind',
      'DEPENDENCE: DEPENDENCE with these options has no counterpart in oneAPI',
    ]);
    expect(translated(text, 'intel').text).toBe(
      translated(vitis, 'intel').text.replace(
        /#pragma HLS DEP.*/,
        '#pragma HLS DEPENDENCE variable=t intra false',
      ),
    );
  });

  it.each([
    ['[[intel::ivdep]]', null, null],
    ['[[intel::ivdep(a)]]', 'a', null],
    ['[[intel::ivdep(8)]]', null, '8'],
    ['[[intel::ivdep(a, N / 2)]]', 'a', 'N / 2'],
  ])('%s says of what and how far', (attribute, variable, distance) => {
    const project = Project.fromFiles('/x', {
      'k.cpp': `void f(int a[8]) {\n  ${attribute}\n  for (;;) {}\n}\n`,
    });
    const [pragma] = pragmasIn(project.file('k.cpp'));
    expect(pragma!.complaints).toEqual([]);
    expect(pragma!.meaning).toEqual({ kind: 'independent', variable, distance });
    expect(pragmasOf(project.one('l:ForLoop').l, 'oneapi').set('ivdep')).toBe(false);
  });

  it('goes from Vitis to Catapult, and what has no counterpart stays', () => {
    const { text, lost } = translated(vitis, 'catapult');
    expect(text).toContain('  #pragma hls_unroll N/2\n  for (int i = 0; i < 8; i++) {\n    a[i] = 0;');
    expect(text).toContain('    #pragma hls_pipeline_init_interval 2\n    for (int j');
    expect(text).toContain('#pragma HLS ARRAY_PARTITION');
    expect(lost[0]).toBe(
      'ARRAY_PARTITION: Catapult maps arrays to memories in its Tcl directives, not in pragmas',
    );
  });

  it('stays where the other dialect has no place for it', () => {
    const before = lines(
      'void f(int a[8]) {',
      '  #pragma HLS ARRAY_PARTITION variable=a complete',
      '  #pragma HLS ARRAY_PARTITION variable=a complete dim=2',
      '}',
    );
    const { text, lost } = translated(before, 'intel');
    expect(text).toBe(before);
    const reason = "ARRAY_PARTITION: Intel HLS's hls_register cannot stand here: only a variable can have it";
    expect(lost).toEqual([reason, reason]);
  });

  it('goes from Intel, Catapult and Merlin to Vitis', () => {
    const { text, lost } = translated(
      lines(
        'void f(int a[8]) {',
        '  hls_register int t;',
        '  #pragma loop_coalesce 2',
        '  for (int i = 0; i < 8; i++) {',
        '    [[intel::initiation_interval(CONFIG_T::reuse_factor)]]',
        '    for (int j = 0; j < 8; j++)',
        '      a[j] += t;',
        '  }',
        '  #pragma hls_unroll yes',
        '  for (;;) {}',
        '  #pragma ACCEL PARALLEL FACTOR=4',
        '  for (;;) {}',
        '  #pragma ACCEL PIPELINE auto{__PIPE__L0}',
        '  for (;;) {}',
        '}',
      ),
      'vitis',
    );
    expect(text).toBe(
      lines(
        'void f(int a[8]) {',
        '  int t;',
        '  #pragma HLS ARRAY_PARTITION variable=t complete dim=0',
        '  for (int i = 0; i < 8; i++) {',
        '    for (int j = 0; j < 8; j++) {',
        '      #pragma HLS LOOP_FLATTEN',
        '      #pragma HLS PIPELINE II=CONFIG_T::reuse_factor',
        '      a[j] += t;',
        '    }',
        '  }',
        '  for (;;) {',
        '    #pragma HLS UNROLL',
        '  }',
        '  for (;;) {',
        '    #pragma HLS UNROLL factor=4',
        '  }',
        '  #pragma ACCEL PIPELINE auto{__PIPE__L0}',
        '  for (;;) {}',
        '}',
      ),
    );
    expect(lost).toEqual(['PIPELINE: PIPELINE with these options has no counterpart in Vitis HLS']);
  });
});
