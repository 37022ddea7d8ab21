import type { Body, Expression, Value } from './body.js';
import { emitConversion, type Conversion } from './conversion.js';
import type { Lanes } from './lanes.js';

/** What is computed for each sample of a feature; plain data, so that it can be part of a kernel's key. */
export type Formula =
  | { readonly op: 'input' | 'parameter'; readonly index: number }
  /** What a reduction has accumulated so far. */
  | { readonly op: 'state' }
  | { readonly op: 'constant'; readonly value: string }
  | { readonly op: BinaryOperation; readonly a: Formula; readonly b: Formula }
  | { readonly op: 'shiftLeft'; readonly a: Formula; readonly by: number }
  | { readonly op: 'select'; readonly mask: Formula; readonly a: Formula; readonly b: Formula }
  | { readonly op: 'convert'; readonly a: Formula; readonly conversion: Conversion }
  /** Truncated toward zero; only in lanes of 32 and 64 bits. */
  | { readonly op: 'divide'; readonly a: Formula; readonly by: Formula }
  /** An entry of the kernel's table, which starts `at` entries from its beginning. */
  | { readonly op: 'lookUp'; readonly index: Formula; readonly at: number };

export type BinaryOperation =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'minimum'
  | 'maximum'
  /** Comparisons give a mask: all ones or zero. */
  | 'greater'
  | 'equal';

/** What the leaves of a formula are in one vector of samples. */
export interface Leaves {
  readonly inputs: readonly Value[];
  readonly parameters: readonly Value[];
  readonly state?: Value;
  /** The address of the kernel's table, its entries as wide as the lanes. */
  readonly table?: Value;
}

export function emitFormula(body: Body, lanes: Lanes, root: Formula, leaves: Leaves): Value {
  // Terms that a formula uses twice are the same object, and computed once.
  const known = new Map<Formula, Value>();
  const emit = (formula: Formula): Value => {
    let value = known.get(formula);
    if (!value) known.set(formula, (value = compute(formula)));
    return value;
  };
  const compute = (formula: Formula): Value => {
    switch (formula.op) {
      case 'input':
        return leaves.inputs[formula.index]!;
      case 'parameter':
        return leaves.parameters[formula.index]!;
      case 'state':
        return leaves.state!;
      case 'constant':
        return lanes.constant(BigInt(formula.value));
      case 'shiftLeft':
        return lanes.shiftLeft(emit(formula.a), formula.by);
      case 'select':
        return lanes.select(emit(formula.mask), emit(formula.a), emit(formula.b));
      case 'convert':
        return emitConversion(lanes, emit(formula.a), formula.conversion);
      case 'divide':
        return emitQuotient(body, lanes, emit(formula.a), emit(formula.by));
      case 'lookUp':
        return emitLookUp(body, lanes, leaves.table!, emit(formula.index), formula.at);
      case 'add':
      case 'subtract':
      case 'multiply':
      case 'minimum':
      case 'maximum':
      case 'greater':
      case 'equal':
        return lanes[formula.op](emit(formula.a), emit(formula.b));
    }
  };
  return emit(root);
}

/** One load for each lane: WebAssembly has no gather. */
function emitLookUp(body: Body, lanes: Lanes, table: Value, index: Value, at: number): Value {
  const { i32, i16x8, i32x4, i64x2, v128 } = body.module;
  const bytes = lanes.bits / 8;
  const extract = {
    16: (lane: number) => i16x8.extract_lane_u(index(), lane),
    32: (lane: number) => i32x4.extract_lane(index(), lane),
    64: (lane: number) => i32.wrap_i64(i64x2.extract_lane(index(), lane)),
  }[lanes.bits];
  const load = { 16: v128.load16_lane, 32: v128.load32_lane, 64: v128.load64_lane }[lanes.bits];
  const result = body.variable(body.v128, lanes.constant(0n)());
  for (let lane = 0; lane < 128 / lanes.bits; lane++) {
    const place = i32.add(table(), i32.shl(extract(lane), i32.const(Math.log2(bytes))));
    result.set(load(at * bytes, bytes, lane, place, result.get()));
  }
  return body.let(body.v128, result.get());
}

/**
 * Integers of up to 32 bits divide exactly as doubles: a quotient that is no integer is farther from one than the
 * rounding of doubles reaches.
 */
function emitQuotient(body: Body, lanes: Lanes, a: Value, by: Value): Value {
  const { module } = body;
  const keep = (expression: Expression): Value => body.let(body.v128, expression);
  if (lanes.bits === 64) {
    const { i64, i64x2 } = module;
    const result = body.variable(body.v128, lanes.constant(0n)());
    for (const lane of [0, 1]) {
      const quotient = i64.div_s(i64x2.extract_lane(a(), lane), i64x2.extract_lane(by(), lane));
      result.set(i64x2.replace_lane(result.get(), lane, quotient));
    }
    return body.let(body.v128, result.get());
  }
  const { f64x2, i32x4, i8x16 } = module;
  const high = (x: Value): Expression => i8x16.shuffle(x(), x(), highHalf);
  const quotients = [
    f64x2.div(f64x2.convert_low_i32x4_s(a()), f64x2.convert_low_i32x4_s(by())),
    f64x2.div(f64x2.convert_low_i32x4_s(high(a)), f64x2.convert_low_i32x4_s(high(by))),
  ].map((quotient) => keep(i32x4.trunc_sat_f64x2_s_zero(quotient)));
  return keep(i8x16.shuffle(quotients[0]!(), quotients[1]!(), lowHalves));
}

const bytesFrom = (first: number): number[] => Array.from({ length: 8 }, (_, at) => first + at);
const highHalf = [...bytesFrom(8), ...bytesFrom(8)];
const lowHalves = [...bytesFrom(0), ...bytesFrom(16)];
