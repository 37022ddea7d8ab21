import { describe, expect, it } from 'vitest';
import { acName, compiler, Driver, fixedName, integerName, operationNames } from './driver.js';
import type { Type } from './driver.js';
import { binary, bitsOf, comparisons, convert, fromDouble, printed, shifted, valueOf } from './oracle.js';
import type { Shape } from './oracle.js';

const quantizations = 'AP_RND AP_RND_ZERO AP_RND_MIN_INF AP_RND_INF AP_RND_CONV AP_TRN AP_TRN_ZERO'.split(
  ' ',
);
const overflows = 'AP_SAT AP_SAT_ZERO AP_SAT_SYM AP_WRAP AP_WRAP_SM'.split(' ');

/** A fixed sequence: a failure must be seen again. */
class Random {
  private types = 0;
  constructor(private state: number) {}
  below(limit: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }
  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
  width(): number {
    const limit = this.one([8, 33, 65, 65, 129, 200, 1025]);
    return limit === 1025 ? (this.below(8) ? 12 : 1 + this.below(1024)) : 1 + this.below(limit - 1);
  }
  shape(width = this.width()): Shape {
    return { width, integer: this.below(width + 12) - 5, signed: this.below(3) > 0 };
  }
  /** A type that lacks a few of the bits of another, below and above. */
  near({ width, integer }: Shape): Shape {
    const lost = this.below(4);
    const narrower = Math.max(1, width - lost - this.below(3));
    return {
      width: narrower,
      integer: Math.min(integer, narrower - (width - integer - lost)),
      signed: this.below(3) > 0,
    };
  }
  /** Every pair of modes comes up in turn. */
  type(): Type {
    const quantization = quantizations[this.types % 7]!;
    const overflow = overflows[this.types++ % 5]!;
    const saturatedBits = overflow.startsWith('AP_WRAP') && this.below(3) === 0 ? 1 + this.below(3) : 0;
    return { ...this.shape(), quantization, overflow, saturatedBits };
  }
  /** Half of them at the edges of the type. */
  raw({ width }: Shape): bigint {
    const kind = this.below(8);
    if (kind === 0) return 0n;
    if (kind === 1) return BigInt.asUintN(width, -1n);
    if (kind === 2) return 1n << BigInt(this.below(width));
    const zeros = BigInt(this.below(width));
    let bits = 0n;
    for (let i = 0; i < width; i += 24) bits = (bits << 24n) | BigInt(this.below(1 << 24));
    if (kind === 3) return BigInt.asUintN(width, -(bits >> zeros));
    // Ends in a one and zeros, so that ties between two results are met.
    if (kind < 6) return BigInt.asUintN(width, ((bits << 1n) | 1n) << zeros);
    return BigInt.asUintN(width, bits);
  }
  double(): number {
    const sign = this.below(2) ? 1 : -1;
    const mantissa = this.below(2) ? this.below(256) : this.below(2 ** 31) * 2 ** 22 + this.below(2 ** 22);
    return sign * mantissa * 2 ** (this.below(40) - this.below(90));
  }
}

const hexDouble = (value: number): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16);
};

function cases(seed: number, values: number): Driver {
  const random = new Random(seed);
  const driver = new Driver();
  const times = (count: number, body: () => void): void => {
    for (let i = 0; i < count; i++) body();
  };

  times(70, () => {
    const from = random.shape();
    const to = { ...random.type(), ...(random.below(3) ? random.near(from) : {}) };
    times(2 * values, () => {
      const raw = random.raw(from);
      const wanted = convert(valueOf(from, raw), to);
      driver.expect(
        `convert<${fixedName(from)}, ${fixedName(to)}>`,
        [bitsOf(from, raw)],
        printed(to, wanted),
      );
    });
  });
  times(35, () => {
    const to = random.type();
    times(values, () => {
      const value = random.double();
      const wanted = convert(fromDouble(value), to);
      driver.expect(`from_double<${fixedName(to)}>`, [hexDouble(value)], printed(to, wanted), String(value));
    });
  });
  times(40, () => {
    const op = random.one(['+', '-', '*', '/', '&', '|', '^']);
    const [ta, tb] = [random.shape(), random.shape()];
    times(values, () => {
      const [a, b] = [random.raw(ta), random.raw(tb)];
      if (op === '/' && b === 0n) return;
      const wanted = binary(op, ta, valueOf(ta, a), tb, valueOf(tb, b));
      const call = `binary<${operationNames[op]}, ${fixedName(ta)}, ${fixedName(tb)}>`;
      driver.expect(call, [bitsOf(ta, a), bitsOf(tb, b)], printed(wanted.type, wanted.raw));
    });
  });
  times(20, () => {
    const op = random.one(['+', '-', '*', '/', '%', '&', '|', '^']);
    const [wa, wb] = [random.width(), random.width()];
    const [ta, tb] = [
      { width: wa, integer: wa, signed: random.below(2) > 0 },
      { width: wb, integer: wb, signed: random.below(2) > 0 },
    ];
    times(values, () => {
      const [a, b] = [random.raw(ta), random.raw(tb)];
      if ('/%'.includes(op) && b === 0n) return;
      const wanted = binary(op, ta, valueOf(ta, a), tb, valueOf(tb, b));
      const call = `binary<${operationNames[op]}, ${integerName(wa, ta.signed)}, ${integerName(wb, tb.signed)}>`;
      driver.expect(call, [bitsOf(ta, a), bitsOf(tb, b)], printed(wanted.type, wanted.raw));
    });
  });
  times(10, () => {
    const [ta, tb] = [random.type(), random.shape()];
    times(values, () => {
      const [a, b] = [random.raw(ta), random.raw(tb)];
      const sum = binary('+', ta, valueOf(ta, a), tb, valueOf(tb, b));
      const wanted = convert(valueOf(sum.type, sum.raw), ta);
      const call = `accumulate<${fixedName(ta)}, ${fixedName(tb)}>`;
      driver.expect(call, [bitsOf(ta, a), bitsOf(tb, b)], printed(ta, wanted));
    });
  });
  times(12, () => {
    const [ta, tb] = [random.shape(), random.shape()];
    times(values, () => {
      const [a, b] = [random.raw(ta), random.raw(tb)];
      const wanted = comparisons(valueOf(ta, a), valueOf(tb, b));
      driver.expect(`compare<${fixedName(ta)}, ${fixedName(tb)}>`, [bitsOf(ta, a), bitsOf(tb, b)], wanted);
    });
  });
  times(12, () => {
    const type = random.shape();
    const name = fixedName(type);
    times(values, () => {
      const raw = random.raw(type);
      const value = valueOf(type, raw);
      const word = bitsOf(type, raw);
      const n = random.below(2 * type.width) - random.below(type.width);
      driver.expect(`shift_left<${name}>`, [word, n], printed(type, shifted(value, n)));
      driver.expect(`shift_right<${name}>`, [word, n], printed(type, shifted(value, -n)));
      driver.expect(`invert<${name}>`, [word], printed(type, ~raw));
      const wider = { width: type.width + 1, integer: type.integer + 1, signed: true };
      driver.expect(`negate<${name}>`, [word], printed(wider, -value.raw));
      const [high, low] = [random.below(type.width), random.below(type.width)].sort((x, y) => y - x) as [
        number,
        number,
      ];
      const bits = BigInt.asUintN(high - low + 1, raw >> BigInt(low));
      driver.expect(`get_range<${name}>`, [word, high, low], bits.toString(16));
      driver.expect(
        `set_range<${name}>`,
        [high, low, word],
        (BigInt.asUintN(high - low + 1, raw) << BigInt(low)).toString(16),
      );
    });
  });
  times(21, () => {
    const from = random.shape();
    const { overflow, ...rest } = random.type();
    const to = {
      ...rest,
      ...random.near(from),
      overflow: overflow === 'AP_WRAP_SM' ? 'AP_SAT' : overflow,
      saturatedBits: 0,
    };
    const [A, B] = [acName(from), acName(to)];
    const op = random.one(['+', '-', '*', '&']);
    times(values, () => {
      const [a, b] = [random.raw(from), random.raw(to)];
      const words = [bitsOf(from, a), bitsOf(to, b)];
      driver.expect(`convert<${A}, ${B}>`, words.slice(0, 1), printed(to, convert(valueOf(from, a), to)));
      const wanted = binary(op, from, valueOf(from, a), to, valueOf(to, b));
      driver.expect(`binary<${operationNames[op]}, ${A}, ${B}>`, words, printed(wanted.type, wanted.raw));
      const wider = {
        width: from.width + (from.signed ? 0 : 1),
        integer: from.integer + (from.signed ? 0 : 1),
        signed: true,
      };
      driver.expect(`invert<${A}>`, words.slice(0, 1), printed(wider, -1n - valueOf(from, a).raw));
      const whole = convert(valueOf(from, a), { width: 64, integer: 64, signed: true });
      driver.expect(`to_int64<${A}>`, words.slice(0, 1), String(BigInt.asIntN(64, whole)));
    });
  });
  return driver;
}

const reason = compiler ? '' : ' (skipped: no g++ or clang++)';

describe('ap_fixed and ap_int beside exact integers', { timeout: 300_000 }, () => {
  it.skipIf(!compiler)(`agrees on random types, modes and values up to 1024 bits${reason}`, () => {
    const seed = Number(process.env['HLSMITH_SEED'] ?? 20);
    expect(cases(seed, 40).run()).toEqual([]);
  });

  it.skipIf(!compiler)(`does nothing that C++ leaves undefined${reason}`, () => {
    const sanitizers = ['-fsanitize=undefined,address', '-fno-sanitize-recover=all'];
    const driver = new Driver();
    const random = new Random(7);
    for (const quantization of quantizations) {
      for (const overflow of overflows) {
        const from = random.shape();
        const to = { ...random.shape(), quantization, overflow };
        for (let i = 0; i < 50; i++) {
          const raw = random.raw(from);
          const wanted = convert(valueOf(from, raw), to);
          driver.expect(
            `convert<${fixedName(from)}, ${fixedName(to)}>`,
            [bitsOf(from, raw)],
            printed(to, wanted),
          );
        }
      }
    }
    expect(driver.run(['-O0', '-Wall', '-Wextra', ...sanitizers])).toEqual([]);
  });
});
