import { describe, expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';
import { loadNative, loadWasm } from '../../src/cpp/parse/backend.js';
import { MacroTable } from '../../src/cpp/parse/macro-table.js';
import { applyMasks, makeShadow, mergeMasks } from '../../src/cpp/parse/shadow.js';
import { generatedProject } from './generated-project.js';

const load = (text: string, more: Record<string, string> = {}): Project =>
  Project.fromFiles('p', { 'k.cpp': text, ...more });
const degraded = (text: string, more: Record<string, string> = {}): unknown[] =>
  load(text, more).file('k.cpp').degraded;

/** HLS code that tree-sitter-cpp alone cannot read, by what it stumbles over. */
const readable: Readonly<Record<string, string>> = {
  'a pragma between label and loop': 'void f() { L:\n#pragma unroll\nfor (;;) g(); }',
  'a pragma between header and body': 'void f() { for (;;)\n#pragma HLS UNROLL\nfor (;;) g(); }',
  'a pragma of several lines': 'void f() {\n#pragma HLS INTERFACE \\\n port=a\n g(); }',
  'a condition around arguments': 'int x = f(a,\n#ifdef B\n b\n#else\n c\n#endif\n);',
  'a condition around function headers':
    '#ifdef A\nvoid f(int a) {\n#else\nvoid f(long a) {\n#endif\n g(a); }',
  'Intel HLS qualifiers': 'component void k(hls_register int x) { int y hls_register; hls_memory int z[4]; }',
  'OpenCL qualifiers': '__kernel void k(__global int *a) { __local int b; }',
  'an unknown export macro': 'SYCL_EXTERNAL void operator()() const;\nMY_API int g();',
  'an unknown calling convention': 'int CALLBACK f(int a) { return a; }',
  'macros without semicolon': 'struct s {\n CTOR(int)\n FIELD_LIST\n int x;\n};',
  'a macro around a declaration': 'void f() { CHECK(err, cl::Kernel k(p, "name", &err)); g(k); }',
  'a macro in place of a type': 'void f(XF_TNAME(A,B) &x, XF_PTNAME(C) y[4]) { XF_TNAME(A,B)z; }',
  _Pragma: 'void f() { _Pragma("hls_unroll yes") for (;;) g(); }',
  'a conversion by typename': 'template <class T> void f() { x = typename T::value_type(y); }',
  'a declaration as condition of a for': 'void f() { for (int i = 3; int j = i; --i) g(j); }',
  'a conversion by decltype': 'void f() { a = decltype(a)(b); }',
  'an operator called by name': 'void f() { x.operator+=(y); a = b->operator bool(); }',
  'an assignment in a comma expression': 'int f() { return empty() ? 0 : (t = read(), 1); }',
  'the template keyword in a member name': 'void f() { x.template get<3>(); }',
};

describe('the parser', () => {
  for (const [what, text] of Object.entries(readable)) {
    it(`reads ${what}`, () => expect(degraded(text)).toEqual([]));
  }

  it('keeps every branch of a condition where it can', () => {
    const project = load('void f() {\n#ifdef A\n a();\n#else\n b();\n#endif\n}');
    expect(
      project
        .fn('f')
        .calls()
        .map(({ name }) => name),
    ).toEqual(['a', 'b']);
  });

  it('takes macros of the project for what they are', () => {
    const macros = {
      'm.h': '#define INLINE inline\n#define NOTHING\n#define SIZE 4\n#define TAG(x) int x;\n',
    };
    expect(
      degraded('INLINE int f(NOTHING int a) { int b[SIZE]; return a; }\nstruct s { TAG(q) int r; };', macros),
    ).toEqual([]);
    const [param] = load('void f(int a[SIZE]);', macros).fn('f').params;
    expect(param!.shape).toEqual([4]);
  });

  it('does not take a template after a label for a member', () => {
    const text = 'class c { public:\n template <class T> void f(T x); template <int N> friend class d; };';
    expect(degraded(text)).toEqual([]);
    expect(load(text).functions()[0]!.templateParams).toEqual(['T']);
  });

  it('does not mask variables that are called like a qualifier', () => {
    const text = 'void f() { for (int component = 0; component < 6; component++) g(component); }';
    expect(load(text).one('l:ForLoop').l.tripCount).toBe(6);
  });

  it('says where it could not read', () => {
    expect(degraded('int a;\nint b = = 2;\n')).toMatchObject([{ file: 'k.cpp', line: 2 }]);
  });

  it('leaves the carriage return out of a comment, and reads what is half written', () => {
    expect(load('// c\r\nint a;\r\n').one('c:Comment').c.text).toBe('// c');
    expect(load('int a {').functions()[0]!.params).toEqual([]);
  });

  it('reads texts above 32 kB', () => {
    const project = load('int f(int x) { return x + 1; }\n'.repeat(3000));
    expect(project.functions().length).toBe(3000);
  });
});

describe('the shadow', () => {
  it('has the length of the text, whatever the text', () => {
    for (const text of [
      ...Object.values(generatedProject),
      ...Object.values(readable),
      '#',
      '"',
      "'",
      '/*',
      '\\\n',
    ]) {
      const shadow = makeShadow(text, new MacroTable());
      expect(shadow.text.length).toBe(text.length);
      expect(applyMasks(text, shadow.masks)).toBe(shadow.text);
    }
  });

  it('merges masks without overlap', () => {
    const merged = mergeMasks(
      [{ start: 2, end: 6, why: 'directive' }],
      [
        { start: 0, end: 3, why: 'grammar gap', instead: 'abc' },
        { start: 4, end: 8, why: 'grammar gap' },
      ],
    );
    expect(applyMasks('0123456789', merged)).toBe('abc     89');
  });
});

describe('the two parsers', () => {
  it('give the same tree', async () => {
    const [native, wasm] = [loadNative(), await loadWasm()];
    // The zero of `= 0;` is a token without a node.
    const hidden = 'void f() {\n  A(i, j) = 0;\n  for (;;) { x(i)=0;\n\n  }\n}\n';
    const odd = ['int b = = 2; // é → x\nint c;', '', hidden];
    for (const text of [...Object.values(generatedProject), ...odd]) {
      const shadow = makeShadow(text, new MacroTable()).text;
      const [a, b] = [native.read(shadow).flatten(), wasm.read(shadow).flatten()];
      expect(b.length).toBe(a.length);
      if (text === hidden) expect(text.slice(a.start.at(-1), a.end.at(-1))).toBe('}');
      for (const array of ['kind', 'field', 'start', 'end', 'parent', 'last', 'missing', 'errors'] as const) {
        expect([array, ...b[array]]).toEqual([array, ...a[array]]);
      }
      const query = '(call_expression function: (_) @f)';
      expect(wasm.query(shadow, query)).toEqual(native.query(shadow, query));
    }
  });
});
