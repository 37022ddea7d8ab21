import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  maximumRaw,
  minimumRaw,
  overflowModes,
  quantizationModes,
  toDouble,
  type FixedType,
} from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { chain, randomNumbers, type LayerSketch } from './graphs.js';
import { exactOutputs } from './oracle.js';

/*
 * One layer at a time at the edges of its types: inputs and weights take every bit pattern, extremes often, so
 * that whatever can overflow does.
 */

function anyType(widest: number, spread: number): fc.Arbitrary<FixedType> {
  return fc
    .record({
      family: fc.constant('ap' as const),
      isInteger: fc.constant(false),
      signed: fc.boolean(),
      width: fc.integer({ min: 1, max: widest }),
      // The fraction decides how many bits a conversion drops; integers bits follow.
      fraction: fc.integer({ min: 0, max: spread }),
      quantization: fc.constantFrom(...quantizationModes),
      overflow: fc.constantFrom('WRAP' as const, 'WRAP' as const, ...overflowModes),
      saturationBits: fc.constantFrom(0, 0, 0, 1, 2),
    })
    .map(({ fraction, ...type }) => ({
      ...type,
      integer: type.width - fraction,
      saturationBits: Math.min(type.saturationBits, type.width),
    }));
}

/** Values of a type: its extremes, zero, and patterns in between. */
function valuesOf(type: FixedType, count: number, random: () => number): number[] {
  const least = minimumRaw(type);
  const greatest = maximumRaw(type);
  const span = Number(greatest - least);
  return Array.from({ length: count }, () => {
    const draw = random();
    const inside = least + BigInt(Math.floor(random() * span));
    const raw = draw < 0.2 ? greatest : draw < 0.4 ? least : draw < 0.5 ? 0n : inside;
    return toDouble(raw, type);
  });
}

async function compare(
  features: number,
  input: FixedType,
  layer: LayerSketch,
  random: () => number,
): Promise<unknown> {
  const graph = chain(features, input, [layer]);
  const samples = 12;
  const inputs = Float64Array.from(valuesOf(input, samples * features, random));
  const session = await openSession(graph, { inputs, samples });
  const { tensor, arithmetic } = session.evaluate(new Map(), { until: 'outputs' });
  session.close();
  expect(Array.from(tensor.raw, BigInt)).toEqual(exactOutputs(graph, inputs));
  return arithmetic[0];
}

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
          await compare(3, input, { kind, output }, randomNumbers(seed));
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
            random,
          );
          lanes.set(used, (lanes.get(used) ?? 0) + 1);
        },
      ),
      { numRuns: 250 },
    );
    expect(lanes.size).toBeGreaterThan(1);
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
          const used = await compare(channels * repeats, input, layer, random);
          lanes.set(used, (lanes.get(used) ?? 0) + 1);
        },
      ),
      { numRuns: 400 },
    );
    expect(lanes.size).toBeGreaterThan(1);
  });

  it('softmax', async () => {
    const types = { norm: type, expTable: type, invTable: type, invInput: type, accumulator: type };
    const parameters = {
      exp_table_size: fc.constantFrom(16, 64),
      inv_table_size: fc.constantFrom(16, 64),
      implementation: fc.constantFrom(0, 2, 3),
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
          await compare(features, input, { kind: 'softmax', output, types, parameters }, randomNumbers(seed));
        },
      ),
      { numRuns: 80 },
    );
  });
});
