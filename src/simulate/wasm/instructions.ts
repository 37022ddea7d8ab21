/*
 * WebAssembly's instructions under their own names, in its text format (core specification 2.0, chapter 6.5). Only
 * what kernels use, and what belongs to it.
 */

/** An instruction with its operands: `(i32.add (local.get 0) (i32.const 1))`. */
export type Expression = string;

/** Type of a value on the stack. */
export type WasmType = 'i32' | 'i64' | 'v128';

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

const place = (offset: number, align: number): string => `offset=${offset} align=${align}`;

/** The instructions `type.name` of each name, as functions of their operands. */
function all<Name extends string, Write>(
  type: string,
  names: readonly Name[],
  write: (instruction: string) => Write,
): Record<Name, Write> {
  return Object.fromEntries(names.map((name) => [name, write(`${type}.${name}`)])) as Record<Name, Write>;
}

const unary = <Name extends string>(type: string, ...names: Name[]): Record<Name, Unary> =>
  all(type, names, (instruction) => (a) => `(${instruction} ${a})`);
const binary = <Name extends string>(type: string, ...names: Name[]): Record<Name, Binary> =>
  all(type, names, (instruction) => (a, b) => `(${instruction} ${a} ${b})`);
const load = <Name extends string>(type: string, ...names: Name[]): Record<Name, Load> =>
  all(
    type,
    names,
    (instruction) => (offset, align, address) => `(${instruction} ${place(offset, align)} ${address})`,
  );
const store = <Name extends string>(type: string, ...names: Name[]): Record<Name, Store> =>
  all(
    type,
    names,
    (instruction) => (offset, align, address, value) =>
      `(${instruction} ${place(offset, align)} ${address} ${value})`,
  );
const loadLane = <Name extends string>(type: string, ...names: Name[]): Record<Name, LoadLane> =>
  all(
    type,
    names,
    (instruction) => (offset, align, lane, address, vector) =>
      `(${instruction} ${place(offset, align)} ${lane} ${address} ${vector})`,
  );
const extractLane = <Name extends string>(
  type: string,
  ...names: Name[]
): Record<Name, (a: Expression, lane: number) => Expression> =>
  all(type, names, (instruction) => (a, lane) => `(${instruction} ${lane} ${a})`);
const replaceLane =
  (type: string) =>
  (a: Expression, lane: number, value: Expression): Expression =>
    `(${type}.replace_lane ${lane} ${a} ${value})`;

/** What numbers of 32 and of 64 bits both have. */
const integers = (type: string) => ({
  ...unary(type, 'eqz', 'clz', 'ctz', 'popcnt'),
  ...binary(type, 'eq', 'ne', 'lt_s', 'lt_u', 'gt_s', 'gt_u', 'le_s', 'le_u', 'ge_s', 'ge_u'),
  ...binary(type, 'add', 'sub', 'mul', 'div_s', 'div_u', 'rem_s', 'rem_u'),
  ...binary(type, 'and', 'or', 'xor', 'shl', 'shr_s', 'shr_u'),
});

/** What lanes of all widths have; shift counts are numbers of 32 bits. */
const integerLanes = (type: string) => ({
  ...unary(type, 'abs', 'neg', 'splat'),
  ...binary(type, 'add', 'sub', 'mul', 'shl', 'shr_s', 'shr_u'),
  ...binary(type, 'eq', 'ne', 'lt_s', 'gt_s', 'le_s', 'ge_s'),
  replace_lane: replaceLane(type),
});

/** By type, as the specification names them: `instructions.i32x4.add(a, b)`. */
export const instructions = {
  local: {
    get: (index: number): Expression => `(local.get ${index})`,
    set: (index: number, value: Expression): Expression => `(local.set ${index} ${value})`,
  },
  /** `a` where the condition is not zero, else `b`. */
  select: (condition: Expression, a: Expression, b: Expression): Expression =>
    `(select ${a} ${b} ${condition})`,
  /** Runs statements, and again while the condition behind them is not zero. */
  repeat: (statements: readonly Expression[], condition: Expression): Expression =>
    `(loop ${statements.join('\n')} (br_if 0 ${condition}))`,
  i32: {
    ...integers('i32'),
    const: (value: number): Expression => `(i32.const ${value | 0})`,
    ...unary('i32', 'wrap_i64'),
    ...load('i32', 'load', 'load8_s', 'load8_u', 'load16_s', 'load16_u'),
    ...store('i32', 'store', 'store8', 'store16'),
  },
  i64: {
    ...integers('i64'),
    const: (value: bigint): Expression => `(i64.const ${BigInt.asIntN(64, value)})`,
    ...unary('i64', 'extend_i32_s', 'extend_i32_u'),
    ...load('i64', 'load', 'load16_s', 'load16_u', 'load32_s', 'load32_u'),
    ...store('i64', 'store', 'store16', 'store32'),
  },
  v128: {
    const: (bytes: Uint8Array): Expression => `(v128.const i8x16 ${bytes.join(' ')})`,
    ...load('v128', 'load', 'load8x8_s', 'load8x8_u', 'load16x4_s', 'load16x4_u', 'load32x2_s', 'load32x2_u'),
    ...load('v128', 'load8_splat', 'load16_splat', 'load32_splat', 'load64_splat'),
    ...loadLane('v128', 'load16_lane', 'load32_lane', 'load64_lane'),
    ...store('v128', 'store'),
    ...unary('v128', 'not'),
    ...binary('v128', 'and', 'andnot', 'or', 'xor'),
    /** The bits of `a` where the mask has ones, else those of `b`. */
    bitselect: (a: Expression, b: Expression, mask: Expression): Expression =>
      `(v128.bitselect ${a} ${b} ${mask})`,
  },
  i8x16: {
    shuffle: (a: Expression, b: Expression, lanes: readonly number[]): Expression =>
      `(i8x16.shuffle ${lanes.join(' ')} ${a} ${b})`,
    ...binary('i8x16', 'swizzle'),
  },
  i16x8: {
    ...integerLanes('i16x8'),
    ...binary('i16x8', 'min_s', 'min_u', 'max_s', 'max_u', 'narrow_i32x4_s', 'narrow_i32x4_u'),
    ...extractLane('i16x8', 'extract_lane_s', 'extract_lane_u'),
    ...unary('i16x8', 'extend_low_i8x16_s', 'extend_high_i8x16_s'),
  },
  i32x4: {
    ...integerLanes('i32x4'),
    ...binary('i32x4', 'min_s', 'min_u', 'max_s', 'max_u', 'dot_i16x8_s'),
    ...binary('i32x4', 'extmul_low_i16x8_s', 'extmul_high_i16x8_s'),
    ...extractLane('i32x4', 'extract_lane'),
    ...unary('i32x4', 'extend_low_i16x8_s', 'extend_high_i16x8_s', 'trunc_sat_f64x2_s_zero'),
  },
  i64x2: {
    ...integerLanes('i64x2'),
    ...extractLane('i64x2', 'extract_lane'),
    ...unary('i64x2', 'extend_low_i32x4_s', 'extend_high_i32x4_s'),
    ...unary('i64x2', 'extend_low_i32x4_u', 'extend_high_i32x4_u'),
    ...binary('i64x2', 'extmul_low_i32x4_s', 'extmul_high_i32x4_s'),
    ...binary('i64x2', 'extmul_low_i32x4_u', 'extmul_high_i32x4_u'),
  },
  f64x2: {
    ...binary('f64x2', 'add', 'sub', 'mul', 'div'),
    ...unary('f64x2', 'convert_low_i32x4_s'),
  },
};
