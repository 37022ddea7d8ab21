import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedType, type FixedType } from 'hlsmith/hls';
import { anyType, compareGraph, compareLayer, fuzz, LaneCount, valuesOf } from './arbitrary.js';
import { network, randomNumbers, type LayerSketch } from './graphs.js';

describe.each([
  ['narrow', 10, 7],
  ['wide', 24, 16],
])('%s types', (_, widest, spread) => {
  const type = anyType(widest, spread);

  it('normalises over the values of each step', async () => {
    const lanes = new LaneCount();
    const types = fc.record({ weight: type, bias: type, accumulator: type, table: type });
    const sizes = fc.record({
      ...{ steps: fc.integer({ min: 1, max: 3 }), values: fc.integer({ min: 1, max: 6 }) },
      ...{ table_size: fc.constantFrom(16, 64), range: fc.nat(2), epsilon: fc.integer({ min: 1, max: 4 }) },
    });
    await fc.assert(
      fc.asyncProperty(type, type, types, sizes, fc.nat(), async (input, output, types, sizes, seed) => {
        const random = randomNumbers(seed);
        const { steps, values, table_size, range, epsilon } = sizes;
        const layer: LayerSketch = {
          ...{ kind: 'layerNormalization', output, types },
          weights: valuesOf(types.weight, values, random),
          bias: valuesOf(types.bias, values, random),
          parameters: {
            ...{ n_in: steps * values, seq_len: steps, table_size },
            ...{ table_range_power2: range, epsilon_power_of_10: epsilon },
          },
          shape: [steps, values],
        };
        lanes.add(await compareLayer([{ type: input, shape: [steps, values] }], layer, seed));
      }),
      { numRuns: 60 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(0);
  });

  it('rounds each value to a type of its own', async () => {
    const lanes = new LaneCount();
    const each = fc.array(fc.option(type), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(type, type, each, fc.nat(), async (input, output, elementTypes, seed) => {
        const layer: LayerSketch = { kind: 'quantizer', output, elementTypes };
        lanes.add(await compareLayer([{ type: input, shape: [elementTypes.length] }], layer, seed));
      }),
      { numRuns: 60 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(0);
  });

  it('runs layers in a loop over the steps', async () => {
    const lanes = new LaneCount();
    const types = fc.record({ weight: type, bias: type, accumulator: type, table: type });
    const extents = fc.integer({ min: 1, max: 4 });
    const sizes = fc.record({ steps: extents, channels: extents, outputs: extents });
    await fc.assert(
      fc.asyncProperty(type, type, types, sizes, fc.nat(), async (input, output, types, sizes, seed) => {
        const random = randomNumbers(seed);
        const { steps, channels, outputs } = sizes;
        const layers: LayerSketch[] = [
          { kind: 'timeStepRead', output: input, shape: [channels], parameters: { n_time_steps: steps } },
          {
            ...{ kind: 'dense', output, types },
            weights: valuesOf(types.weight, channels * outputs, random),
            bias: valuesOf(types.bias, outputs, random),
          },
          { kind: 'softmax', output, types: softmaxTypes(types.table), parameters: { exp_table_size: 16 } },
          { kind: 'timeStepWrite', output, shape: [steps, outputs], parameters: { n_time_steps: steps } },
          { kind: 'relu', output },
        ];
        const inputs = [{ name: 'x', type: input, shape: [steps, channels] }];
        lanes.add(await compareGraph(network({ inputs, layers }), seed));
      }),
      { numRuns: 40 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(0);
  });
});

function softmaxTypes(table: FixedType): LayerSketch['types'] {
  const fine = fixedType(true, 18, 8);
  return { norm: fixedType(false, 8, 4), expTable: fine, invTable: table, invInput: fine, accumulator: fine };
}

it('names all steps in the result of a layer inside of the loop', async () => {
  const type = fixedType(true, 8, 4);
  const { openSession } = await import('hlsmith/simulate');
  const graph = network({
    inputs: [{ name: 'x', type, shape: [3, 2] }],
    layers: [
      { kind: 'timeStepRead', output: type, shape: [2], parameters: { n_time_steps: 3 } },
      { kind: 'relu', output: type },
      { kind: 'timeStepWrite', output: type, shape: [3, 2], parameters: { n_time_steps: 3 } },
    ],
  });
  const session = await openSession(graph, { inputs: Float64Array.of(-1, 2, 3, -4, 5, 6), samples: 1 });
  const { tensor } = session.evaluate(new Map(), { until: { tensor: 'layer2_out' } });
  expect({ shape: tensor.shape, values: [...tensor.toDoubles()] }).toEqual({
    shape: [3, 2],
    values: [0, 2, 3, 0, 5, 6],
  });
  session.close();
});
