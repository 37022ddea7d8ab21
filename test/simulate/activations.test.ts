import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedType, parseFixedType, type ActivationKindName, type FixedType } from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { anyType, compareLayer, fuzz, LaneCount, valuesOf } from './arbitrary.js';
import { chain, randomNumbers, type LayerSketch } from './graphs.js';
import { exactOutputs } from './oracle.js';

const tabled = ['sigmoid', 'tanh', 'softplus', 'softsign', 'selu'] as const;

describe.each([
  ['narrow', 12, 9],
  ['wide', 34, 24],
])('activations of %s types', (_, widest, spread) => {
  const type = anyType(widest, spread);

  it.each(tabled)('%s', async (kind) => {
    const lanes = new LaneCount();
    const run = fc.record({
      ...{ input: type, output: type, table: type, size: fc.constantFrom(16, 1024, 100, 4) },
      ...{ isStream: fc.boolean(), seed: fc.nat() },
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ input, output, table, size, isStream, seed }) => {
        const layer: LayerSketch = { kind, output, types: { table }, parameters: { table_size: size } };
        const packed = isStream ? 'last' : undefined;
        lanes.add(await compareLayer([{ type: input, shape: [5] }], layer, seed, packed));
      }),
      { numRuns: 40 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(lanes.exact);
  });

  it.each(['leakyRelu', 'thresholdedRelu', 'elu'] as const)('%s with its number', async (kind) => {
    const lanes = new LaneCount();
    const run = fc.record({
      ...{ input: type, output: type, parameter: fc.option(type), table: type },
      ...{ value: fc.constantFrom(0.3, 1, -0.75, 2.5), seed: fc.nat() },
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ input, output, parameter, table, value, seed }) => {
        const layer: LayerSketch = {
          ...{ kind, output },
          types: { table, ...(parameter && { parameter }) },
          parameters: { table_size: 64, [kind === 'thresholdedRelu' ? 'theta' : 'alpha']: value },
        };
        lanes.add(await compareLayer([{ type: input, shape: [5] }], layer, seed));
      }),
      { numRuns: 50 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(lanes.exact);
  });

  it('prelu and the thresholds of binary and ternary networks', async () => {
    const lanes = new LaneCount();
    const kinds = {
      prelu: ['parameter'],
      batchNormalizationBinaryTanh: ['threshold'],
      batchNormalizationTernaryTanh: ['thresholdHigh', 'thresholdLow'],
    } as const;
    const names = Object.keys(kinds) as (keyof typeof kinds)[];
    const run = fc.record({
      input: type,
      output: type,
      constant: type,
      kind: fc.constantFrom(...names),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ input, output, constant, kind, seed }) => {
        const random = randomNumbers(seed);
        const roles: readonly ('parameter' | 'threshold' | 'thresholdHigh' | 'thresholdLow')[] = kinds[kind];
        const channels = kind === 'prelu' || seed % 2 ? 6 : 3;
        const layer: LayerSketch = {
          ...{ kind, output },
          types: Object.fromEntries(roles.map((role) => [role, constant])),
          constants: Object.fromEntries(roles.map((role) => [role, valuesOf(constant, channels, random)])),
        };
        lanes.add(await compareLayer([{ type: input, shape: [2, 3] }], layer, seed));
      }),
      { numRuns: 60 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(lanes.exact);
  });

  it('hard sigmoid and hard tanh', async () => {
    const lanes = new LaneCount();
    const run = fc.record({
      ...{ input: type, output: type, slope: type, shift: type },
      ...{ kind: fc.constantFrom('hardSigmoid' as const, 'hardTanh' as const), seed: fc.nat() },
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ input, output, slope, shift, kind, seed }) => {
        const parameters = { slope: 0.2 + (seed % 3), shift: 0.5 };
        const layer: LayerSketch = { kind, output, types: { slope, shift }, parameters };
        lanes.add(await compareLayer([{ type: input, shape: [6] }], layer, seed));
      }),
      { numRuns: 60 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(lanes.exact);
  });

  it('binary and ternary tanh, clipped relu', async () => {
    const run = fc.record({
      ...{ input: type, output: fc.oneof(type, fc.constant(fixedType(false, 1, 1, { isInteger: true }))) },
      kind: fc.constantFrom('binaryTanh' as const, 'ternaryTanh' as const, 'clippedRelu' as const),
      ...{ isStream: fc.boolean(), strictThreshold: fc.boolean(), seed: fc.nat() },
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ input, output, kind, isStream, strictThreshold, seed }) => {
        const calls = kind === 'clippedRelu' ? { calls: 'nnet::relu6' } : {};
        const layer: LayerSketch = { kind, output, strictThreshold, ...calls };
        await compareLayer([{ type: input, shape: [6] }], layer, seed, isStream ? 'last' : undefined);
      }),
      { numRuns: 60 * fuzz },
    );
  });

  it('embeddings and tables of any function', async () => {
    const lanes = new LaneCount();
    const index = fc.record({ signed: fc.boolean(), width: fc.integer({ min: 1, max: 6 }) });
    const run = fc.record({
      index,
      output: type,
      constant: type,
      columns: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ index, output, constant, columns, seed }) => {
        const input = fixedType(index.signed, index.width, index.width, { isInteger: true });
        const rows = 2 ** index.width;
        const random = randomNumbers(seed);
        const embedding: LayerSketch = {
          ...{ kind: 'embedding', output, types: { weight: constant }, shape: [4, columns] },
          weights: valuesOf(constant, rows * columns, random),
          parameters: { n_in: 4, n_out: columns, vocab_size: rows },
        };
        const table: LayerSketch = {
          ...{ kind: 'lookupTable', output, types: { table: constant } },
          constants: { table: valuesOf(constant, rows, random) },
        };
        for (const layer of [embedding, table]) {
          lanes.add(await compareLayer([{ type: input, shape: [4] }], layer, seed));
        }
      }),
      { numRuns: 40 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(lanes.exact);
  });
});

const of = (spelling: string): FixedType => parseFixedType(spelling)!;

/** Both evaluators' answers for one sample, as numbers. */
async function answers(input: string, values: number[], layer: LayerSketch): Promise<number[]> {
  const graph = chain(values.length, of(input), [layer]);
  const inputs = Float64Array.from(values);
  const session = await openSession(graph, { inputs, samples: 1 });
  const { tensor } = session.evaluate(new Map(), { until: 'outputs' });
  session.close();
  expect(Array.from(tensor.raw, BigInt)).toEqual(exactOutputs(graph, inputs));
  return [...tensor.toDoubles()];
}

describe('by hand', () => {
  const output = of('ap_fixed<18,8>');
  const layer = (kind: ActivationKindName, more: Partial<LayerSketch> = {}): LayerSketch => ({
    ...{ kind, output, types: { table: output } },
    ...more,
  });

  it('looks a sigmoid up in steps of 1/64, the index cut toward zero', async () => {
    const floor = (x: number): number => Math.floor(x * 1024) / 1024;
    const at = (x: number): number => floor(1 / (1 + Math.exp(-x)));
    expect(
      await answers('ap_fixed<18,8>', [0, 1, -1, 1.0078125, -1.0078125, 100, -100], layer('sigmoid')),
    ).toEqual([...[at(0), at(1), at(-1), at(1), at(-1)], ...[at(8 - 1 / 64), at(-8)]]);
  });

  it('multiplies by alpha below zero', async () => {
    const parameters = { alpha: 0.25 };
    const alpha = { ...layer('leakyRelu'), types: { parameter: of('ap_fixed<8,2>') }, parameters };
    expect(await answers('ap_fixed<8,4>', [-2, 3, -0.0625], alpha)).toEqual([-0.5, 3, -0.015625]);
  });

  it('doubles the input of a ternary tanh in its own type', async () => {
    // 2 * 5 is -6 in four integer bits.
    expect(
      await answers('ap_fixed<8,4>', [0.25, 0.5, 0.5625, -0.5, -0.4375, 5], layer('ternaryTanh')),
    ).toEqual([0, 0, 1, -1, 0, -1]);
  });
});
