import type { Body, Expression, Value, Variable } from '../wasm/body.js';
import { emitOverflow, emitRounding, roundsBySign } from '../wasm/conversion.js';
import { emitFormula } from '../wasm/formula.js';
import { vectorLanes, type Lanes } from '../wasm/lanes.js';
import { groupBytes, groupsPerBlock, loadGroup, loadSplat, storeGroup } from '../wasm/storage.js';
import { advance, featureBytes, followOffset } from './gather.js';
import type { KernelPlaces } from './piece.js';
import type { WeightedSumSpecification } from './weighted-sum-plan.js';

/** A weighted sum's specification, and where its constants start; `list` is null where inputs are contiguous. */
export interface PlacedSum extends WeightedSumSpecification {
  readonly biasAt: number;
  readonly listAt: number | null;
}

/** Vectors that accumulate at once: what the registers of a vector unit hold beside operands. */
const accumulatorVectors = 8;

export function writeWeightedSum(body: Body, specification: PlacedSum, places: KernelPlaces): void {
  const { positions, taps, outputs, lanes: bits, weight, pairs, to, listAt } = specification;
  const tile = accumulatorVectors / (groupBytes(bits) / 16);
  const pointer = (offset: number): Variable => body.variable(body.i32, body.plus(places.constants, offset));
  const output = body.variable(body.i32, places.output());
  const list = listAt === null ? null : pointer(listAt);
  body.repeat(positions, () => {
    const [weights, bias] = [pointer(0), pointer(specification.biasAt)];
    const writeTile = (width: number): void => {
      writeSamples(body, specification, width, places.inputs[0]!, {
        weights: weights.get,
        bias: bias.get,
        output: output.get,
        list: list?.get ?? null,
      });
      advance(body, weights, (width * weight * (pairs ? 2 : 1)) / 8);
      advance(body, bias, (width * bits) / 8);
      advance(body, output, width * groupsPerBlock * groupBytes(to));
    };
    if (outputs >= tile) body.repeat(Math.floor(outputs / tile), () => writeTile(tile));
    if (outputs % tile > 0) writeTile(outputs % tile);
    if (list) advance(body, list, taps * 4);
  });
}

interface TilePlaces {
  readonly weights: Value;
  readonly bias: Value;
  readonly output: Value;
  readonly list: Value | null;
}

/** `width` outputs of one position for all samples of the block. */
function writeSamples(
  body: Body,
  specification: PlacedSum,
  width: number,
  tensor: Value,
  places: TilePlaces,
): void {
  const { taps, run, outputs, lanes: bits, from, weight, pairs, to } = specification;
  const lanes = vectorLanes(body, bits);
  const input = body.variable(body.i32, tensor());
  const result = body.variable(body.i32, places.output());
  const together = pairs ? 2 : 1;
  body.repeat(groupsPerBlock, () => {
    const sums = Array.from({ length: width }, (_, j) => {
      const start = loadSplat(body, places.bias, (j * bits) / 8, bits);
      return Array.from({ length: groupBytes(bits) / 16 }, () => body.variable(body.v128, start()));
    });
    const w = body.variable(body.i32, places.weights());
    const entry = places.list && body.variable(body.i32, places.list());
    body.repeat(taps, () => {
      const cursor = entry ? followOffset(body, entry.get, input.get, () => body.module.i32.const(0)) : null;
      const x = body.variable(body.i32, cursor ? cursor.at() : input.get());
      const step = cursor ? cursor.step(featureBytes(from)) : featureBytes(from);
      const accumulate = (): void => {
        const read = (): Value[] => {
          const values = loadGroup(body, x.get, 0, from, weight);
          advance(body, x, step);
          return values;
        };
        if (pairs) addPairs(body, sums, read, w.get);
        else addProducts(body, lanes, specification, sums, read, w.get);
        advance(body, w, (outputs * weight * together) / 8);
      };
      const steps = Math.floor(run / together);
      if (steps > 0) body.repeat(steps, accumulate);
      // An odd feature is paired with itself, its second weight being zero.
      if (run % together > 0) {
        const values = loadGroup(body, x.get, 0, from, weight);
        addPairs(body, sums, () => values, w.get);
        advance(body, w, (outputs * weight * together) / 8);
      }
      if (entry) advance(body, entry, 4);
    });
    sums.forEach((vectors, j) => {
      const values = vectors.map((sum) => finish(body, lanes, specification, sum.get));
      storeGroup(body, result.get, j * groupsPerBlock * groupBytes(to), bits, to, values);
    });
    advance(body, input, groupBytes(from));
    advance(body, result, groupBytes(to));
  });
}

/** Adds `x0 * w0 + x1 * w1` for 8 samples, which 16-bit operands allow in one instruction for four of them. */
function addPairs(body: Body, sums: readonly Variable[][], read: () => Value[], weights: Value): void {
  const { i8x16, i32x4 } = body.module;
  const [[first], [second]] = [read(), read()];
  const halves = [lowPairs, highPairs].map((order) =>
    body.let(body.v128, i8x16.shuffle(first!(), second!(), order)),
  );
  sums.forEach((vectors, j) => {
    const operand = loadSplat(body, weights, j * 4, 32);
    vectors.forEach((sum, at) => sum.set(i32x4.add(sum.get(), i32x4.dot_i16x8_s(halves[at]!(), operand()))));
  });
}

/** Bytes that interleave the 16-bit lanes of two vectors: the first four samples, and the last four. */
const interleave = (first: number): number[] =>
  [0, 1, 2, 3].flatMap((lane) =>
    [0, 16].flatMap((from) => [0, 1].map((byte) => from + 2 * (first + lane) + byte)),
  );
const lowPairs = interleave(0);
const highPairs = interleave(4);

function addProducts(
  body: Body,
  lanes: Lanes,
  specification: PlacedSum,
  sums: readonly Variable[][],
  read: () => Value[],
  weights: Value,
): void {
  const { weight } = specification;
  const products = multiplier(body, lanes, specification, read());
  sums.forEach((vectors, j) => {
    const operand = loadSplat(body, weights, (j * weight) / 8, weight);
    products(operand).forEach((product, at) => addProduct(lanes, specification, vectors[at]!, product));
  });
}

/** A product's low bits, and something with the sign of the whole product. */
interface ProductValue {
  readonly low: Value;
  sign(): Value;
}

/** What multiplies a group of inputs by a weight, one product for each vector of lanes. */
function multiplier(
  body: Body,
  lanes: Lanes,
  { weight, product }: PlacedSum,
  vectors: readonly Value[],
): (operand: Value) => ProductValue[] {
  const itself = (low: Value): ProductValue => ({ low, sign: () => low });
  if (product === 'equal') {
    const zero = lanes.constant(0n);
    return (operand) => vectors.map((x) => itself(lanes.subtract(zero, lanes.equal(x, operand))));
  }
  if (weight === lanes.bits) {
    const factors = product === 'signed' ? vectors.map((x) => signOf(lanes, x)) : vectors;
    return (operand) =>
      factors.map((x) => ({ low: lanes.multiply(x, operand), sign: () => lanes.xor(x, operand) }));
  }
  // 32-bit operands with 64-bit products, which are exact and have their own sign.
  const { i64x2 } = body.module;
  const keep = (expression: Expression): ProductValue => itself(body.let(body.v128, expression));
  return (operand) =>
    vectors.flatMap((x) => [
      keep(i64x2.extmul_low_i32x4_s(x(), operand())),
      keep(i64x2.extmul_high_i32x4_s(x(), operand())),
    ]);
}

/** -1 for zero, else 1. */
function signOf(lanes: Lanes, x: Value): Value {
  return lanes.or(lanes.equal(x, lanes.constant(0n)), lanes.constant(1n));
}

function addProduct(
  lanes: Lanes,
  { drop, rounding, productOverflow, stepOverflow }: PlacedSum,
  sum: Variable,
  product: ProductValue,
): void {
  const needsSign = drop > 0 && roundsBySign.has(rounding);
  let term = emitRounding(lanes, product.low, drop, rounding, needsSign ? product.sign() : undefined);
  if (productOverflow) term = emitOverflow(lanes, term, productOverflow);
  let next = lanes.add(sum.get, term);
  if (stepOverflow) next = emitOverflow(lanes, next, stepOverflow);
  sum.set(next());
}

function finish(body: Body, lanes: Lanes, { finalOverflow, result }: PlacedSum, sum: Value): Value {
  const state = finalOverflow ? emitOverflow(lanes, sum, finalOverflow) : sum;
  return emitFormula(body, lanes, result, { inputs: [], parameters: [], state });
}
