import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { metaprogramPath, scratchFolder } from '../batch/scratch.js';

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** Runs the built command line in a folder with these files. */
function hlsmith(folder: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const kernel =
  'void kernel(int a[8]) {\n    for (int i = 0; i < 8; i++) {\n        a[i] = pow(i, 2);\n    }\n}\n';
const files = { 'src/kernel.cpp': kernel, 'src/other.h': '#define N 8\r\nint x;\r\n', 'src/notes.txt': '' };
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

describe('hlsmith run', () => {
  it('prints a unified diff and changes nothing', () => {
    const folder = scratchFolder(files);
    const { status, stdout, stderr } = hlsmith(folder, 'run', 'pipeline-innermost', 'src', '--', '--ii', '2');
    expect(stdout).toBe(`--- a/src/kernel.cpp
+++ b/src/kernel.cpp
@@ -1,5 +1,6 @@
 void kernel(int a[8]) {
     for (int i = 0; i < 8; i++) {
+        #pragma HLS PIPELINE II=2
         a[i] = pow(i, 2);
     }
 }
`);
    expect(stderr).toBe('hlsmith: 1 file would change, 1 unchanged, 0 failed\n');
    expect(status).toBe(0);
    expect(read(folder, 'src/kernel.cpp')).toBe(kernel);
  });

  it('writes with --write, and then finds nothing more to do with --check', () => {
    const folder = scratchFolder(files);
    expect(hlsmith(folder, 'run', 'unroll-outermost', 'src', '--check')).toMatchObject({
      status: 1,
      stdout: 'src/kernel.cpp\n',
    });
    const { status, stdout, stderr } = hlsmith(folder, 'run', 'unroll-outermost', 'src', '--write');
    expect([status, stdout, stderr]).toEqual([0, '', 'hlsmith: 1 file changed, 1 unchanged, 0 failed\n']);
    expect(read(folder, 'src/kernel.cpp')).toContain('\n        #pragma HLS UNROLL\n');
    expect(read(folder, 'src/other.h')).toBe(files['src/other.h']);
    expect(hlsmith(folder, 'run', 'unroll-outermost', 'src', '--check')).toMatchObject({
      status: 0,
      stdout: '',
    });
  });

  it("takes a user's own metaprogram; failures do not stop it, and give exit code 2", () => {
    const folder = scratchFolder({
      'a.cpp': 'int a;\n',
      'exit.cpp': '',
      'throw.cpp': '',
      'z.cpp': 'int z;\n',
    });
    writeFileSync(join(folder, 'tool.ts'), readFileSync(metaprogramPath('moody')));
    writeFileSync(join(folder, 'helper.ts'), readFileSync(metaprogramPath('helper')));
    const words = ['run', './tool.ts', '.', '--write', '--json', '--', '--loud'];
    const { status, stdout, stderr } = hlsmith(folder, ...words);
    expect(status).toBe(2);
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { path: string; status: string });
    expect(results.map((r) => `${r.path} ${r.status}`)).toEqual([
      'a.cpp changed',
      'exit.cpp failed',
      'throw.cpp failed',
      'z.cpp changed',
    ]);
    expect(stderr).toContain('this is no result\n');
    expect(stderr).toMatch(/hlsmith: exit\.cpp: the process that ran moody ended \(exit code 3\)/);
    expect(stderr).toMatch(/hlsmith: throw\.cpp: moody failed: I do not \(.*tool\.ts:\d+:\d+\)/);
    expect(read(folder, 'z.cpp')).toBe('int z;\n// mark\n');
  });

  it('runs on a whole folder where the metaprogram sees projects; paths in the diff begin where it was called', () => {
    const folder = scratchFolder({ 'prj/defines.h': 'typedef int a_t;\n', 'prj/k.cpp': 'a_t x;\n' });
    const words = ['run', 'set-typedef', 'prj', '--', '--name', 'a_t', '--type', 'long'];
    expect(hlsmith(folder, ...words).stdout).toMatch(/^--- a\/prj\/defines\.h\n/);
    expect(hlsmith(folder, ...words.slice(0, 3), '--write', ...words.slice(3)).status).toBe(0);
    expect(read(folder, 'prj/defines.h')).toBe('typedef long a_t;\n');
  });

  it('shows what a metaprogram does, and which there are', () => {
    const folder = scratchFolder({});
    expect(hlsmith(folder, 'run', 'pipeline-innermost', '--', '--help').stdout).toMatch(
      /--ii <number> {2}the initiation interval \(default: 1\)/,
    );
    expect(hlsmith(folder, 'run').stdout).toMatch(/^unroll-outermost +Put #pragma HLS UNROLL/m);
  });

  it('says in one line what is wrong with the command', () => {
    const folder = scratchFolder(files);
    for (const [words, message] of [
      [['run', 'nothing', 'src'], /^hlsmith: no metaprogram nothing; .*pipeline-innermost.*\n$/],
      [['run', 'label-loops'], /^hlsmith: no files or folders to run on; .*\n$/],
      [['run', 'label-loops', 'none'], /^hlsmith: none: no such file or folder; .*\n$/],
      [['run', 'label-loops', 'src/*.txt'], /^hlsmith: .*\n$/],
      [['run', 'label-loops', 'src', '--', '--x'], /^hlsmith: option --x of label-loops: there is no such/],
    ] as const) {
      const { status, stderr, stdout } = hlsmith(folder, ...words);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
    }
  });
});

describe('hlsmith query', () => {
  const folder = scratchFolder(files);

  it('prints a row a line', () => {
    expect(hlsmith(folder, 'query', 'fn:Function => l:ForLoop', 'src').stdout).toBe(
      'src/kernel.cpp:2: fn = void kernel(int a[8]) { ...  l = for (int i = 0; i < 8; i++) { ...\n',
    );
    expect(hlsmith(folder, 'query', 'pow($X, $N)', 'src').stdout).toBe(
      'src/kernel.cpp:3: node = pow(i, 2)  X = i  N = 2\n',
    );
  });

  it('says how much it found', () => {
    expect(hlsmith(folder, 'query', 'l:ForLoop', 'src').stderr).toBe('hlsmith: 1 row in 2 files, 0 failed\n');
  });

  it('prints an object a line with --json', () => {
    const { stdout } = hlsmith(folder, 'query', '(number_literal) @n', 'src/kernel.cpp', '--json');
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(rows.length).toBe(4);
    expect(rows[3]).toEqual({
      file: 'src/kernel.cpp',
      line: 3,
      column: 23,
      nodes: { n: { kind: 'Expr', line: 3, column: 23, text: '2' } },
    });
  });

  it('says once where a query is wrong', () => {
    const { status, stderr } = hlsmith(folder, 'query', 'fn:Functoin', 'src');
    expect(status).toBe(2);
    expect(stderr).toMatch(/no kind Functoin/);
  });
});

describe('hlsmith rewrite', () => {
  it('rewrites by pattern and template', () => {
    const folder = scratchFolder(files);
    const words = ['rewrite', 'pow($X, 2)', '--to', '(($X) * ($X))', 'src'];
    expect(hlsmith(folder, ...words).stdout).toContain('\n+        a[i] = ((i) * (i));\n');
    expect(hlsmith(folder, ...words, '--write').status).toBe(0);
    expect(read(folder, 'src/kernel.cpp')).toBe(kernel.replace('pow(i, 2)', '((i) * (i))'));
  });
});

describe('hlsmith test', () => {
  it('runs the cases of metaprograms, and fails with a diff when one does not hold', () => {
    const folder = scratchFolder({
      'wrong.ts': `import { metaprogram } from 'hlsmith/cpp';
        export default metaprogram({
          name: 'wrong', description: 'Does nothing', scope: 'file', idempotent: true, run: () => undefined,
          cases: [{ title: 'something', before: 'int a;', after: 'int b;' }],
        });`,
    });
    const good = hlsmith(folder, 'test', 'label-loops', 'set-typedef');
    expect(good.status).toBe(0);
    expect(good.stderr).toMatch(/^hlsmith: [1-9]\d* cases passed, 0 failed\n$/);
    const bad = hlsmith(folder, 'test', 'wrong.ts');
    expect(bad.status).toBe(1);
    expect(bad.stdout).toMatch(
      /^FAILED wrong: something\n {2}the result differs[^]*\n {4}-int b;\n[^]* {4}\+int a;/,
    );
  });
});
