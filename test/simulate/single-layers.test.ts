import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedType, type FixedType } from 'hlsmith/hls';
import { anyType, compareGraph, LaneCount, valuesOf } from './arbitrary.js';
import { chain, randomNumbers, type LayerSketch } from './graphs.js';

/*
 * One layer at a time at the edges of its types: inputs and weights take every bit pattern, extremes often, so
 * that whatever can overflow does.
 */

const compare = (features: number, input: FixedType, layer: LayerSketch, seed: number): Promise<unknown> =>
  compareGraph(chain(features, input, [layer]), seed);

describe.each([
  ['narrow', 14, 10],
  ['middling', 24, 18],
  ['wide', 40, 30],
])('%s types, at their edges', (_, widest, spread) => {
  const type = anyType(widest, spread);

  it('linear and relu', async () => {
    await fc.assert(
      fc.asyncProperty(
        type,
        type,
        fc.constantFrom('linear' as const, 'relu' as const),
        fc.nat(),
        async (input, output, kind, seed) => {
          await compare(3, input, { kind, output }, seed);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('dense', async () => {
    const lanes = new Map<unknown, number>();
    const shape = {
      inputs: fc.integer({ min: 1, max: 5 }),
      outputs: fc.integer({ min: 1, max: 11 }),
      seed: fc.nat(),
    };
    const types = { weight: type, bias: type, accumulator: type };
    await fc.assert(
      fc.asyncProperty(
        type,
        type,
        fc.record(types),
        fc.record(shape),
        async (input, output, types, shape) => {
          const random = randomNumbers(shape.seed);
          const weights = valuesOf(types.weight, shape.inputs * shape.outputs, random);
          const bias = valuesOf(types.bias, shape.outputs, random);
          const used = await compare(
            shape.inputs,
            input,
            { kind: 'dense', output, types, weights, bias },
            shape.seed,
          );
          lanes.set(used, (lanes.get(used) ?? 0) + 1);
        },
      ),
      { numRuns: 250 },
    );
    expect(lanes.size).toBeGreaterThan(1);
  });

  it('dense, by powers of two', async () => {
    const lanes = new LaneCount();
    const shape = {
      ...{ inputs: fc.integer({ min: 1, max: 4 }), outputs: fc.integer({ min: 1, max: 3 }) },
      ...{ bits: fc.integer({ min: 2, max: 6 }), near: fc.boolean(), seed: fc.nat() },
    };
    const types = fc.record({ bias: type, accumulator: type });
    await fc.assert(
      fc.asyncProperty(type, type, types, fc.record(shape), async (input, output, types, shape) => {
        const { inputs, outputs, bits, near, seed } = shape;
        const random = randomNumbers(seed);
        const span = near ? 2 : 2 ** (bits - 1);
        const weights = Array.from({ length: inputs * outputs }, () => {
          const exponent = Math.floor(random() * 2 * span) - span;
          return (random() < 0.5 ? -1 : 1) * 2 ** exponent;
        });
        const weight = fixedType(true, bits, bits, { isInteger: true });
        const layer: LayerSketch = {
          ...{ kind: 'dense', output, types: { ...types, weight }, weights },
          ...{ bias: valuesOf(types.bias, outputs, random), product: 'weight_exponential' },
        };
        lanes.add(await compare(inputs, input, layer, seed));
      }),
      { numRuns: 100 },
    );
    expect(lanes.fast).toBeGreaterThan(0);
  });

  it('batch normalisation, also of channels that several features share', async () => {
    const lanes = new Map<unknown, number>();
    const shape = {
      channels: fc.integer({ min: 1, max: 4 }),
      repeats: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(),
    };
    await fc.assert(
      fc.asyncProperty(
        type,
        type,
        fc.record({ weight: type, bias: type }),
        fc.record(shape),
        async (input, output, types, { channels, repeats, seed }) => {
          const random = randomNumbers(seed);
          const weights = valuesOf(types.weight, channels, random);
          const bias = valuesOf(types.bias, channels, random);
          const layer = { kind: 'batchNormalization', output, types, weights, bias } as const;
          const used = await compare(channels * repeats, input, layer, seed);
          lanes.set(used, (lanes.get(used) ?? 0) + 1);
        },
      ),
      { numRuns: 400 },
    );
    expect(lanes.size).toBeGreaterThan(1);
  });

  it('softmax', async () => {
    const types = {
      table: type,
      norm: type,
      expTable: type,
      invTable: type,
      invInput: type,
      accumulator: type,
    };
    const parameters = {
      exp_table_size: fc.constantFrom(16, 64),
      inv_table_size: fc.constantFrom(16, 64),
      implementation: fc.constantFrom(0, 1, 2, 3),
    };
    await fc.assert(
      fc.asyncProperty(
        ...([
          type,
          type,
          fc.record(types),
          fc.record(parameters),
          fc.integer({ min: 1, max: 9 }),
          fc.nat(),
        ] as const),
        async (input, output, types, parameters, features, seed) => {
          await compare(features, input, { kind: 'softmax', output, types, parameters }, seed);
        },
      ),
      { numRuns: 80 },
    );
  });
});
