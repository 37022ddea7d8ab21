import { describe, expect, it } from 'vitest';
import { Project, type LoopNode, type Node } from 'hlsmith/cpp';

const load = (text: string): Project => Project.fromFiles('p', { 'k.cpp': text });
/** The text after edits made on what a query finds. */
function edited(
  text: string,
  select: 'l:ForLoop' | 'x:Stmt' | 'x:Call' | 'x:Param' | 'x:Expr',
  edit: (node: Node) => void,
): string {
  const project = load(text);
  const rows: Record<string, Node>[] = project.query(select as string);
  edit(Object.values(rows[0]!)[0]!);
  project.commit();
  return project.file('k.cpp').text;
}

const kernel = `void k(int a[8]) {
    int s = 0; // sum
L: for (int i = 0; i < 8; i++) {
        s += a[i];
    }
    done(s);
}
`;

describe('insertion', () => {
  it('before a loop stays in front of its label, on a line of its own', () => {
    expect(edited(kernel, 'l:ForLoop', (l) => l.before('int t = 1;\nint u = 2;'))).toBe(
      kernel.replace('L: for', 'int t = 1;\nint u = 2;\nL: for'),
    );
  });

  it('after a statement follows the comment on its line', () => {
    const project = load(kernel);
    project.query('v:VarDecl[name=s]')[0]!.v.after('int t = s;');
    project.commit();
    expect(project.file('k.cpp').text).toBe(kernel.replace('// sum\n', '// sum\n    int t = s;\n'));
  });

  it('at both ends of a body', () => {
    expect(
      edited(kernel, 'l:ForLoop', (l) => {
        l.insertAtStart('#pragma HLS UNROLL');
        l.insertAtEnd('if (s) {\n    s--;\n}');
      }),
    ).toBe(
      kernel
        .replace('i++) {\n', 'i++) {\n        #pragma HLS UNROLL\n')
        .replace('a[i];\n', 'a[i];\n        if (s) {\n            s--;\n        }\n'),
    );
  });

  it('composes at one point in the order of recording', () => {
    expect(
      edited(kernel, 'l:ForLoop', (l) => {
        l.before('one();');
        l.before('two();');
      }),
    ).toContain('one();\ntwo();\nL: for');
  });

  it('gives a body without braces its braces, once', () => {
    const text = 'void k() {\n    for (int i = 0; i < 8; i++)\n        a[i] = 0; // clear\n}\n';
    const loop = (edit: (l: LoopNode) => void): string =>
      edited(text, 'l:ForLoop', (l) => edit(l as LoopNode));
    expect(
      loop((l) => {
        l.insertAtStart('#pragma HLS UNROLL');
        l.body.before('first();');
        l.body.after('last();');
        l.insertAtEnd('very_last();');
      }),
    ).toBe(`void k() {
    for (int i = 0; i < 8; i++) {
        #pragma HLS UNROLL
        first();
        a[i] = 0; // clear
        last();
        very_last();
    }
}
`);
  });

  it('opens one-line bodies only as far as it must', () => {
    const text = 'void k() { for (int i = 0; i < 8; i++) { f(i); } }';
    expect(edited(text, 'l:ForLoop', (l) => l.insertAtStart('g();'))).toBe(
      text.replace('{ f(i)', '{ g(); f(i)'),
    );
    expect(edited(text, 'l:ForLoop', (l) => l.insertAtEnd('g();'))).toBe(
      text.replace('f(i); }', 'f(i); g(); }'),
    );
    const withPragma = edited(text, 'l:ForLoop', (l) => l.insertAtStart('#pragma HLS UNROLL'));
    expect(withPragma).toMatch(/\{\n\s+#pragma HLS UNROLL\n\s*f\(i\); \} \}$/);
  });

  it('never lets a pragma swallow what stands behind the brace', () => {
    const text =
      'void k() {\n    for (;;) { f();\n        g();\n    }\n    for (;;) { // note\n        h(); }\n}\n';
    const project = load(text);
    for (const { l } of project.query('l:ForLoop')) {
      l.insertAtStart('#pragma HLS ONE');
      l.insertAtStart('#pragma HLS TWO');
      l.insertAtEnd('last();');
    }
    project.commit();
    expect(project.file('k.cpp').text).toBe(`void k() {
    for (;;) {
        #pragma HLS ONE
        #pragma HLS TWO
        f();
        g();
        last();
    }
    for (;;) { // note
        #pragma HLS ONE
        #pragma HLS TWO
        h();${' '}
        last();
    }
}
`);
  });

  it('keeps CRLF, tabs and templates together', () => {
    const text =
      'template <int N>\r\nvoid k(int a[N]) {\r\n\tfor (int i = 0; i < N; i++) {\r\n\t\ta[i] = 0;\r\n\t}\r\n}\r\n';
    const project = load(text);
    project.fn('k').before('// doc\n// more');
    project.one('l:ForLoop').l.insertAtStart('x();\ny();');
    project.commit();
    expect(project.file('k.cpp').text).toBe(
      `// doc\r\n// more\r\n${text}`.replace('i++) {\r\n', 'i++) {\r\n\t\tx();\r\n\t\ty();\r\n'),
    );
  });

  it('of parameters brings its comma', () => {
    expect(edited('void k(int a, int b);', 'x:Param', (p) => p.before('int z'))).toBe(
      'void k(int z, int a, int b);',
    );
    expect(edited('void k(int a);', 'x:Param', (p) => p.after('int z'))).toBe('void k(int a, int z);');
  });
});

describe('removal', () => {
  it('takes the line along when nothing else is on it', () => {
    expect(edited(kernel, 'x:Call', (c) => c.remove())).toBe(kernel.replace('    done(s);\n', ''));
    expect(edited(kernel, 'l:ForLoop', (l) => l.remove())).toBe(
      kernel.replace(/L: for[\s\S]*?\n {4}\}\n/, ''),
    );
  });

  it('takes the comma along in a list', () => {
    expect(edited('void k(int a, int b);', 'x:Param', (p) => p.remove())).toBe('void k(int b);');
  });

  it('leaves an empty statement where a loop needs a body', () => {
    expect(edited('void k() { for (;;) f(); }', 'x:Call', (c) => c.remove())).toBe('void k() { for (;;) ; }');
  });
});

describe('moving and enclosing', () => {
  it('moves a statement with its comment, at the indentation of the place', () => {
    const project = load(kernel);
    project.query('v:VarDecl[name=s]')[0]!.v.moveBefore(project.match('s += $X;')[0]!.node);
    project.commit();
    expect(project.file('k.cpp').text).toBe(`void k(int a[8]) {
L: for (int i = 0; i < 8; i++) {
        int s = 0; // sum
        s += a[i];
    }
    done(s);
}
`);
  });

  it('takes the handles of a moved statement along, with what is inside, and back', () => {
    const project = Project.fromFiles('p', {
      'k.cpp':
        'void k(int a[4]) {\n  for (int i = 0; i < 4; i++) {\n    #pragma HLS UNROLL\n    a[i] = f(i); // set\n  }\n' +
        '  if (a[0]) {\n    while (g()) {\n      h();\n    }\n  }\n}\n',
    });
    const { l } = project.one('l:ForLoop');
    const { f, h } = { f: project.one('c:Call[name=f]').c, h: project.one('c:Call[name=h]').c };
    const { comment } = project.one('comment:Comment');
    const [pragma] = l.pragmasInside;
    l.moveAfter(h);
    const commit = project.commit();
    expect([l.alive, f.alive, pragma!.alive, comment.alive, h.alive]).toEqual([true, true, true, true, true]);
    expect([l.depth, f.text, pragma!.content, comment.text]).toEqual([1, 'f(i)', 'HLS UNROLL', '// set']);
    expect(l.text).toBe(
      'for (int i = 0; i < 4; i++) {\n        #pragma HLS UNROLL\n        a[i] = f(i); // set\n      }',
    );
    expect(l.pragmasInside).toEqual([pragma]);
    commit.undo();
    expect([l.depth, l.at.line, f.at.line, pragma!.at.line]).toEqual([0, 2, 4, 3]);
  });

  it('refuses to move something into itself', () => {
    const { l } = load(kernel).one('l:ForLoop');
    expect(() => l.moveBefore(l.body.children[0]!)).toThrow(/moved into itself/);
  });

  it('encloses, and what is inside can be edited in the same commit', () => {
    expect(
      edited(kernel, 'l:ForLoop', (l) => {
        l.enclose('if (enable)');
        l.insertAtStart('tick();');
      }),
    ).toBe(`void k(int a[8]) {
    int s = 0; // sum
if (enable) {
    L: for (int i = 0; i < 8; i++) {
        tick();
            s += a[i];
        }
}
    done(s);
}
`);
  });
});

describe('rename', () => {
  const files = {
    'k.h':
      '#define LIMIT 4\nint top(int x[8]);\nnamespace n { struct config { static const int size = 8; }; }\n',
    'k.cpp': `#include "k.h"
int top(int x[8]) {
    #pragma HLS ARRAY_PARTITION variable=x complete
    int sum = 0; // x is summed
    for (int i = 0; i < n::config::size; i++) { int y = x[i]; sum += y; }
    return sum + "x"[0];
}
int other(int x) { return top(&x) + x; }
`,
  };

  it('follows the meaning of a name, through files and pragmas', () => {
    const project = Project.fromFiles('p', files);
    expect(project.rename(project.fn('top').params[0]!, 'data')).toBe(3);
    project.commit();
    expect(project.file('k.cpp').text).toBe(
      files['k.cpp']
        .replace('int top(int x[8])', 'int top(int data[8])')
        .replace('=x c', '=data c')
        .replace('= x[', '= data['),
    );
    expect(project.file('k.h').text).toBe(files['k.h']);
    project.rename(project.fn('top'), 'kernel');
    project.commit();
    expect(project.file('k.h').text).toContain('int kernel(int x[8]);');
    expect(project.file('k.cpp').text).toContain('return kernel(&x) + x;');
    project.rename(project.struct('config'), 'settings');
    project.commit();
    expect(project.file('k.cpp').text).toContain('n::settings::size');
  });

  it('refuses what would change a meaning', () => {
    const project = Project.fromFiles('p', files);
    const [x] = project.fn('top').params;
    expect(() => project.rename(x!, 'sum')).toThrow(
      /x cannot be renamed to sum: sum means something else at k\.cpp/,
    );
    expect(() => project.rename(x!, 'LIMIT')).toThrow(/LIMIT means something else/);
    expect(() => project.rename(x!, 'a b')).toThrow(/no name/);
    expect(project.commit().edits).toBe(0);
  });

  it('refuses members that a template may mean', () => {
    const project = Project.fromFiles('p', {
      'a.h':
        'struct config { static const int size = 8; };\ntemplate <class C> int f() { return C::size; }\n',
    });
    const { v } = project.one('v:VarDecl');
    expect(() => project.rename(v, 'length')).toThrow(/a\.h:2:\d+ may mean it too/);
  });
});

describe('isolating a typedef', () => {
  it('gives one user its own, beside the shared one', () => {
    const project = Project.fromFiles('p', {
      'defines.h': 'typedef ap_fixed<16,6> model_default_t;\ntypedef int other_t;\n',
      'parameters.h':
        'struct config2 { typedef model_default_t weight_t; };\nstruct config4 { typedef model_default_t weight_t; };\n',
    });
    const shared = project.typedef('model_default_t');
    const name = shared.isolate(project.struct('config2'), 'fc1_weight_t');
    project.commit();
    project.typedef(name).set('ap_fixed<8,3>');
    const commit = project.commit();
    expect(commit.files).toEqual(['defines.h']);
    expect(project.file('defines.h').text).toBe(
      'typedef ap_fixed<16,6> model_default_t;\ntypedef ap_fixed<8,3> fc1_weight_t;\ntypedef int other_t;\n',
    );
    expect(project.struct('config2').types['weight_t']!.canonical).toBe('ap_fixed<8,3>');
    expect(project.struct('config4').types['weight_t']!.canonical).toBe('ap_fixed<16,6>');
    expect(() => shared.isolate(project.struct('config4'), 'other_t')).toThrow(/other_t is taken/);
  });
});

describe('the call graph', () => {
  it('has an edge for every call whose function is known', () => {
    const project = load(
      'int h(int); int g(int x) { return h(x); }\nnamespace n { void f() { g(1); g(2); printf(""); } }',
    );
    expect(
      project.callGraph().map(({ caller, callee }) => `${caller.qualifiedName} -> ${callee.name}`),
    ).toEqual(['g -> h', 'n::f -> g', 'n::f -> g']);
    expect(project.fn('g').callers.length).toBe(2);
    expect(project.fn('f').callees.map(({ name }) => name)).toEqual(['g']);
  });
});

describe('handles', () => {
  it('are the same object for the same node, before and after commits', () => {
    const project = load(kernel);
    const { l } = project.one('l:ForLoop');
    const inner = l.body.children[0]!;
    l.before('int before;');
    l.insertAtStart('inside();');
    project.commit();
    expect(project.one('l:ForLoop').l).toBe(l);
    expect(l.body.children[1]).toBe(inner);
    expect(inner.text).toBe('s += a[i];');
  });
});
