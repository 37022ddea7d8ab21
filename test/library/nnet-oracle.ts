import type { Type } from './driver.js';
import { binary, convert, fromDouble, valueOf } from './oracle.js';
import type { Value } from './oracle.js';

/** The types of the network in `network.inc.hbs`, by their names there. */
export type Types = Record<
  | 'input_t'
  | 'weight_t'
  | 'bias_t'
  | 'accum_t'
  | 'dense_t'
  | 'relu_t'
  | 'result_t'
  | 'exp_table_t'
  | 'inv_table_t'
  | 'sum_t'
  | 'inv_inp_t'
  | 'inp_norm_t',
  Type
>;

export interface Network {
  readonly types: Types;
  readonly implementation: 'stable' | 'latency' | 'argmax';
  readonly tableSize: number;
  readonly expScale: number;
  readonly product: 'mult' | 'weight_binary' | 'weight_ternary' | 'data_binary' | 'both_binary';
  /** How many values of a normalised vector follow each other before the constants repeat; -1: all. */
  readonly channels: number;
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

/** `value` stored in `type`. */
const store = (value: Value, type: Type): Value => valueOf(type, convert(value, type));

function sum(a: Value, b: Value, type: Type): Value {
  const exact = binary('+', type, a, type, b);
  return store(valueOf(exact.type, exact.raw), type);
}

const signBit = ({ raw }: Value): Value => ({ raw: raw === 0n ? -1n : 1n, fraction: 0 });

/** Single bits stand for -1 and 1; two of them multiply to "equal". */
function multiply({ product }: Network, x: Value, weight: Value): Value {
  if (product === 'both_binary') return { raw: x.raw === weight.raw ? 1n : 0n, fraction: 0 };
  const a = product === 'data_binary' ? signBit(x) : x;
  const b = product === 'weight_binary' ? signBit(weight) : weight;
  return { raw: a.raw * b.raw, fraction: a.fraction + b.fraction };
}

function dense(network: Network, inputs: readonly Value[]): Value[] {
  const { types, weights, biases, product } = network;
  return biases.map((bias, j) => {
    let accumulator = store(store(fromDouble(bias), types.bias_t), types.accum_t);
    inputs.forEach((input, i) => {
      const weight = store(fromDouble(weights[i]![j]!), types.weight_t);
      const term = store(multiply(network, input, weight), types.accum_t);
      accumulator = sum(accumulator, term, types.accum_t);
    });
    if (product !== 'both_binary') return store(accumulator, types.dense_t);
    const count = BigInt(inputs.length) << BigInt(accumulator.fraction);
    return store({ raw: 2n * accumulator.raw - count, fraction: accumulator.fraction }, types.dense_t);
  });
}

/** The address that a value has in a table: its top bits as a natural number. */
function address({ raw }: Value, { width }: Type, bits: number): number {
  const natural = BigInt.asUintN(width, raw);
  return Number(width < bits ? natural << BigInt(bits - width) : natural >> BigInt(width - bits));
}

/** The number at an address. */
function numberAt(index: number, type: Type, bits: number): number {
  const raw =
    type.width < bits ? BigInt(index >> (bits - type.width)) : BigInt(index) << BigInt(type.width - bits);
  const value = valueOf(type, raw);
  return Number(value.raw) * 2 ** -value.fraction;
}

function treeSum(terms: readonly Value[], type: Type): Value {
  if (terms.length === 1) return terms[0]!;
  let left = 1;
  while (2 * left < terms.length) left *= 2;
  return sum(treeSum(terms.slice(0, left), type), treeSum(terms.slice(left), type), type);
}

function softmax(network: Network, logits: readonly Value[]): Value[] {
  const { types, implementation, tableSize, expScale } = network;
  const bits = Math.log2(tableSize);
  const largest = logits.reduce((a, b) => (b.raw > a.raw ? b : a));
  if (implementation === 'argmax') {
    return logits.map((_, i) =>
      store({ raw: i === logits.indexOf(largest) ? 1n : 0n, fraction: 0 }, types.result_t),
    );
  }
  const stable = implementation === 'stable';
  const indexType = stable ? types.inp_norm_t : types.dense_t;
  const sign = stable ? -1 : 1;
  const terms = logits.map((logit) => {
    const x = stable ? store({ raw: largest.raw - logit.raw, fraction: logit.fraction }, indexType) : logit;
    const exponent = numberAt(address(x, indexType, bits), indexType, bits) * expScale;
    return store(store(fromDouble(Math.fround(Math.exp(sign * exponent))), types.exp_table_t), types.sum_t);
  });
  const total = store(treeSum(terms, types.sum_t), types.inv_inp_t);
  const divisor = numberAt(address(total, types.inv_inp_t, bits), types.inv_inp_t, bits);
  const inverse = store(fromDouble(Math.fround(1 / Math.fround(divisor))), types.inv_table_t);
  return terms.map((term) => {
    const product = binary('*', types.sum_t, term, types.inv_table_t, inverse);
    return store(valueOf(product.type, product.raw), types.result_t);
  });
}

/** Scaled by the first row of the weights: exact until it is stored. */
function normalize({ types, weights, biases, channels }: Network, inputs: readonly Value[]): Value[] {
  return inputs.map((x, i) => {
    const channel = channels < 0 ? i : i % channels;
    const scale = store(fromDouble(weights[0]![channel]!), types.weight_t);
    const product = binary('*', types.dense_t, x, types.weight_t, scale);
    const bias = store(fromDouble(biases[channel]!), types.bias_t);
    const exact = binary('+', product.type, valueOf(product.type, product.raw), types.bias_t, bias);
    return store(valueOf(exact.type, exact.raw), types.result_t);
  });
}

/** The raw answers of the driver for one input: dense, batch normalisation, relu, linear, softmax. */
export function answers(network: Network, sample: readonly number[]): string {
  const { types } = network;
  const sums = dense(
    network,
    sample.map((x) => store(fromDouble(x), types.input_t)),
  );
  const relu = sums.map((x) => store(x.raw > 0n ? x : { raw: 0n, fraction: 0 }, types.relu_t));
  const linear = sums.map((x) => store(x, types.result_t));
  const show = (values: readonly Value[], type: Type): string[] =>
    values.map(({ raw }) => BigInt.asUintN(type.width, raw).toString(16));
  return [
    ...show(sums, types.dense_t),
    ...show(normalize(network, sums), types.result_t),
    ...show(relu, types.relu_t),
    ...show(linear, types.result_t),
    ...show(softmax(network, sums), types.result_t),
  ].join(' ');
}
