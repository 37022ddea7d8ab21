import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FixedType, LayerConfig } from 'hlsmith/hls';
import { anyType, compareLayer, fuzz, LaneCount, valuesOf } from './arbitrary.js';
import { randomNumbers, type LayerSketch } from './graphs.js';

/** A config struct of a transposition to extents, from those that `perm` makes of them. */
function transposition(config: string, to: readonly number[], perm: readonly number[]): LayerConfig {
  const from: number[] = [];
  perm.forEach((axis, at) => (from[axis] = to[at]!));
  const strides = from.map((_, axis) => from.slice(axis + 1).reduce((a, b) => a * b, 1));
  const lists = { to_shape: to, perm_strides: perm.map((axis) => strides[axis]!) };
  return {
    config,
    types: {},
    parameters: Object.fromEntries([
      ['dims', to.length],
      ...Object.entries(lists).flatMap(([name, list]) =>
        list.map((value, at) => [`${name}[${at}]`, value] as const),
      ),
    ]),
  };
}

const extent = fc.integer({ min: 1, max: 3 });
const sizes = fc.record({ inPlace: extent, rows: extent, columns: extent, contracted: extent });
const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 });
const volume = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);

describe.each([
  ['narrow', 12, 9],
  ['wide', 26, 18],
])('einsum of %s types', (_, widest, spread) => {
  const type = anyType(widest, spread);

  it('of two tensors', async () => {
    const lanes = new LaneCount();
    const types = fc.record({ first: type, second: type, accumulator: type, output: type });
    await fc.assert(
      fc.asyncProperty(
        types,
        sizes,
        fc.tuple(order, order, order),
        fc.nat(),
        async (types, sizes, [a, b, out], seed) => {
          const { inPlace, rows, columns, contracted } = sizes;
          const operands = [
            [inPlace, rows, contracted],
            [inPlace, columns, contracted],
          ] as const;
          const result = [inPlace, rows, columns];
          const layer: LayerSketch = {
            ...{ kind: 'einsum', output: types.output, types: { accumulator: types.accumulator } },
            shape: [volume(result)],
            parameters: { n_inplace: inPlace, n_free0: rows, n_free1: columns, n_contract: contracted },
            parts: {
              tpose_inp0_config: transposition('first', operands[0], a),
              tpose_inp1_config: transposition('second', operands[1], b),
              tpose_out_conf: transposition('result', permuted(result, out), out),
            },
          };
          const inputs = [types.first, types.second].map((type, at) => ({ type, shape: operands[at]! }));
          lanes.add(await compareLayer(inputs, layer, seed));
        },
      ),
      { numRuns: 50 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(0);
  });

  it('of a tensor and weights, with biases that rows share or not', async () => {
    const lanes = new LaneCount();
    const roles: Record<'weight' | 'bias' | 'accumulator', fc.Arbitrary<FixedType>> = {
      ...{ weight: type, bias: type, accumulator: type },
    };
    const run = fc.record({ sizes, orders: fc.tuple(order, order), shared: fc.boolean(), seed: fc.nat() });
    await fc.assert(
      fc.asyncProperty(type, type, fc.record(roles), run, async (input, output, types, run) => {
        const { inPlace, rows, columns, contracted } = run.sizes;
        const random = randomNumbers(run.seed);
        const operand = [inPlace, rows, contracted];
        const result = [inPlace, rows, columns];
        const biases = valuesOf(types.bias, volume(result), random);
        const ofRow = (at: number): number =>
          Math.floor(at / (rows * columns)) * rows * columns + (at % columns);
        const layer: LayerSketch = {
          ...{ kind: 'einsumDense', output, types },
          weights: valuesOf(types.weight, inPlace * contracted * columns, random),
          bias: run.shared ? biases.map((_, at) => biases[ofRow(at)]!) : biases,
          shape: [volume(result)],
          parameters: {
            ...{ n_inplace: inPlace, n_free_data: rows, n_free_kernel: columns, n_contract: contracted },
          },
          parts: {
            tpose_inp_conf: transposition('operand', operand, run.orders[0]),
            tpose_out_conf: transposition('result', permuted(result, run.orders[1]), run.orders[1]),
            dense_conf: { config: 'dense', types: {}, parameters: { n_in: contracted, n_out: columns } },
          },
        };
        lanes.add(await compareLayer([{ type: input, shape: operand }], layer, run.seed));
      }),
      { numRuns: 50 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(0);
  });
});

const permuted = (extents: readonly number[], perm: readonly number[]): number[] =>
  perm.map((axis) => extents[axis]!);
