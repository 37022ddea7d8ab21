import type { Body, Expression, Value } from './body.js';

/** Width of one lane: 8 lanes of 16 bits, 4 of 32 or 2 of 64 in a vector; each lane is one sample. */
export type LaneBits = 16 | 32 | 64;
export const laneWidths: readonly LaneBits[] = [16, 32, 64];

/**
 * Integer arithmetic on samples side by side, modulo 2^bits. The same code writes vectors of any lane width
 * and, as `scalar64`, one sample at a time.
 */
export interface Lanes {
  readonly bits: LaneBits;
  constant(value: bigint): Value;
  add(a: Value, b: Value): Value;
  subtract(a: Value, b: Value): Value;
  multiply(a: Value, b: Value): Value;
  and(a: Value, b: Value): Value;
  or(a: Value, b: Value): Value;
  xor(a: Value, b: Value): Value;
  shiftLeft(a: Value, count: number): Value;
  /** Arithmetic. */
  shiftRight(a: Value, count: number): Value;
  /** Filling with zeros. */
  shiftRightUnsigned(a: Value, count: number): Value;
  minimum(a: Value, b: Value): Value;
  maximum(a: Value, b: Value): Value;
  /** All ones where a equals b, else zero. */
  equal(a: Value, b: Value): Value;
  /** All ones where a is greater than b, else zero. */
  greater(a: Value, b: Value): Value;
  /** a where the mask (all ones or zero) is set, else b. */
  select(mask: Value, a: Value, b: Value): Value;
}

export function vectorLanes(body: Body, bits: LaneBits): Lanes {
  const { module, v128 } = body;
  const { v128: bitwise } = module;
  const vector = { 16: module.i16x8, 32: module.i32x4, 64: module.i64x2 }[bits];
  const keep = (expression: Expression): Value => body.let(v128, expression);
  const count = (bitsToShift: number): Expression => module.i32.const(bitsToShift);
  const lanes: Lanes = {
    bits,
    constant: (value) =>
      body.constant(`${bits}:${value}`, v128, () => bitwise.const(splatBytes(value, bits))),
    add: (a, b) => keep(vector.add(a(), b())),
    subtract: (a, b) => keep(vector.sub(a(), b())),
    multiply: (a, b) => keep(vector.mul(a(), b())),
    and: (a, b) => keep(bitwise.and(a(), b())),
    or: (a, b) => keep(bitwise.or(a(), b())),
    xor: (a, b) => keep(bitwise.xor(a(), b())),
    shiftLeft: (a, by) => keep(vector.shl(a(), count(by))),
    shiftRight: (a, by) => keep(vector.shr_s(a(), count(by))),
    shiftRightUnsigned: (a, by) => keep(vector.shr_u(a(), count(by))),
    minimum: (a, b) => keep(bitwise.bitselect(b(), a(), vector.gt_s(a(), b()))),
    maximum: (a, b) => keep(bitwise.bitselect(a(), b(), vector.gt_s(a(), b()))),
    equal: (a, b) => keep(vector.eq(a(), b())),
    greater: (a, b) => keep(vector.gt_s(a(), b())),
    select: (mask, a, b) => keep(bitwise.bitselect(a(), b(), mask())),
  };
  if (bits === 64) return lanes;
  const narrow = bits === 16 ? module.i16x8 : module.i32x4;
  return {
    ...lanes,
    minimum: (a, b) => keep(narrow.min_s(a(), b())),
    maximum: (a, b) => keep(narrow.max_s(a(), b())),
  };
}

export function scalarLanes(body: Body): Lanes {
  const { module, i64: type } = body;
  const { i64, i32 } = module;
  const keep = (expression: Expression): Value => body.let(type, expression);
  const count = (bitsToShift: number): Expression => i64.const(BigInt(bitsToShift));
  return {
    bits: 64,
    constant: (value) => body.constant(`scalar:${value}`, type, () => i64.const(BigInt.asIntN(64, value))),
    add: (a, b) => keep(i64.add(a(), b())),
    subtract: (a, b) => keep(i64.sub(a(), b())),
    multiply: (a, b) => keep(i64.mul(a(), b())),
    and: (a, b) => keep(i64.and(a(), b())),
    or: (a, b) => keep(i64.or(a(), b())),
    xor: (a, b) => keep(i64.xor(a(), b())),
    shiftLeft: (a, by) => keep(i64.shl(a(), count(by))),
    shiftRight: (a, by) => keep(i64.shr_s(a(), count(by))),
    shiftRightUnsigned: (a, by) => keep(i64.shr_u(a(), count(by))),
    minimum: (a, b) => keep(module.select(i64.lt_s(a(), b()), a(), b())),
    maximum: (a, b) => keep(module.select(i64.gt_s(a(), b()), a(), b())),
    equal: (a, b) => keep(i64.sub(count(0), i64.extend_i32_u(i64.eq(a(), b())))),
    greater: (a, b) => keep(i64.sub(count(0), i64.extend_i32_u(i64.gt_s(a(), b())))),
    select: (mask, a, b) => keep(module.select(i32.eqz(i64.eqz(mask())), a(), b())),
  };
}

function splatBytes(value: bigint, bits: LaneBits): Uint8Array {
  const lanes = new BigUint64Array(2);
  let lane = BigInt.asUintN(bits, value);
  for (let width = bits; width < 64; width *= 2) lane |= lane << BigInt(width);
  return new Uint8Array(lanes.fill(lane).buffer);
}
