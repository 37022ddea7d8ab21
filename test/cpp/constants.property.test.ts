import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';
import { hasCompiler, unlessCompiler } from '../codegen/compiling.js';

const integers = [
  ...['bool', 'char', 'signed char', 'unsigned char', 'short', 'unsigned short', 'int', 'unsigned', 'long'],
  ...['unsigned long', 'long long', 'uint8_t', 'int16_t', 'uint32_t', 'size_t', 'index_t'],
];
const typedefs = 'typedef unsigned char narrow_t;\ntypedef narrow_t index_t;\n';

const literal = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map(String),
  fc.constantFrom(...['0x80000000', '0xffffffffu', '2147483647', '4294967296', '1u', '7ul', '0b1011', '017']),
  fc.constantFrom("'a'", 'true', 'false'),
);
/** No `float`: hlsmith computes in double throughout. */
const real = fc.constantFrom('0.5', '3.0', '1e3', '2.75');
const name = fc.nat({ max: 4 }).map((n) => `x${n}`);
const cast = fc.constantFrom('unsigned char', 'int8_t', 'int', 'unsigned', 'size_t');

/** The operators of integers have no doubles among their operands, or no compiler would take them. */
const { integer, number } = fc.letrec<{ integer: string; number: string }>((tie) => {
  const inner = (kind: 'integer' | 'number', operators: string) => [
    fc
      .tuple(tie(kind), fc.constantFrom(...operators.split(' ')), tie(kind))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(tie(kind), tie(kind), tie(kind)).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
  ];
  const unary = fc.constantFrom('-', '~', '!', '+');
  return {
    integer: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(literal, name),
      ...inner('integer', '+ - * / % & | ^ << >> < <= == != > >= && ||'),
      fc.tuple(unary, tie('integer')).map(([operator, a]) => `${operator}(${a})`),
      fc.tuple(cast, tie('number')).map(([type, a]) => `(${type})(${a})`),
    ),
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      real,
      tie('integer'),
      ...inner('number', '+ - * / < <= == != > >= && ||'),
    ),
  };
});

/** Each may name those before it; the last one may be no integer. */
const declarations = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...integers), integer), { minLength: 5, maxLength: 5 }),
    fc.tuple(fc.constantFrom('double', 'int', 'unsigned'), number),
  )
  .map(([first, last]) =>
    [...first, last].map(([type, value], n) => {
      const earlier = value.replace(/\bx(\d)/g, (_, at) => (n === 0 ? '1' : `x${Number(at) % n}`));
      return [type, earlier] as const;
    }),
  );
type Declarations = readonly (readonly [string, string])[];

/** Values as hlsmith knows them, by name. */
function valuesOf(program: Declarations): Map<string, number | bigint | boolean> {
  const text = typedefs + program.map(([type, value], n) => `const ${type} x${n} = ${value};`).join('\n');
  const project = Project.fromFiles('p', { 'k.cpp': text });
  return new Map(
    program.flatMap((_, n) => {
      const value = project.constant(`x${n}`);
      return value === null ? [] : [[`x${n}`, value] as const];
    }),
  );
}

/** Values as the compiler has them; what hlsmith does not know stands as zero, so that nothing undefined is run. */
function compiledValues(
  programs: readonly Declarations[],
  known: readonly ReadonlyMap<string, unknown>[],
): string[][] {
  const spaces = programs.map((program, k) => {
    const lines = program.map(
      ([type, value], n) => `const ${type} x${n} = ${known[k]!.has(`x${n}`) ? value : '0'};`,
    );
    return `namespace p${k} {\n${lines.join('\n')}\n}\n`;
  });
  const prints = programs.map((_, k) =>
    [...known[k]!.keys()].map((own) => `std::cout << +p${k}::${own} << ' ';`).join(' '),
  );
  const main = `int main() {\nstd::cout << std::setprecision(17);\n${prints.map((line) => `${line} std::cout << std::endl;`).join('\n')}\n}\n`;
  const head = '#include <cstdint>\n#include <cstddef>\n#include <iomanip>\n#include <iostream>\n';
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-constants-'));
  try {
    const file = join(folder, 'k.cpp');
    writeFileSync(file, head + typedefs + spaces.join('') + main);
    const built = spawnSync('g++', ['-std=c++17', '-O0', '-w', file, '-o', join(folder, 'k')], {
      encoding: 'utf8',
    });
    expect(built.stderr).toBe('');
    const { stdout, status } = spawnSync(join(folder, 'k'), { encoding: 'utf8' });
    expect(status).toBe(0);
    return stdout
      .split('\n')
      .slice(0, -1)
      .map((line) =>
        line
          .trim()
          .split(' ')
          .filter((word) => word !== ''),
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const numberOf = (printed: string): number =>
  Number(printed.replace('inf', 'Infinity').replace('-nan', 'nan'));

describe('constants', () => {
  it.skipIf(!hasCompiler)(
    `have the values that a compiler gives them${unlessCompiler}`,
    () => {
      let seen = 0;
      fc.assert(
        fc.property(fc.array(declarations, { minLength: 100, maxLength: 150 }), (programs) => {
          const known = programs.map(valuesOf);
          const compiled = compiledValues(programs, known);
          known.forEach((values, k) => {
            const own = [...values].map(([name, value]) => [name, Number(value)]);

            const theirs = [...values.keys()].map((name, i) => [name, numberOf(compiled[k]![i]!)]);
            expect({ program: programs[k], values: own }).toEqual({ program: programs[k], values: theirs });
            seen += own.length;
          });
        }),
        { numRuns: Number(process.env.HLSMITH_FUZZ ?? 2), endOnFailure: true },
      );
      // Or the test would say nothing.
      expect(seen).toBeGreaterThan(200);
    },
    600_000,
  );
});
