import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FixedType } from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { anyFixedType } from '../hls/fixed-point/arbitrary.js';
import { chain, gaussian, randomNumbers, type LayerSketch } from './graphs.js';
import { exactOutputs } from './oracle.js';

/** Types whose values are near those that flow through a network, so that layers do not all end at zero. */
function usefulType(width: { min: number; max: number }): fc.Arbitrary<FixedType> {
  return anyFixedType({ width, integer: { min: -2, max: 10 } });
}

function anyLayer(width: { min: number; max: number }): fc.Arbitrary<(inputs: number) => LayerSketch> {
  const type = usefulType(width);
  const dense = fc
    .record({
      output: type,
      weight: type,
      bias: type,
      accumulator: type,
      seed: fc.nat(),
      outputs: fc.integer({ min: 1, max: 19 }),
    })
    .map(({ output, seed, outputs, ...types }) => (inputs: number): LayerSketch => {
      const random = randomNumbers(seed);
      const scale = 2 ** (6 * random() - 2);
      return {
        kind: 'dense',
        output,
        types,
        weights: Array.from({ length: inputs * outputs }, () =>
          random() < 0.2 ? 0 : scale * gaussian(random),
        ),
        bias: Array.from({ length: outputs }, () => gaussian(random)),
      };
    });
  const batchNormalization = fc
    .record({ output: type, weight: type, bias: type, seed: fc.nat() })
    .map(({ output, seed, ...types }) => (inputs: number): LayerSketch => {
      const random = randomNumbers(seed);
      const channels = random() < 0.3 && inputs % 2 === 0 ? inputs / 2 : inputs;
      const numbers = (scale: number): number[] =>
        Array.from({ length: channels }, () => scale * gaussian(random));
      return { kind: 'batchNormalization', output, types, weights: numbers(4 * random()), bias: numbers(2) };
    });
  const plain = fc
    .record({ kind: fc.constantFrom('relu' as const, 'linear' as const), output: type })
    .map((sketch) => () => sketch);
  const softmax = fc
    .record({
      output: type,
      types: fc.record({ norm: type, expTable: type, invTable: type, invInput: type, accumulator: type }),
      parameters: fc.record({
        exp_table_size: fc.constantFrom(16, 64, 256),
        inv_table_size: fc.constantFrom(16, 64, 256),
        implementation: fc.constantFrom(0, 2, 2, 3),
        exp_scale: fc.constantFrom(1, 0.5),
      }),
    })
    .map((sketch) => (): LayerSketch => ({ kind: 'softmax', ...sketch }));
  return fc.oneof(
    { weight: 4, arbitrary: dense },
    { weight: 3, arbitrary: batchNormalization },
    { weight: 2, arbitrary: plain },
    { weight: 1, arbitrary: softmax },
  );
}

function anyNetwork(width: { min: number; max: number }) {
  return fc
    .record({
      input: usefulType(width),
      features: fc.integer({ min: 1, max: 9 }),
      layers: fc.array(anyLayer(width), { minLength: 1, maxLength: 4 }),
    })
    .map(({ input, features, layers }) => {
      let inputs = features;
      const sketches = layers.map((make) => {
        const sketch = make(inputs);
        if (sketch.kind === 'dense') inputs = sketch.bias!.length;
        return sketch;
      });
      return chain(features, input, sketches);
    });
}

describe('random networks', () => {
  it.each([
    ['narrow types', { min: 2, max: 12 }, 80],
    ['middling types', { min: 8, max: 20 }, 80],
    ['all types', { min: 2, max: 40 }, 80],
  ])('give the exact evaluator’s answers bit for bit: %s', async (_, width, numRuns) => {
    const arithmetic = new Map<unknown, number>();
    await fc.assert(
      fc.asyncProperty(anyNetwork(width), fc.nat(), async (graph, seed) => {
        const random = randomNumbers(seed);
        const features = graph.inputs[0]!.shape[0]!;
        const inputs = Float64Array.from({ length: 70 * features }, () => 3 * gaussian(random));
        const session = await openSession(graph, { inputs, samples: 70 });
        const evaluation = session.evaluate(new Map(), { until: 'outputs' });
        session.close();
        for (const kind of evaluation.arithmetic) arithmetic.set(kind, (arithmetic.get(kind) ?? 0) + 1);
        expect(Array.from(evaluation.tensor.raw, BigInt)).toEqual(exactOutputs(graph, inputs));
      }),
      { numRuns },
    );
    // Otherwise the test would compare the exact evaluator with itself.
    expect(arithmetic.get(16) ?? 0).toBeGreaterThan(0);
    expect(arithmetic.get(64) ?? 0).toBeGreaterThan(0);
  });
});
