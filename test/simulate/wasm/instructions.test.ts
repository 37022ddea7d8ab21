import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body } from '../../../src/simulate/wasm/body.js';
import { bind, loadGenerator } from '../../../src/simulate/wasm/compile.js';
import { engine } from '../../../src/simulate/wasm/engine.js';
import { instructions, type Expression } from '../../../src/simulate/wasm/instructions.js';

const generator = await loadGenerator();
const memory = new engine.Memory({ initial: 2 });
const words = new BigInt64Array(memory.buffer);

/** Runs what is written, with the addresses 0 (of the results) and 65,536. */
function run(write: (body: Body) => void): void {
  const body = new Body(2);
  write(body);
  bind(generator.assemble(body), memory)(0, 65536);
}

const { i32, i64, v128, i8x16, i16x8, i32x4, i64x2, select } = instructions;
const zero = i32.const(0);

describe('instructions', () => {
  it('hold constants of all sizes', () => {
    const integers = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(integers, fc.integer(), (long, short) => {
        run((body) => {
          body.do(i64.store(0, 8, zero, i64.const(long)));
          body.do(i64.store(8, 8, zero, i64.extend_i32_s(i32.const(short))));
        });
        expect([words[0], words[1]]).toEqual([long, BigInt(short)]);
      }),
      { numRuns: 300 },
    );
  });

  it('reach far offsets', () => {
    for (const offset of [0, 120, 128, 16_376, 16_384, 131_064]) {
      run((body) => body.do(i64.store(offset, 8, zero, i64.const(BigInt(offset) + 1n))));
      expect(words[offset / 8]).toBe(BigInt(offset) + 1n);
    }
  });

  it('repeat, with more locals than one byte counts', () => {
    run((body) => {
      const sum = body.variable('i64', i64.const(0n));
      body.repeat(300, () =>
        body.repeat(7, () => {
          const one = Array.from({ length: 200 }, () => body.let('i64', i64.const(1n)));
          sum.set(i64.add(sum.get(), one.at(-1)!()));
        }),
      );
      body.do(i64.store(0, 8, body.parameter(0)(), sum.get()));
    });
    expect(words[0]).toBe(2100n);
  });

  it('choose', () => {
    for (const condition of [0, 1, -5]) {
      run((body) =>
        body.do(i64.store(0, 8, zero, select(i32.const(condition), i64.const(1n), i64.const(2n)))),
      );
      expect(words[0]).toBe(condition ? 1n : 2n);
    }
  });

  const binary = {
    'i16x8.mul': [i16x8.mul, 16, (a, b) => a * b],
    'i32x4.mul': [i32x4.mul, 32, (a, b) => a * b],
    'i64x2.mul': [i64x2.mul, 64, (a, b) => a * b],
    'i16x8.sub': [i16x8.sub, 16, (a, b) => a - b],
    'i32x4.add': [i32x4.add, 32, (a, b) => a + b],
    'i64x2.sub': [i64x2.sub, 64, (a, b) => a - b],
    'i16x8.min_s': [i16x8.min_s, 16, (a, b) => (a < b ? a : b)],
    'i32x4.max_s': [i32x4.max_s, 32, (a, b) => (a > b ? a : b)],
    'i16x8.gt_s': [i16x8.gt_s, 16, (a, b) => (a > b ? -1n : 0n)],
    'i32x4.eq': [i32x4.eq, 32, (a, b) => (a === b ? -1n : 0n)],
    'i64x2.le_s': [i64x2.le_s, 64, (a, b) => (a <= b ? -1n : 0n)],
    'v128.andnot': [v128.andnot, 64, (a, b) => a & ~b],
  } satisfies Record<string, [unknown, number, (a: bigint, b: bigint) => bigint]>;

  it.each(Object.entries(binary))('%s', (_, [instruction, bits, expected]) => {
    const vector = fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), {
      minLength: 2,
      maxLength: 2,
    });
    const lanes = (pair: readonly bigint[]): bigint[] =>
      pair.flatMap((word) =>
        Array.from({ length: 64 / bits }, (_, lane) => BigInt.asIntN(bits, word >> BigInt(lane * bits))),
      );
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        words.set([...a, ...b]);
        run((body) => {
          const read = (at: number): Expression => v128.load(at, 8, body.parameter(0)());
          body.do(v128.store(32, 16, body.parameter(0)(), instruction(read(0), read(16))));
        });
        const others = lanes(b);
        expect(lanes([words[4]!, words[5]!])).toEqual(
          lanes(a).map((x, lane) => BigInt.asIntN(bits, expected(x, others[lane]!))),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('take lanes out, put them in, and in another order', () => {
    words.set([0x0706050403020100n, 0x0f0e0d0c0b0a0908n]);
    run((body) => {
      const value = body.let('v128', v128.load(0, 16, zero));
      const turned = Array.from({ length: 16 }, (_, at) => 15 - at);
      body.do(v128.store(16, 16, zero, i8x16.shuffle(value(), value(), turned)));
      body.do(i32.store(32, 4, zero, i16x8.extract_lane_u(value(), 7)));
      body.do(v128.store(48, 16, zero, i64x2.replace_lane(value(), 1, i64.const(-1n))));
    });
    expect([words[2], words[3]]).toEqual([0x08090a0b0c0d0e0fn, 0x0001020304050607n]);
    expect(words[4]! & 0xffffffffn).toBe(0x0f0en);
    expect([words[6], words[7]]).toEqual([0x0706050403020100n, -1n]);
  });

  it('are all what the engine takes them for', () => {
    const local = { i32: 0, i64: 2, v128: 3 } as const;
    const operand = (type: keyof typeof local): Expression => instructions.local.get(local[type]);
    const vectors = { i8x16, i16x8, i32x4, i64x2, f64x2: instructions.f64x2 };
    const lane = { i8x16: 'i32', i16x8: 'i32', i32x4: 'i32', i64x2: 'i64', f64x2: 'i64' } as const;
    for (const [name, set] of Object.entries(vectors)) {
      for (const [operation, instruction] of Object.entries(set)) {
        if (/lane|shuffle|splat/.test(operation)) continue;
        const second = /^sh/.test(operation) ? operand('i32') : operand('v128');
        const write = instruction as (...operands: Expression[]) => Expression;
        const value = write(operand('v128'), ...(write.length > 1 ? [second] : []));
        expect(() => module(v128.store(0, 16, zero, value)), `${name}.${operation}`).not.toThrow();
      }
      if ('splat' in set)
        module(v128.store(0, 16, zero, set.splat(operand(lane[name as keyof typeof lane]))));
    }
    for (const [type, set] of Object.entries({ i32, i64 })) {
      for (const [operation, instruction] of Object.entries(set)) {
        if (/const|load|store|wrap|extend/.test(operation)) continue;
        const write = instruction as (...operands: Expression[]) => Expression;
        const own = operand(type as 'i32');
        const value = write(own, ...(write.length > 1 ? [own] : []));
        const isTest = /^(eq|ne|lt|gt|le|ge)/.test(operation);
        const stored =
          type === 'i64' && !isTest ? i64.store(0, 8, zero, value) : i32.store(0, 4, zero, value);
        expect(() => module(stored), `${type}.${operation}`).not.toThrow();
      }
    }
  });

  /** Two parameters of 32 bits, then locals of the other types. */
  function module(statement: Expression): void {
    const body = new Body(2);
    body.let('i64', i64.const(0n));
    body.let('v128', v128.const(new Uint8Array(16)));
    body.do(statement);
    generator.assemble(body);
  }
});
