/*
 * A child process: compiles C++ to WebAssembly with the clang of an npm package, which takes half a gigabyte and some
 * seconds until it is warm, and cannot be stopped but with its process.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CompileJob } from './compiler.js';

interface Tree {
  [name: string]: Tree | string | Uint8Array;
}

/** What of the package is used; it is not there when this is compiled. */
interface Clang {
  runClang(args: string[], files: Tree, options: Record<string, unknown>): Promise<Tree>;
}

/** The compiler sees files of its own only. */
function treeOf(folder: string): Tree {
  const entries = readdirSync(folder, { withFileTypes: true });
  return Object.fromEntries(
    entries.flatMap((entry): [string, Tree | string][] => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return [[entry.name, treeOf(path)]];
      return isSource.test(entry.name) ? [[entry.name, readFileSync(path, 'utf8')]] : [];
    }),
  );
}

const isSource = /\.(h|hh|hpp|hxx|inl|tcc|c|cc|cpp|cxx)$/;

/** As much as Linux gives a program; a module has 64 KiB by default. */
const stackBytes = 8 * 2 ** 20;

async function compile({ compiler, flags, includes, sources, output }: CompileJob): Promise<void> {
  const { runClang } = (await import(compiler)) as Clang;
  const folders = [...new Set([...includes, ...sources.map((path) => dirname(path))])];
  const place = (folder: string): string => `folder${folders.indexOf(folder)}`;
  const files: Tree = Object.fromEntries(folders.map((folder) => [place(folder), treeOf(folder)]));
  const decoder = new TextDecoder();
  let errors = '';
  const stderr = (bytes: Uint8Array | null): void => {
    if (bytes) errors += decoder.decode(bytes, { stream: true });
  };
  const args = [
    ...['clang++', ...flags, `-Wl,-z,stack-size=${stackBytes}`],
    ...includes.map((folder) => `-I${place(folder)}`),
    ...sources.map((path) => `${place(dirname(path))}/${basename(path)}`),
    ...['-o', 'kernel.wasm'],
  ];
  try {
    const made = await runClang(args, files, { stdout: null, stderr, fetchProgress: () => undefined });
    writeFileSync(output, made['kernel.wasm'] as Uint8Array);
  } catch (error) {
    process.stderr.write(errors || String(error));
    process.exitCode = 1;
  }
}

await compile(JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as CompileJob);
