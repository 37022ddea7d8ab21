import fc from 'fast-check';
import { expect } from 'vitest';
import {
  maximumRaw,
  minimumRaw,
  overflowModes,
  quantizationModes,
  toDouble,
  type FixedType,
  type LayerGraph,
} from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { size } from '../../src/simulate/network.js';
import { network, randomNumbers, type LayerSketch } from './graphs.js';
import { exactOutputs } from './oracle.js';

/** How far a property test looks: `HLSMITH_FUZZ=20` runs twenty times as many cases. */
export const fuzz = Number(process.env['HLSMITH_FUZZ'] ?? 1);

/** @param spread fraction bits at most: they decide how many bits a conversion drops; integer bits follow. */
export function anyType(widest: number, spread: number): fc.Arbitrary<FixedType> {
  return fc
    .record({
      family: fc.constant('ap' as const),
      isInteger: fc.constant(false),
      signed: fc.boolean(),
      width: fc.integer({ min: 1, max: widest }),
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
export function valuesOf(type: FixedType, count: number, random: () => number): number[] {
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

/** One layer on random inputs of its types, by both evaluators; gives how it was computed. */
export async function compareLayer(
  inputs: readonly { readonly type: FixedType; readonly shape: readonly number[] }[],
  layer: LayerSketch,
  seed: number,
  packed?: 'last',
): Promise<unknown> {
  const names = inputs.map((_, at) => `x${at}`);
  const graph = network({
    inputs: inputs.map((input, at) => ({ name: names[at]!, ...input })),
    layers: [{ ...layer, reads: names }],
    ...(packed ? { packed } : {}),
  });
  return compareGraph(graph, seed);
}

export async function compareGraph(graph: LayerGraph, seed: number): Promise<unknown> {
  const random = randomNumbers(seed);
  const samples = 11;
  const rows = Array.from({ length: samples }, () =>
    graph.inputs.flatMap(({ slot, shape }) => valuesOf(slot.type, size(shape), random)),
  );
  const inputs = Float64Array.from(rows.flat());
  const session = await openSession(graph, { inputs, samples });
  const { tensor, arithmetic } = session.evaluate(new Map(), { until: 'outputs' });
  session.close();
  expect(Array.from(tensor.raw, BigInt)).toEqual(exactOutputs(graph, inputs));
  return arithmetic.at(-1);
}

/** Counts how layers were computed, so that a test does not compare the exact evaluator with itself. */
export class LaneCount {
  private readonly counts = new Map<unknown, number>();

  add(lanes: unknown): void {
    this.counts.set(lanes, (this.counts.get(lanes) ?? 0) + 1);
  }

  get fast(): number {
    return [...this.counts].reduce((sum, [lanes, count]) => (lanes === 'exact' ? sum : sum + count), 0);
  }

  get exact(): number {
    return this.counts.get('exact') ?? 0;
  }
}
