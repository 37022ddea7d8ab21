import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Project, type FileNode, type LoopNode } from 'hlsmith/cpp';
import { corpora, hostLibraries, type Corpus } from './corpora.js';

/**
 * Loops against clang, over the files of the corpora that it reads without an error:
 *
 *   HLSMITH_CORPORA=/folder HLSMITH_CLANG_PYTHON=/usr/bin/python3 HLSMITH_CLANG_INCLUDE=/ap_types/include \
 *     npx vitest run test/cpp/libclang.test.ts
 *
 * The Python has clang's bindings (Debian: python3-clang-14); the folders, `:` between them, have the vendor's
 * headers (ap_int.h, hls_stream.h, ...). HLSMITH_CLANG_FILES is the number of files from each corpus, default 150.
 */
const python = process.env['HLSMITH_CLANG_PYTHON'];
const includes = (process.env['HLSMITH_CLANG_INCLUDE'] ?? '').split(':').filter((path) => path !== '');
const filesOfEach = Number(process.env['HLSMITH_CLANG_FILES'] ?? 150);
const all = python === undefined ? [] : corpora();
if (all.length === 0) {
  console.log(
    'comparison with libclang skipped: set HLSMITH_CLANG_PYTHON to a Python with clang, and HLSMITH_CORPORA',
  );
}
const script = fileURLToPath(new URL('libclang-loops.py', import.meta.url));

interface ClangLoop {
  readonly kind: string;
  readonly line: number;
  readonly column: number;
  readonly parent: number;
}

interface ClangFile {
  readonly file: string;
  readonly errors: number;
  readonly first: string;
  readonly skipped: readonly (readonly [number, number])[];
  readonly loops: readonly ClangLoop[];
}

const kinds: Readonly<Record<string, string>> = {
  ForLoop: 'for',
  RangeLoop: 'range',
  WhileLoop: 'while',
  DoLoop: 'do',
};

/** A loop, the loop around it, and whether loops are inside; columns are bytes, as clang counts. */
function described(loop: LoopNode): string {
  const holder = loop.loopsAround.at(-1);
  return `${place(loop)} in ${holder ? place(holder) : 'none'}${loop.isInnermost ? ', innermost' : ''}`;
}

function place(loop: LoopNode): string {
  const { line, column } = loop.at;
  const before = loop.source.text.slice(loop.start - column + 1, loop.start);
  const width = loop.source.encoding === 'utf-8' ? Buffer.byteLength(before) : before.length;
  return `${kinds[loop.kind]} ${line}:${width + 1}`;
}

function describedByClang({ loops }: ClangFile): string[] {
  const at = ({ kind, line, column }: ClangLoop): string => `${kind} ${line}:${column}`;
  const holders = new Set(loops.map(({ parent }) => parent));
  return loops.map((loop, index) => {
    const holder = loops[loop.parent];
    return `${at(loop)} in ${holder ? at(holder) : 'none'}${holders.has(index) ? '' : ', innermost'}`;
  });
}

/** False for a loop that a macro's body holds: clang places it where the macro is used. */
function isWritten({ source }: FileNode, described: string): boolean {
  const [, keyword, line, column] = /^(\w+) (\d+):(\d+)/.exec(described)!;
  const rest = Buffer.from(source.text.split('\n')[Number(line) - 1] ?? '').subarray(Number(column) - 1);
  return rest.toString().startsWith(keyword === 'range' ? 'for' : keyword!);
}

/** Every folder of a corpus that holds headers. */
function headerFolders(root: string): string[] {
  const entries = readdirSync(root, { withFileTypes: true });
  const own = entries.some(({ name }) => /\.(h|hpp|hh)$/.test(name)) ? [root] : [];
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return [...own, ...folders.flatMap(({ name }) => headerFolders(join(root, name)))];
}

function askClang({ root }: Corpus, files: readonly FileNode[]): ClangFile[] {
  const folders = [...includes, ...headerFolders(root).slice(0, 300)].map((folder) => `-I${folder}`);
  const jobs = files.map(({ path }) => {
    const file = join(root, path);
    const language = path.endsWith('.c') ? ['-x', 'c', '-std=c11'] : ['-x', 'c++', '-std=c++14'];
    return JSON.stringify({ file, arguments: [...language, '-w', `-I${dirname(file)}`, ...folders] });
  });
  const run = spawnSync(python!, [script], { input: jobs.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ClangFile);
}

describe.skipIf(all.length === 0)('loops as libclang sees them', () => {
  const seen = new Set<string>();
  const total = { files: 0, loops: 0, agree: 0, inMacros: 0, phantoms: 0 };
  for (const corpus of all) {
    it(`${corpus.name}`, async () => {
      const project = await Project.load({ root: corpus.root, exclude: hostLibraries });
      // A file that several benchmarks copy is one file.
      const withLoops = project.files.filter(
        ({ isDeferred, text }) =>
          !isDeferred && /\b(for|while)\s*\(/.test(text) && seen.size < seen.add(text).size,
      );
      const step = Math.max(1, withLoops.length / filesOfEach);
      const sample = withLoops.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
      for (const clang of sample.length > 0 ? askClang(corpus, sample) : []) {
        if (clang.errors > 0) continue;
        const file = project.file(clang.file.slice(corpus.root.length + 1));
        const ours = file.query('l:Loop').map(({ l }) => l);
        const mine = new Set(ours.map(described));
        const theirs = describedByClang(clang);
        const starts = new Set(clang.loops.map(({ kind, line, column }) => `${kind} ${line}:${column}`));
        const isSkipped = ({ at: { line } }: LoopNode): boolean =>
          clang.skipped.some(([from, to]) => from <= line && line <= to);
        const missed = theirs.filter((loop) => !mine.has(loop));
        const phantoms = ours.filter((loop) => !isSkipped(loop) && !starts.has(place(loop)));
        total.files++;
        total.loops += theirs.length;
        total.agree += theirs.length - missed.length;
        total.phantoms += phantoms.length;
        // A loop that clang alone takes for no innermost one has others from macros inside.
        const written = missed.filter((loop) => isWritten(file, loop) && !mine.has(`${loop}, innermost`));
        total.inMacros += missed.length - written.length;
        for (const loop of written) console.log(`${clang.file}: clang has ${loop}`);
        for (const loop of phantoms) console.log(`${clang.file}: clang has no ${described(loop)}`);
      }
    }, 1_200_000);
  }

  it('agree', () => {
    console.log(
      `${total.agree} of ${total.loops} loops agree, ${total.phantoms} phantoms, in ${total.files} files; ` +
        `${total.inMacros} of the others stand in the bodies of macros`,
    );
    expect(total.phantoms).toBe(0);
    // Macros are not expanded: their bodies hold no loops for hlsmith.
    expect(total.agree + total.inMacros).toBe(total.loops);
    expect(total.agree / total.loops).toBeGreaterThanOrEqual(2795 / 2816);
  });
});
