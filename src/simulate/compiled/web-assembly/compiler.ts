import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The npm package with a clang that is WebAssembly itself and makes WebAssembly: 101 MB, no install script. It stands
 * for a compiler's path where there is no g++ or clang++.
 */
export const webAssemblyCompiler = '@yowasp/clang';

/** Whether it is installed; an optional peer. */
export function hasWebAssemblyCompiler(): boolean {
  try {
    createRequire(import.meta.url).resolve(webAssemblyCompiler);
    return true;
  } catch {
    return false;
  }
}

/** What `compile-process.ts` is told, as JSON. */
export interface CompileJob {
  readonly compiler: string;
  readonly flags: readonly string[];
  /** Folders of headers, in the order in which they are searched. */
  readonly includes: readonly string[];
  readonly sources: readonly string[];
  readonly output: string;
}

/** A program with its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]];

/** @param job the file of a `CompileJob`. */
export const compileCommand = (job: string): CommandLine => node('compile-process', [job]);

/** Runs a module as the program that it is; it sees the folder it is started in, its own and those of its arguments. */
export function runCommand(
  module: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): CommandLine {
  const paths = [module, ...args, ...Object.values(environment)].filter((path) => isAbsolute(path));
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  return node('run-process', [module, JSON.stringify(folders), ...args]);
}

function node(script: string, args: readonly string[]): CommandLine {
  return [process.execPath, '--no-warnings', scriptPath(script), ...args];
}

/** The built script: beside this file, or where a checkout builds it whose sources are run as they are. */
function scriptPath(name: string): string {
  const beside = fileURLToPath(new URL(`${name}.js`, import.meta.url));
  const built = new URL(`../../../../dist/src/simulate/compiled/web-assembly/${name}.js`, import.meta.url);
  return existsSync(beside) ? beside : fileURLToPath(built);
}
