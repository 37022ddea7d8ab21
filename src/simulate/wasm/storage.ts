import type { Body, Expression, Value } from './body.js';
import type { LaneBits } from './lanes.js';

/** Samples that one loop step handles; a block holds several such groups side by side. */
const groupSamples = 8;

/** Samples that pass through all layers together: small enough that activations stay in the cache. */
export const blockSamples = 64;

export const groupsPerBlock = blockSamples / groupSamples;

/** Bytes of one group of values of a width. */
export function groupBytes(bits: LaneBits): number {
  return (groupSamples * bits) / 8;
}

/** Reads a group of 8 samples stored at one width into lanes of the same or a greater width, in sample order. */
export function loadGroup(
  body: Body,
  from: Value,
  offset: number,
  stored: LaneBits,
  lanes: LaneBits,
): Value[] {
  const { v128, i64x2 } = body.module;
  const keep = (expression: Expression): Value => body.let(body.v128, expression);
  const at = (step: number, count: number, load: (at: number) => Expression): Value[] =>
    Array.from({ length: count }, (_, index) => keep(load(offset + index * step)));
  switch (`${stored}:${lanes}`) {
    case '16:16':
      return at(16, 1, (place) => v128.load(place, 2, from()));
    case '32:32':
      return at(16, 2, (place) => v128.load(place, 4, from()));
    case '64:64':
      return at(16, 4, (place) => v128.load(place, 8, from()));
    case '16:32':
      return at(8, 2, (place) => v128.load16x4_s(place, 2, from()));
    case '32:64':
      return at(8, 4, (place) => v128.load32x2_s(place, 4, from()));
    case '16:64':
      return at(8, 2, (place) => v128.load16x4_s(place, 2, from())).flatMap((four) => [
        keep(i64x2.extend_low_i32x4_s(four())),
        keep(i64x2.extend_high_i32x4_s(four())),
      ]);
  }
  throw new RangeError(`values stored with ${stored} bits do not fit lanes of ${lanes}`);
}

/** Writes a group of 8 samples at a width that holds them. */
export function storeGroup(
  body: Body,
  to: Value,
  offset: number,
  lanes: LaneBits,
  stored: LaneBits,
  values: readonly Value[],
): void {
  const { module } = body;
  resize(body, values, lanes, stored).forEach((value, index) => {
    body.do(module.v128.store(offset + index * 16, stored / 8, to(), value()));
  });
}

function resize(body: Body, values: readonly Value[], lanes: LaneBits, stored: LaneBits): readonly Value[] {
  const { i8x16, i16x8, i32x4, i64x2 } = body.module;
  const keep = (expression: Expression): Value => body.let(body.v128, expression);
  if (lanes === stored) return values;
  if (lanes < stored) {
    const wider = values.flatMap((value) =>
      lanes === 16
        ? [keep(i32x4.extend_low_i16x8_s(value())), keep(i32x4.extend_high_i16x8_s(value()))]
        : [keep(i64x2.extend_low_i32x4_s(value())), keep(i64x2.extend_high_i32x4_s(value()))],
    );
    return resize(body, wider, lanes === 16 ? 32 : 64, stored);
  }
  const pairs = Array.from({ length: values.length / 2 }, (_, at) => [values[2 * at]!, values[2 * at + 1]!]);
  const narrower = pairs.map(([low, high]) =>
    lanes === 64
      ? keep(i8x16.shuffle(low!(), high!(), lowHalves))
      : keep(i16x8.narrow_i32x4_s(low!(), high!())),
  );
  return resize(body, narrower, lanes === 64 ? 32 : 16, stored);
}

/** Byte numbers that pick the low 32 bits of the four 64-bit lanes of two vectors. */
const lowHalves = [0, 8, 16, 24].flatMap((first) => [first, first + 1, first + 2, first + 3]);

/** Reads one number into every lane. */
export function loadSplat(body: Body, from: Value, offset: number, bits: LaneBits): Value {
  const { v128 } = body.module;
  const load = { 16: v128.load16_splat, 32: v128.load32_splat, 64: v128.load64_splat }[bits];
  return body.let(body.v128, load(offset, bits / 8, from()));
}

/** Stores integers modulo 2^bits: the low bits are what wrapping lanes need. */
export function writeIntegers(
  to: Uint8Array<ArrayBuffer>,
  offset: number,
  values: Float64Array | readonly bigint[],
  bits: LaneBits,
): void {
  if (bits === 64) {
    const array = new BigInt64Array(to.buffer, offset, values.length);
    for (let at = 0; at < values.length; at++) array[at] = BigInt(values[at]!);
    return;
  }
  const Narrow = bits === 16 ? Int16Array : Int32Array;
  // Assigning a whole double keeps its low bits, however large it is; a big integer must be cut first.
  const numbers = values instanceof Float64Array ? values : values.map((x) => Number(BigInt.asIntN(bits, x)));
  new Narrow(to.buffer, offset, values.length).set(numbers);
}

/** Reads one sample, extended to 64 bits. */
export function loadScalar(body: Body, from: Value, offset: number, stored: LaneBits): Value {
  const { i64 } = body.module;
  const load = { 16: i64.load16_s, 32: i64.load32_s, 64: i64.load }[stored];
  return body.let(body.i64, load.call(i64, offset, stored / 8, from()));
}

export function storeScalar(body: Body, to: Value, offset: number, stored: LaneBits, value: Value): void {
  const { i64 } = body.module;
  const store = { 16: i64.store16, 32: i64.store32, 64: i64.store }[stored];
  body.do(store.call(i64, offset, stored / 8, to(), value()));
}
