import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templatePath } from '../../src/templates/index.js';

/** The folder of the arithmetic headers under test. */
export const arithmeticHeaders = templatePath('library/ap_types');

/** g++ or clang++ of this machine, or undefined. */
export const compiler = ['g++', 'clang++'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** A fixed-point type: width, integer bits, signed, and modes where it is a destination. */
export interface Type {
  readonly width: number;
  readonly integer: number;
  readonly signed: boolean;
  readonly quantization?: string;
  readonly overflow?: string;
  readonly saturatedBits?: number;
}

export function fixedName(type: Type): string {
  const modes = type.quantization ? [type.quantization, type.overflow, type.saturatedBits ?? 0] : [];
  return `${type.signed ? 'ap_fixed' : 'ap_ufixed'}<${[type.width, type.integer, ...modes].join(', ')}>`;
}

/** The same type under its Catapult and Intel name. */
export function acName(type: Type): string {
  const { width, integer, signed, quantization, overflow } = type;
  const modes = quantization ? [quantization, overflow].map((mode) => mode!.replace('AP_', 'AC_')) : [];
  return `ac_fixed<${[width, integer, signed, ...modes].join(', ')}>`;
}

export function integerName(width: number, signed: boolean): string {
  return `${signed ? 'ap_int' : 'ap_uint'}<${width}>`;
}

export const operationNames: Readonly<Record<string, string>> = {
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'over',
  '%': 'modulo',
  '&': 'bitwise_and',
  '|': 'bitwise_or',
  '^': 'bitwise_xor',
};

/**
 * Collects operations and the lines that apply them, then compiles one driver (`arithmetic-driver.cpp`) and
 * runs all lines through it.
 */
export class Driver {
  private readonly indexOf = new Map<string, number>();
  private readonly lines: string[] = [];
  private readonly checks: ((answer: string) => string | undefined)[] = [];

  get size(): number {
    return this.lines.length;
  }

  /** The entries of the driver's table. */
  get operations(): string[] {
    return [...this.indexOf.keys()];
  }

  /** `shape` says what random words the operation takes; see the C++ file. */
  operation(call: string, shape: readonly number[] = []): number {
    const entry = `{${call}, {${shape.join(', ')}}, ${shape.length}},`;
    if (!this.indexOf.has(entry)) this.indexOf.set(entry, this.indexOf.size);
    return this.indexOf.get(entry)!;
  }

  /** Expects the operation to answer `expected`; the complaint shows `note`. */
  expect(call: string, words: readonly (string | number)[], expected: string, note = ''): void {
    this.lines.push([this.operation(call), ...words].join(' '));
    this.checks.push((answer) =>
      answer === expected ? undefined : `${call}(${words.join(', ')}) is ${expected}, got ${answer} ${note}`,
    );
  }

  /** Compiles the driver against the headers in the folders `include`, the first that has one counts; returns its path and a function that removes it. */
  build(include: readonly string[], flags: readonly string[]): { program: string; remove: () => void } {
    const folder = mkdtempSync(join(tmpdir(), 'hlsmith-arithmetic-'));
    const remove = (): void => rmSync(folder, { recursive: true, force: true });
    writeFileSync(join(folder, 'operations.inc'), [...this.indexOf.keys(), ''].join('\n'));
    const program = join(folder, 'driver');
    const source = fileURLToPath(new URL('arithmetic-driver.cpp', import.meta.url));
    const words = [
      '-std=c++14',
      ...flags,
      ...include.map((path) => `-I${path}`),
      `-I${folder}`,
      source,
      '-o',
      program,
    ];
    const result = spawnSync(compiler!, words, { encoding: 'utf8' });
    if (result.status !== 0 || (result.stderr !== '' && !flags.includes('-w'))) {
      remove();
      throw new Error(`${compiler} ${words.join(' ')}\n${result.stderr.slice(0, 4000)}`);
    }
    return { program, remove };
  }

  /** The complaints about wrong answers. */
  run(flags: readonly string[] = ['-O0', '-Wall', '-Wextra']): string[] {
    const { program, remove } = this.build([arithmeticHeaders], flags);
    try {
      const result = spawnSync(program, {
        input: this.lines.join('\n') + '\n',
        encoding: 'utf8',
        maxBuffer: 1e9,
      });
      const answers = result.stdout.split('\n').slice(0, -1);
      const complaints = this.checks.flatMap((check, i) => check((answers[i] ?? 'nothing').trim()) ?? []);
      if (result.status !== 0) complaints.unshift(`the driver failed: ${result.stderr.slice(0, 2000)}`);
      return complaints;
    } finally {
      remove();
    }
  }
}
