import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCompiler } from '../../../src/simulate/compiled/compile.js';
import { templatePath } from '../../../src/templates/index.js';
import { vectors } from '../../hls/fixed-point/vectors.js';

const quantizations = [
  'AP_RND',
  'AP_RND_ZERO',
  'AP_RND_MIN_INF',
  'AP_RND_INF',
  'AP_RND_CONV',
  'AP_TRN',
  'AP_TRN_ZERO',
];
const overflows = ['AP_SAT', 'AP_SAT_ZERO', 'AP_SAT_SYM', 'AP_WRAP'];

type Plain = readonly [width: number, integer: number, signed: number];
type Destination = readonly [...Plain, quantization: string, overflow: string, bits: number];

/** A line that is asked, and its answer. */
interface Question {
  readonly line: string;
  readonly answer: string;
}

const isHeld = ([width]: readonly [number, ...unknown[]]): boolean => width <= 61;
const plain = ([width, integer, signed]: Plain, raw: string): string =>
  `${width} ${integer} ${signed} 5 3 ${raw}`;
const format = ([width, integer, signed, quantization, overflow]: Destination): string =>
  `${width} ${integer} ${signed} ${quantizations.indexOf(quantization)} ${overflows.indexOf(overflow)} 0`;
const isModelled = (to: Destination): boolean => isHeld(to) && to[5] === 0 && overflows.includes(to[4]);
function shown(
  [width, integer, signed]: readonly [number, number, number, ...unknown[]],
  raw: string,
): string {
  const bits = BigInt(`0x${raw}`);
  return `${width} ${integer} ${signed} ${(bits >> 64n).toString(16)} ${BigInt.asUintN(64, bits).toString(16)}`;
}

function questions(): Question[] {
  const v = vectors!;
  const ask = (line: string, answer: string): Question => ({ line, answer });
  return [
    ...v.conv
      .filter(([from, , to]) => isHeld(from) && isModelled(to))
      .map(([from, raw, to, wanted]) => ask(`conv ${plain(from, raw)} ${format(to)}`, shown(to, wanted))),
    ...v.from_double
      .filter(([, to]) => isModelled(to))
      .map(([bits, to, wanted]) => ask(`from_double ${bits} ${format(to)}`, shown(to, wanted))),
    ...v.bin
      .filter(([, a, , b]) => isHeld(a) && isHeld(b))
      .map(([op, a, x, b, y, type, wanted]) =>
        ask(`bin ${op} ${plain(a, x)} ${plain(b, y)}`, shown(type, wanted)),
      ),
    ...v.bin_int
      .filter(([, a]) => isHeld(a))
      .map(([op, a, x, c, value, type, wanted]) =>
        ask(`${c} ${op} ${value} ${plain(a, x)}`, shown(type, wanted)),
      ),
    ...v.cmp
      .filter(([a, , b]) => isHeld(a) && isHeld(b))
      .map(([a, x, b, y, wanted]) => ask(`cmp ${plain(a, x)} ${plain(b, y)}`, wanted)),
    ...v.cmp_int
      .filter(([a]) => isHeld(a))
      .map(([a, x, value, wanted]) => ask(`cmp_int ${value} ${plain(a, x)}`, wanted)),
    ...(['neg', 'not'] as const).flatMap((kind) =>
      v[kind]
        .filter(([a]) => isHeld(a))
        .map(([a, x, type, wanted]) => ask(`${kind} ${plain(a, x)}`, shown(type, wanted))),
    ),
    ...(['shl', 'shr'] as const).flatMap((kind) =>
      v[kind]
        .filter(([a]) => isHeld(a))
        .map(([a, x, n, wanted]) => ask(`${kind} ${n} ${plain(a, x)}`, shown(a, wanted))),
    ),
    ...v.to_int
      .filter(([a]) => isHeld(a))
      .map(([a, x, ...wanted]) => ask(`to_int ${plain(a, x)}`, wanted.join(' '))),
    ...(['to_double', 'to_float'] as const).flatMap((kind) =>
      v[kind]
        .filter(([a]) => isHeld(a))
        .map(([a, x, wanted]) => ask(`${kind} ${plain(a, x)}`, BigInt(`0x${wanted}`).toString(16))),
    ),
    ...v.range_get
      .filter(([a, , high, low]) => isHeld(a) && high >= low)
      .map(([a, x, high, low, wanted]) => ask(`range_get ${high} ${low} ${plain(a, x)}`, wanted)),
  ];
}

const missing = !findCompiler() ? 'no g++ or clang++' : !vectors ? 'no recorded answers' : null;
if (missing) console.log(`skipped: ${missing}`);

describe.skipIf(missing)('run-time formats beside recorded vectors', () => {
  it('answer as recorded wherever a format has at most 61 bits', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hlsmith-test-'));
    try {
      const driver = fileURLToPath(new URL('run-time-driver.cpp', import.meta.url));
      const program = join(folder, 'driver');
      const includes = ['library/ap_types', 'host'].map((path) => `-I${templatePath(path)}`);
      const words = ['-std=c++17', '-O1', '-Wall', '-Wextra', '-fsanitize=undefined', ...includes, driver];
      const compiled = spawnSync(findCompiler()!, [...words, '-o', program], { encoding: 'utf8' });
      expect(compiled.stderr).toBe('');
      const asked = questions();
      expect(asked.length).toBeGreaterThan(8000);
      writeFileSync(join(folder, 'formats'), '');
      const { stdout, stderr } = spawnSync(program, {
        input: `${asked.map(({ line }) => line).join('\n')}\n`,
        encoding: 'utf8',
        maxBuffer: 1e9,
        env: { ...process.env, HLSMITH_FORMATS: join(folder, 'formats') },
      });
      expect(stderr).toBe('');
      const answers = stdout.split('\n');
      const wrong = asked.flatMap(({ line, answer }, at) =>
        answers[at] === answer ? [] : `${line}: ${answers[at]} instead of ${answer}`,
      );
      expect(wrong.slice(0, 20)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
