import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSession } from 'hlsmith/simulate';
import { fixedType, type MergeKindName } from 'hlsmith/hls';
import { anyType, compareGraph, compareLayer, fuzz, LaneCount } from './arbitrary.js';
import { gaussianInputs, network, type LayerSketch } from './graphs.js';
import { exactOutputs } from './oracle.js';

const elementwise = ['add', 'average', 'maximum', 'minimum', 'multiply', 'subtract'] as const;

describe.each([
  ['narrow', 12, 9],
  ['wide', 34, 24],
])('merges of %s types', (_, widest, spread) => {
  const type = anyType(widest, spread);

  it('value by value, the smaller input repeated', async () => {
    const lanes = new LaneCount();
    const run = fc.record({
      ...{ a: type, b: type, output: type, kind: fc.constantFrom(...elementwise) },
      ...{
        repeats: fc.integer({ min: 1, max: 3 }),
        features: fc.integer({ min: 1, max: 4 }),
        seed: fc.nat(),
      },
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ a, b, output, kind, repeats, features, seed }) => {
        const shapes = [[repeats * features], [features]];
        const [first, second] = seed % 2 ? shapes : shapes.reverse();
        const layer = { kind, output, shape: [repeats * features] };
        const inputs = [
          { type: a, shape: first! },
          { type: b, shape: second! },
        ];
        lanes.add(await compareLayer(inputs, layer, seed));
      }),
      { numRuns: 120 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(lanes.exact);
  });

  it('dot products', async () => {
    const lanes = new LaneCount();
    const run = fc.record({
      a: type,
      b: type,
      accumulator: type,
      output: type,
      n: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ a, b, accumulator, output, n, seed }) => {
        const layer: LayerSketch = { kind: 'dot', output, types: { accumulator }, shape: [1] };
        const inputs = [a, b].map((type) => ({ type, shape: [n] }));
        lanes.add(await compareLayer(inputs, layer, seed));
      }),
      { numRuns: 60 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(0);
  });

  it('concatenation along each axis', async () => {
    const extent = fc.integer({ min: 1, max: 3 });
    const run = fc.record({
      ...{ a: type, b: type, output: type, shape: fc.array(extent, { minLength: 1, maxLength: 3 }) },
      ...{ other: extent, axis: fc.nat(2), seed: fc.nat() },
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ a, b, output, shape, other, axis, seed }) => {
        const at = axis % shape.length;
        const second = shape.map((extent, index) => (index === at ? other : extent));
        const sizes = (number: number, extents: readonly number[]): Record<string, number> =>
          Object.fromEntries(extents.map((extent, index) => [`n_elem${number}_${index}`, extent]));
        const layer: LayerSketch = {
          kind: 'concatenate',
          calls: `nnet::concatenate${shape.length}d`,
          output,
          shape: shape.map((extent, index) => (index === at ? extent + other : extent)),
          parameters: {
            ...sizes(1, shape),
            ...sizes(2, second),
            axis: seed % 2 ? at + 1 : at - shape.length,
          },
        };
        const inputs = [
          { type: a, shape },
          { type: b, shape: second },
        ];
        await compareLayer(inputs, layer, seed);
      }),
      { numRuns: 50 * fuzz },
    );
  });
});

describe('a graph that branches and merges', () => {
  const plain = fixedType(true, 16, 6);
  const dense = (reads: string, seed: number): LayerSketch => ({
    kind: 'dense',
    output: plain,
    types: { weight: plain, bias: plain, accumulator: plain },
    weights: Array.from({ length: 12 }, (_, at) => ((at * 7 + seed) % 11) / 4 - 1),
    bias: [0.5, -0.25, 1],
    reads: [reads],
  });
  const merged = (kind: MergeKindName, ...reads: string[]): LayerSketch => ({ kind, output: plain, reads });
  const graph = network({
    inputs: [
      { name: 'x', type: plain, shape: [4] },
      { name: 'y', type: plain, shape: [4] },
    ],
    layers: [
      dense('x', 1),
      dense('y', 2),
      merged('add', 'layer1_out', 'layer2_out'),
      { kind: 'relu', output: plain, reads: ['layer1_out'] },
      merged('multiply', 'layer4_out', 'layer3_out'),
    ],
    outputs: ['layer5_out', 'layer3_out'],
  });

  it('gives all outputs, and the same as the exact evaluator', async () => {
    await compareGraph(graph, 3);
    const inputs = gaussianInputs(70, 8);
    const session = await openSession(graph, { inputs, samples: 70 });
    const { tensors } = session.evaluate(new Map());
    session.close();
    expect(tensors.map(({ name }) => name)).toEqual(['layer5_out', 'layer3_out']);
    const second = { ...graph, outputs: [graph.outputs[1]!] };
    expect(Array.from(tensors[1]!.raw, BigInt)).toEqual(exactOutputs(second, inputs));
  });

  it('runs only what a changed type reaches, and forgets nothing else', async () => {
    const inputs = gaussianInputs(200, 8);
    const session = await openSession(graph, { inputs, samples: 200 });
    const widths = [16, 9, 16, 12, 9];
    for (const typedef of ['layer2_t', 'layer4_t', 'input2_t', 'layer1_weight_t', 'layer2_t']) {
      for (const width of widths) {
        const assignment = new Map([[typedef, fixedType(true, width, 6)]]);
        const { tensor } = session.evaluate(assignment);
        expect(Array.from(tensor.raw, BigInt)).toEqual(exactOutputs(graph, inputs, assignment));
      }
    }
    session.close();
  });
});
