import { fractionBits } from '../../hls/index.js';
import type { FixedType } from '../../hls/index.js';
import { problem } from '../../diagnostics/index.js';
import { size, type ResolvedLayer } from '../network.js';
import type { Body, Expression, Value, Variable } from '../wasm/body.js';
import { emitConversion, emitOverflow, emitRounding, roundsBySign } from '../wasm/conversion.js';
import { vectorLanes, type LaneBits, type Lanes } from '../wasm/lanes.js';
import {
  groupBytes,
  groupsPerBlock,
  loadGroup,
  loadSplat,
  storeGroup,
  writeIntegers,
} from '../wasm/storage.js';
import { biasOf, planDense, type DenseNumbers, type DenseSpecification } from './dense-plan.js';
import { planned, type Constants, type LayerKind, type WeightSource } from './kind.js';

/** `nnet::dense`: each product becomes an accumulator value, then they are added to the bias in order. */
export const dense: LayerKind = {
  plan(layer, input, weights) {
    const numbers = numbersOf(layer, input.features, input.fraction, weights);
    const plan = numbers && planDense(layer, input, numbers);
    if (!plan) return null;
    const { specification, range } = plan;
    return {
      ...planned('dense', specification, writeDense),
      lanes: specification.lanes,
      constants: constantsOf(layer, numbers, specification, weights),
      output: {
        fraction: fractionBits(layer.output),
        range,
        features: numbers.outputs,
        storage: specification.to,
      },
    };
  },
};

/** The layer's integers, or null where one of its types is wider than a double holds. */
function numbersOf(
  layer: ResolvedLayer,
  features: number,
  inputFraction: number,
  source: WeightSource,
): DenseNumbers | null {
  const { arrays, outputs } = arraysOf(layer, features);
  const accumulator = layer.role('accumulator');
  const weights = source.raw(arrays.weights, layer.role('weight'));
  const bias = source.raw(arrays.bias, layer.role('bias'));
  if (!weights || !bias) return null;
  const fraction = inputFraction + fractionBits(layer.role('weight'));
  // Where the accumulator has more fraction bits than the products, the weights take on the difference.
  const lift = Math.max(0, fractionBits(accumulator) - fraction);
  if (lift > 63) return null;
  return {
    inputs: features,
    outputs,
    weights: lift === 0 ? weights : weights.map((weight) => weight * 2 ** lift),
    fraction: fraction + lift,
    bias: biasOf(bias, layer.role('bias'), accumulator),
  };
}

function arraysOf(
  { layer }: ResolvedLayer,
  inputs: number,
): {
  arrays: { weights: NonNullable<typeof layer.weights>; bias: NonNullable<typeof layer.bias> };
  outputs: number;
} {
  const { weights, bias } = layer;
  const outputs = size(layer.output.shape);
  if (!weights || !bias || weights.length !== inputs * outputs || bias.length !== outputs) {
    throw problem('simulate.weights', { layer: layer.name, inputs, outputs });
  }
  return { arrays: { weights, bias }, outputs };
}

function constantsOf(
  layer: ResolvedLayer,
  { weights, bias }: DenseNumbers,
  { weight, lanes }: DenseSpecification,
  source: WeightSource,
): Constants {
  const biasAt = biasOffset(weights.length, weight);
  const types: readonly FixedType[] = [layer.role('weight'), layer.role('bias'), layer.role('accumulator')];
  const arrays = [layer.layer.weights!, layer.layer.bias!] as const;
  return {
    key: [
      source.key(arrays[0], types[0]!),
      source.key(arrays[1], types[1]!),
      JSON.stringify([types[2], fractionBits(layer.input), weight, lanes]),
    ].join(' '),
    byteLength: biasAt + bias.length * 8,
    bytes() {
      const bytes = new Uint8Array(this.byteLength);
      writeIntegers(bytes, 0, weights, weight);
      writeIntegers(bytes, biasAt, bias, lanes);
      return bytes;
    },
  };
}

function biasOffset(weights: number, bits: LaneBits): number {
  return Math.ceil((weights * bits) / 8 / 16) * 16;
}

/** Vectors that accumulate at once: what the registers of a vector unit hold beside operands. */
const accumulatorVectors = 8;

function writeDense(body: Body, specification: DenseSpecification): void {
  const { inputs, outputs, lanes: bits, weight, to } = specification;
  const { i32 } = body.module;
  const tile = accumulatorVectors / (groupBytes(bits) / 16);
  const [weights, bias, output] = [
    body.variable(body.i32, body.parameter(1)()),
    body.variable(body.i32, body.plus(body.parameter(1), biasOffset(inputs * outputs, weight))),
    body.variable(body.i32, body.parameter(2)()),
  ];
  const advance = (pointer: Variable, bytes: number): void =>
    pointer.set(i32.add(pointer.get(), i32.const(bytes)));
  const writeTile = (width: number): void => {
    writeSamples(body, specification, width, weights.get, bias.get, output.get);
    advance(weights, (width * weight) / 8);
    advance(bias, (width * bits) / 8);
    advance(output, width * groupsPerBlock * groupBytes(to));
  };
  if (outputs >= tile) body.repeat(Math.floor(outputs / tile), () => writeTile(tile));
  if (outputs % tile > 0) writeTile(outputs % tile);
}

/** `width` outputs for all samples of the block. */
function writeSamples(
  body: Body,
  specification: DenseSpecification,
  width: number,
  weights: Value,
  bias: Value,
  output: Value,
): void {
  const { inputs, outputs, lanes: bits, from, weight, to } = specification;
  const { i32 } = body.module;
  const lanes = vectorLanes(body, bits);
  const input = body.variable(body.i32, body.parameter(0)());
  const result = body.variable(body.i32, output());
  body.repeat(groupsPerBlock, () => {
    const sums = Array.from({ length: width }, (_, j) => {
      const start = loadSplat(body, bias, (j * bits) / 8, bits);
      return Array.from({ length: groupBytes(bits) / 16 }, () => body.variable(body.v128, start()));
    });
    const x = body.variable(body.i32, input.get());
    const w = body.variable(body.i32, weights());
    body.repeat(inputs, () => {
      const products = multiplier(body, lanes, x.get, from, weight);
      sums.forEach((vectors, j) => {
        const operand = loadSplat(body, w.get, (j * weight) / 8, weight);
        products(operand).forEach((product, at) => addProduct(lanes, specification, vectors[at]!, product));
      });
      x.set(i32.add(x.get(), i32.const(groupsPerBlock * groupBytes(from))));
      w.set(i32.add(w.get(), i32.const((outputs * weight) / 8)));
    });
    sums.forEach((vectors, j) => {
      const values = vectors.map((sum) => finish(lanes, specification, sum.get));
      storeGroup(body, result.get, j * groupsPerBlock * groupBytes(to), bits, to, values);
    });
    input.set(i32.add(input.get(), i32.const(groupBytes(from))));
    result.set(i32.add(result.get(), i32.const(groupBytes(to))));
  });
}

/** A product's low bits, and something with the sign of the whole product. */
interface Product {
  readonly low: Value;
  sign(): Value;
}

/** Reads a group of inputs and gives what multiplies it by a weight, one product for each vector of lanes. */
function multiplier(
  body: Body,
  lanes: Lanes,
  input: Value,
  from: LaneBits,
  weight: LaneBits,
): (operand: Value) => Product[] {
  const vectors = loadGroup(body, input, 0, from, weight);
  if (weight === lanes.bits) {
    return (operand) =>
      vectors.map((x) => ({ low: lanes.multiply(x, operand), sign: () => lanes.xor(x, operand) }));
  }
  // 32-bit operands with 64-bit products, which are exact and have their own sign.
  const { i64x2 } = body.module;
  const keep = (expression: Expression): Product => {
    const low = body.let(body.v128, expression);
    return { low, sign: () => low };
  };
  return (operand) =>
    vectors.flatMap((x) => [
      keep(i64x2.extmul_low_i32x4_s(x(), operand())),
      keep(i64x2.extmul_high_i32x4_s(x(), operand())),
    ]);
}

function addProduct(
  lanes: Lanes,
  { drop, rounding, productOverflow, stepOverflow }: DenseSpecification,
  sum: Variable,
  product: Product,
): void {
  const needsSign = drop > 0 && roundsBySign.has(rounding);
  let term = emitRounding(lanes, product.low, drop, rounding, needsSign ? product.sign() : undefined);
  if (productOverflow) term = emitOverflow(lanes, term, productOverflow);
  let next = lanes.add(sum.get, term);
  if (stepOverflow) next = emitOverflow(lanes, next, stepOverflow);
  sum.set(next());
}

function finish(lanes: Lanes, { finalOverflow, result }: DenseSpecification, sum: Value): Value {
  const accumulated = finalOverflow ? emitOverflow(lanes, sum, finalOverflow) : sum;
  return emitConversion(lanes, accumulated, result);
}
