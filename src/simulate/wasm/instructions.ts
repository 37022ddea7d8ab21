/*
 * WebAssembly's instructions under their own names (WebAssembly core specification 2.0, appendix "index of
 * instructions"; vectors have the prefix 0xfd). Only what kernels use, and what belongs to it.
 */

/** The bytes of operands and, behind them, of the instruction that takes them. */
export type Expression = readonly number[];

/** Type of a value on the stack, as a byte. */
export type WasmType = typeof types.i32 | typeof types.i64 | typeof types.v128;
export const types = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;

type Unary = (a: Expression) => Expression;
type Binary = (a: Expression, b: Expression) => Expression;
type Load = (offset: number, align: number, address: Expression) => Expression;
type Store = (offset: number, align: number, address: Expression, value: Expression) => Expression;
type LoadLane = (
  offset: number,
  align: number,
  lane: number,
  address: Expression,
  vector: Expression,
) => Expression;

/** A natural number in LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

/** An integer in signed LEB128. */
function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest < -0x40n || rest >= 0x40n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest & 0x7fn)];
}

const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const unary =
  (...opcode: number[]): Unary =>
  (a) => [...a, ...opcode];
const binary =
  (...opcode: number[]): Binary =>
  (a, b) => [...a, ...b, ...opcode];
const memory = (offset: number, align: number): number[] => [Math.log2(align), ...unsigned(offset)];
const load =
  (...opcode: number[]): Load =>
  (offset, align, address) => [...address, ...opcode, ...memory(offset, align)];
const store =
  (...opcode: number[]): Store =>
  (offset, align, address, value) => [...address, ...value, ...opcode, ...memory(offset, align)];
const loadLane =
  (opcode: number): LoadLane =>
  (offset, align, lane, address, value) => [
    ...address,
    ...value,
    ...vector(opcode),
    ...memory(offset, align),
    lane,
  ];
const extractLane =
  (opcode: number) =>
  (a: Expression, lane: number): Expression => [...a, ...vector(opcode), lane];
const replaceLane =
  (opcode: number) =>
  (a: Expression, lane: number, value: Expression): Expression => [...a, ...value, ...vector(opcode), lane];

/** What numbers of 32 and of 64 bits both have: tests and comparisons from one opcode on, arithmetic from another. */
function integers(test: number, arithmetic: number) {
  const comparison = (at: number): Binary => binary(test + at);
  const operation = (at: number): Binary => binary(arithmetic + at);
  return {
    ...{ eqz: unary(test), eq: comparison(1), ne: comparison(2) },
    ...{ lt_s: comparison(3), lt_u: comparison(4), gt_s: comparison(5), gt_u: comparison(6) },
    ...{ le_s: comparison(7), le_u: comparison(8), ge_s: comparison(9), ge_u: comparison(10) },
    ...{ clz: unary(arithmetic), ctz: unary(arithmetic + 1), popcnt: unary(arithmetic + 2) },
    ...{ add: operation(3), sub: operation(4), mul: operation(5) },
    ...{ div_s: operation(6), div_u: operation(7), rem_s: operation(8), rem_u: operation(9) },
    ...{ and: operation(10), or: operation(11), xor: operation(12) },
    ...{ shl: operation(13), shr_s: operation(14), shr_u: operation(15) },
  };
}

/** What lanes of all widths have, from one opcode on; shift counts are numbers of 32 bits. */
function integerLanes(first: number) {
  const one = (at: number): Unary => unary(...vector(first + at));
  const two = (at: number): Binary => binary(...vector(first + at));
  return {
    ...{ abs: one(0), neg: one(1), shl: two(11), shr_s: two(12), shr_u: two(13) },
    ...{ add: two(14), sub: two(17), mul: two(21) },
    extend: { low_s: one(7), high_s: one(8), low_u: one(9), high_u: one(10) },
    multiply: { low_s: two(28), high_s: two(29), low_u: two(30), high_u: two(31) },
  };
}

const i16 = integerLanes(128);
const i32 = integerLanes(160);
const i64 = integerLanes(192);
const compare = (opcode: number): Binary => binary(...vector(opcode));

/** By type, as the specification names them: `instructions.i32x4.add(a, b)`. */
export const instructions = {
  local: {
    get: (index: number): Expression => [0x20, ...unsigned(index)],
    set: (index: number, value: Expression): Expression => [...value, 0x21, ...unsigned(index)],
  },
  /** `a` where the condition is not zero, else `b`. */
  select: (condition: Expression, a: Expression, b: Expression): Expression => [
    ...a,
    ...b,
    ...condition,
    0x1b,
  ],
  /** Runs statements, and again while the condition behind them is not zero. */
  repeat: (statements: readonly Expression[], condition: Expression): Expression => [
    ...[0x03, 0x40],
    ...statements.flat(),
    ...condition,
    ...[0x0d, 0],
    0x0b,
  ],
  i32: {
    ...integers(0x45, 0x67),
    const: (value: number): Expression => [0x41, ...signed(BigInt(value | 0))],
    wrap: unary(0xa7),
    ...{
      load: load(0x28),
      load8_s: load(0x2c),
      load8_u: load(0x2d),
      load16_s: load(0x2e),
      load16_u: load(0x2f),
    },
    ...{ store: store(0x36), store8: store(0x3a), store16: store(0x3b) },
  },
  i64: {
    ...integers(0x50, 0x79),
    const: (value: bigint): Expression => [0x42, ...signed(BigInt.asIntN(64, value))],
    ...{ extend_s: unary(0xac), extend_u: unary(0xad) },
    ...{
      load: load(0x29),
      load16_s: load(0x32),
      load16_u: load(0x33),
      load32_s: load(0x34),
      load32_u: load(0x35),
    },
    ...{ store: store(0x37), store16: store(0x3d), store32: store(0x3e) },
  },
  v128: {
    const: (bytes: Uint8Array): Expression => [...vector(12), ...bytes],
    ...{ load: load(...vector(0)), store: store(...vector(11)) },
    ...{ load8x8_s: load(...vector(1)), load8x8_u: load(...vector(2)) },
    ...{ load16x4_s: load(...vector(3)), load16x4_u: load(...vector(4)) },
    ...{ load32x2_s: load(...vector(5)), load32x2_u: load(...vector(6)) },
    ...{ load8_splat: load(...vector(7)), load16_splat: load(...vector(8)) },
    ...{ load32_splat: load(...vector(9)), load64_splat: load(...vector(10)) },
    ...{ load16_lane: loadLane(85), load32_lane: loadLane(86), load64_lane: loadLane(87) },
    ...{
      not: unary(...vector(77)),
      and: compare(78),
      andnot: compare(79),
      or: compare(80),
      xor: compare(81),
    },
    /** The bits of `a` where the mask has ones, else those of `b`. */
    bitselect: (a: Expression, b: Expression, mask: Expression): Expression => [
      ...a,
      ...b,
      ...mask,
      ...vector(82),
    ],
  },
  i8x16: {
    shuffle: (a: Expression, b: Expression, lanes: readonly number[]): Expression => [
      ...a,
      ...b,
      ...vector(13),
      ...lanes,
    ],
    swizzle: compare(14),
  },
  i16x8: {
    ...{ abs: i16.abs, neg: i16.neg, shl: i16.shl, shr_s: i16.shr_s, shr_u: i16.shr_u },
    ...{ add: i16.add, sub: i16.sub, mul: i16.mul },
    ...{ min_s: compare(150), min_u: compare(151), max_s: compare(152), max_u: compare(153) },
    ...{
      eq: compare(45),
      ne: compare(46),
      lt_s: compare(47),
      gt_s: compare(49),
      le_s: compare(51),
      ge_s: compare(53),
    },
    splat: unary(...vector(16)),
    ...{ extract_lane_s: extractLane(24), extract_lane_u: extractLane(25), replace_lane: replaceLane(26) },
    ...{ narrow_i32x4_s: compare(133), narrow_i32x4_u: compare(134) },
    ...{ extend_low_i8x16_s: i16.extend.low_s, extend_high_i8x16_s: i16.extend.high_s },
  },
  i32x4: {
    ...{ abs: i32.abs, neg: i32.neg, shl: i32.shl, shr_s: i32.shr_s, shr_u: i32.shr_u },
    ...{ add: i32.add, sub: i32.sub, mul: i32.mul },
    ...{ min_s: compare(182), min_u: compare(183), max_s: compare(184), max_u: compare(185) },
    ...{
      eq: compare(55),
      ne: compare(56),
      lt_s: compare(57),
      gt_s: compare(59),
      le_s: compare(61),
      ge_s: compare(63),
    },
    splat: unary(...vector(17)),
    ...{ extract_lane: extractLane(27), replace_lane: replaceLane(28) },
    dot_i16x8_s: compare(186),
    ...{ extend_low_i16x8_s: i32.extend.low_s, extend_high_i16x8_s: i32.extend.high_s },
    ...{ extmul_low_i16x8_s: i32.multiply.low_s, extmul_high_i16x8_s: i32.multiply.high_s },
    trunc_sat_f64x2_s_zero: unary(...vector(252)),
  },
  i64x2: {
    ...{ abs: i64.abs, neg: i64.neg, shl: i64.shl, shr_s: i64.shr_s, shr_u: i64.shr_u },
    ...{ add: i64.add, sub: i64.sub, mul: i64.mul },
    ...{
      eq: compare(214),
      ne: compare(215),
      lt_s: compare(216),
      gt_s: compare(217),
      le_s: compare(218),
      ge_s: compare(219),
    },
    splat: unary(...vector(18)),
    ...{ extract_lane: extractLane(29), replace_lane: replaceLane(30) },
    ...{ extend_low_i32x4_s: i64.extend.low_s, extend_high_i32x4_s: i64.extend.high_s },
    ...{ extend_low_i32x4_u: i64.extend.low_u, extend_high_i32x4_u: i64.extend.high_u },
    ...{ extmul_low_i32x4_s: i64.multiply.low_s, extmul_high_i32x4_s: i64.multiply.high_s },
    ...{ extmul_low_i32x4_u: i64.multiply.low_u, extmul_high_i32x4_u: i64.multiply.high_u },
  },
  f64x2: {
    ...{ add: compare(240), sub: compare(241), mul: compare(242), div: compare(243) },
    convert_low_i32x4_s: unary(...vector(254)),
  },
};
