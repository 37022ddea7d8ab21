import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  acName,
  arithmeticHeaders,
  compiler,
  Driver,
  fixedName,
  integerName,
  operationNames,
} from './driver.js';
import type { Type } from './driver.js';

/**
 * Random operations compiled twice, against our headers and a vendor's, for runs by hand:
 *
 *     HLSMITH_REFERENCE_AP_TYPES=/path/to/ap_types/include HLSMITH_FUZZ=10000000 npx vitest run test/library/differential
 *
 * and HLSMITH_REFERENCE_AC_TYPES for the headers of ac_fixed and ac_int. What the ap headers are known to get wrong is not asked: rounding when every source bit lies below the rounding
 * bit (it aborts), comparison of mixed signs from 32 bits, casts to integers without integer bits, quotients
 * and remainders of mixed sign, the lowest value divided by -1, sign-magnitude wrap after a carry.
 */
const reference = process.env['HLSMITH_REFERENCE_AP_TYPES'];
const total = Number(process.env['HLSMITH_FUZZ'] ?? 1_000_000);
const seed = Number(process.env['HLSMITH_SEED'] ?? 1);
const missing = !compiler
  ? 'no g++ or clang++'
  : !reference || !existsSync(reference)
    ? 'HLSMITH_REFERENCE_AP_TYPES names no folder'
    : undefined;

const quantizations = 'AP_RND AP_RND_ZERO AP_RND_MIN_INF AP_RND_INF AP_RND_CONV AP_TRN AP_TRN_ZERO'.split(
  ' ',
);
const overflows = 'AP_SAT AP_SAT_ZERO AP_SAT_SYM AP_WRAP AP_WRAP_SM'.split(' ');
const cTypes = [
  'int',
  'unsigned',
  'bool',
  'char',
  'short',
  'unsigned char',
  'long long',
  'unsigned long long',
];

let state = seed;
const below = (limit: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};
const one = <T>(list: readonly T[]): T => list[below(list.length)]!;
const shape = (limit = one([8, 32, 33, 64, 64, 65, 128])): Type => {
  const width = 1 + below(limit);
  return { width, integer: below(width + 8) - 3, signed: below(3) > 0 };
};

function destination(from?: Type): Type {
  for (;;) {
    const overflow = one(overflows);
    const quantization = one(quantizations);
    const base = shape();
    const to: Type = {
      ...base,
      ...(from && below(2) ? { integer: base.width - (from.width - from.integer) + below(5) } : {}),
      quantization,
      overflow,
      saturatedBits:
        overflow.startsWith('AP_WRAP') && below(4) === 0 ? Math.min(1 + below(3), base.width) : 0,
    };
    const lost = from ? from.width - from.integer - (to.width - to.integer) : 0;
    const aborts = from && quantization !== 'AP_TRN' && lost - 1 >= from.width;
    const signMagnitudeFault = overflow === 'AP_WRAP_SM' && (!to.signed || quantization !== 'AP_TRN');
    if (!aborts && !signMagnitudeFault) return to;
  }
}

function addOperations(driver: Driver, times: number): void {
  const add = (call: string, ...words: number[]): number => driver.operation(call, words);
  for (let i = 0; i < times; i++) {
    const [a, b] = [shape(), shape()];
    const [A, B] = [fixedName(a), fixedName(b)];
    const to = destination(a);
    add(`convert<${A}, ${fixedName(to)}>`, a.width);
    add(`from_double<${fixedName(destination())}>`, 0);
    const op = one(['+', '-', '*', '&', '|', '^']);
    add(`binary<${operationNames[op]}, ${A}, ${B}>`, a.width, b.width);
    add(`accumulate<${fixedName(to)}, ${fixedName({ ...a, signed: to.signed })}>`, to.width, a.width);
    add(`with_integer<${one(['plus', 'minus', 'times'])}, ${A}, ${one(cTypes)}>`, a.width, -2);
    add(`integer_with<${one(['plus', 'minus', 'times'])}, ${one(cTypes)}, ${A}>`, -2, a.width);
    add(`compare<${A}, ${fixedName({ ...b, signed: a.signed })}>`, a.width, b.width);
    if (a.signed) add(`compare_integer<${A}, int>`, a.width, -2);
    add(`compare_double<${A}>`, a.width, 0);
    add(`negate<${A}>`, a.width);
    add(`invert<${A}>`, a.width);
    add(`shift_left<${A}>`, a.width, -1);
    add(`shift_right<${A}>`, a.width, -1);
    if (a.integer > 0 && a.integer <= a.width && a.width <= 64) add(`to_integers<${A}>`, a.width);
    add(`to_double<${A}>`, a.width);
    add(`to_float<${A}>`, a.width);
    const [C, D] = [integerName(a.width, a.signed), integerName(b.width, b.signed)];
    add(`binary<${operationNames[one(['+', '-', '*', '&', '|', '^'])]}, ${C}, ${D}>`, a.width, b.width);
    if (a.integer > 0) add(`convert<${A}, ${D}>`, a.width);
    add(`convert<${C}, ${fixedName(destination())}>`, a.width);
    add(`increment<${C}>`, a.width);
    add(`from_integer<${D}, ${one(cTypes)}>`, -2);
    add(`from_integer<${fixedName(destination())}, ${one(cTypes)}>`, -2);
  }
}

/** The numbers of the operations that answer differently, with one example of each. */
function differences(driver: Driver, theirHeaders: readonly string[]): string[] {
  const rounds = String(Math.ceil(total / driver.operations.length / 64) * 64);
  const ours = driver.build([arithmeticHeaders], ['-O1']);
  const theirs = driver.build(theirHeaders, ['-O0', '-w', '-DNDEBUG']);
  const run = (program: string, ...words: string[]): string[] =>
    spawnSync(program, [String(seed), rounds, ...words], { encoding: 'utf8', maxBuffer: 4e9 }).stdout.split(
      '\n',
    );
  try {
    const [a, b] = [run(ours.program), run(theirs.program)];
    expect(b.length).toBeGreaterThan(driver.operations.length);
    const different = new Map<string, string>();
    a.forEach((line, i) => {
      const [from, index] = line.split(' ');
      if (line !== b[i] && !different.has(index!)) different.set(index!, from!);
    });
    return [...different].slice(0, 40).flatMap(([index, from]) => {
      const window = [from, String(Number(from) + 64)];
      const [x, y] = [run(ours.program, ...window), run(theirs.program, ...window)];
      const first = x.findIndex((line, i) => line !== y[i]);
      // An answer of theirs that is another one the second time was read from uninitialised memory.
      return first < 0 ? [] : [`${driver.operations[Number(index)]} ${x[first]} | ${y[first]}`];
    });
  } finally {
    ours.remove();
    theirs.remove();
  }
}

function addAcOperations(driver: Driver, times: number): void {
  const add = (call: string, ...words: number[]): number => driver.operation(call, words);
  const acModes = (type: Type): Type => ({
    ...type,
    overflow: type.overflow === 'AP_WRAP_SM' ? 'AP_SAT' : type.overflow,
    quantization: one([...quantizations, 'AP_RND_CONV_ODD']),
  });
  for (let i = 0; i < times; i++) {
    const [a, b] = [shape(), shape()];
    const to = acModes(destination(a));
    const [A, B] = [acName(a), acName(b)];
    add(`convert<${A}, ${acName(to)}>`, a.width);
    add(`from_double<${acName(acModes(destination()))}>`, 0);
    add(`binary<${operationNames[one(['+', '-', '*', '&', '|', '^'])]}, ${A}, ${B}>`, a.width, b.width);
    add(`accumulate<${acName(to)}, ${A}>`, to.width, a.width);
    add(`with_integer<${one(['plus', 'minus', 'times'])}, ${A}, ${one(cTypes)}>`, a.width, -2);
    add(`compare<${A}, ${B}>`, a.width, b.width);
    add(`negate<${A}>`, a.width);
    add(`invert<${A}>`, a.width);
    add(`shift_left<${A}>`, a.width, -1);
    add(`shift_right<${A}>`, a.width, -1);
    // Theirs do not compile for more integer bits, and round twice in wider numbers.
    if (a.integer <= 64) add(`to_int64<${A}>`, a.width);
    if (a.width <= 64) add(`to_double<${A}>`, a.width);
  }
}

const acReference = process.env['HLSMITH_REFERENCE_AC_TYPES'];
const acMissing = !compiler
  ? 'no g++ or clang++'
  : !acReference || !existsSync(acReference)
    ? 'HLSMITH_REFERENCE_AC_TYPES names no folder'
    : undefined;

describe('our headers beside a vendor', { timeout: 3_600_000 }, () => {
  it.skipIf(missing)(
    `${total} random operations on ap types${missing ? ` (skipped: ${missing})` : ''}`,
    () => {
      const driver = new Driver();
      addOperations(driver, 30);
      expect(differences(driver, [reference!])).toEqual([]);
    },
  );

  it.skipIf(acMissing)(
    `${total} random operations on ac types${acMissing ? ` (skipped: ${acMissing})` : ''}`,
    () => {
      const driver = new Driver();
      addAcOperations(driver, 30);
      expect(differences(driver, [acReference!, arithmeticHeaders])).toEqual([]);
    },
  );
});
